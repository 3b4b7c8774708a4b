using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>
/// The fields by entity and folder: a tick for a chart, the funnel for a filter. Thousands of them: what is searched is put
/// together once, and only lines on the screen are drawn.
/// </summary>
public sealed partial class FieldTree
{
    // So few are seen at a glance, so nothing is folded.
    private const int Few = 60;

    private readonly HashSet<string> _turned = new(StringComparer.Ordinal);
    private List<(ShowcaseField Field, string Entity, string Folder, string Text)> _all = [];
    private List<TreeLine> _lines = [];
    private HashSet<string> _shown = [];
    private string[] _words = [];
    private string _search = "";
    private string? _firstFolder;
    private int _found;
    private ShowcaseView? _arranged;

    [Parameter, EditorRequired]
    public required CohortWorkbench Bench { get; set; }

    /// <summary>Addresses of the fields that have a tile now.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyCollection<string> Tiles { get; set; }

    [Parameter]
    public EventCallback<ShowcaseField> OnTile { get; set; }

    [Parameter]
    public EventCallback<ShowcaseField> OnFilter { get; set; }

    protected override void OnParametersSet()
    {
        if (_arranged != Bench.View)
        {
            _arranged = Bench.View;
            _all = [.. Bench.View.Fields.Select(field => (field, EntityOf(field), FolderOf(field), TextOf(field)))];
            _firstFolder = _all.Count > 0 ? KeyOf(_all[0].Entity, _all[0].Folder) : null;
        }
        else if (_shown.SetEquals(Tiles))
        {
            return;
        }

        _shown = [.. Tiles];
        Arrange();
    }

    private void Searched()
    {
        _words = [.. _search.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToLower(CultureInfo.CurrentCulture))];
        _turned.Clear();
        Arrange();
    }

    private void Toggle(TreeLine line)
    {
        if (!_turned.Remove(line.Key))
        {
            _turned.Add(line.Key);
        }

        Arrange();
    }

    private Task FilterAsync(TreeLine line) => Bench.Field(line.Key) is { } field ? OnFilter.InvokeAsync(field) : Task.CompletedTask;

    private void Arrange()
    {
        var found = _words.Length == 0 ? _all : _all.FindAll(one => Array.TrueForAll(_words, word => one.Text.Contains(word, StringComparison.Ordinal)));
        var lines = new List<TreeLine>();
        foreach (var entity in found.GroupBy(one => one.Entity, StringComparer.Ordinal))
        {
            var key = KeyOf(entity.Key, "");
            if (!Branch(key, entity.Key, level: 1, entity.Count()))
            {
                continue;
            }

            foreach (var folder in entity.GroupBy(one => one.Folder, StringComparer.Ordinal))
            {
                var hasFolder = folder.Key.Length > 0;
                if (!hasFolder || Branch(KeyOf(entity.Key, folder.Key), folder.Key, level: 2, folder.Count()))
                {
                    lines.AddRange(folder.Select(one => LineOf(one.Field, level: hasFolder ? 3 : 2)));
                }
            }
        }

        (_lines, _found) = (lines, found.Count);

        // Everything that was found is open; of many fields only the first folder is.
        bool Branch(string key, string title, int level, int count)
        {
            var isUsuallyOpen = _words.Length > 0 || found.Count <= Few || key == _firstFolder || (level == 1 && _firstFolder!.StartsWith(key, StringComparison.Ordinal));
            var isOpen = isUsuallyOpen != _turned.Contains(key);
            lines.Add(new TreeLine(key, title, level) { IsBranch = true, IsOpen = isOpen, Note = count.ToString("N0", CultureInfo.CurrentCulture), Title = title });
            return isOpen;
        }
    }

    private TreeLine LineOf(ShowcaseField field, int level) => new(field.Address, field.Title, level)
    {
        Tick = _shown.Contains(field.Address) ? TreeTick.All : TreeTick.None,
        Locked = field.HasTile ? null : ExploreWords.NoChart,
        Title = field.Description.Length > 0 ? field.Description : field.Title,
    };

    private string EntityOf(ShowcaseField field) => Bench.Entity(field.Entity)?.Title ?? field.Entity;

    private string FolderOf(ShowcaseField field)
    {
        var levels = field.Folder.Count > 0 && field.Folder[0] == Bench.Entity(field.Entity)?.Title ? field.Folder.Skip(1) : field.Folder;
        return string.Join(" / ", levels);
    }

    private static string TextOf(ShowcaseField field) =>
        string.Join('\n', field.Folder.Prepend(field.Description).Prepend(field.Address).Prepend(field.Title)).ToLower(CultureInfo.CurrentCulture);

    // No address has a slash, so keys of folders are never those of fields.
    private static string KeyOf(string entity, string folder) => $"/{entity}/{folder}";
}
