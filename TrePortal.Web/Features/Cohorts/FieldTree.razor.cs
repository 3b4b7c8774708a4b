using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>The fields by folder: click for a tile, the funnel for a filter.</summary>
public sealed partial class FieldTree
{
    // Beyond this a list is not read but searched.
    private const int MostShown = 400;

    private List<Folder> _folders = [];
    private string _search = "";
    private int _hidden;
    private CohortWorkbench? _arranged;

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
        if (_arranged != Bench)
        {
            _arranged = Bench;
            Arrange();
        }
    }

    private void Arrange()
    {
        var words = _search.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = Bench.View.Fields.Where(field => words.All(word => Mentions(field, word))).ToList();
        _hidden = Math.Max(0, found.Count - MostShown);
        _folders = [.. found.Take(MostShown)
            .GroupBy(FolderOf, StringComparer.Ordinal)
            .Select((folder, at) => new Folder(folder.Key, [.. folder], IsOpen: found.Count <= 60 || at == 0))];
    }

    private string FolderOf(ShowcaseField field)
    {
        var entity = Bench.Entity(field.Entity);
        var levels = field.Folder.Count > 1 && field.Folder[0] == entity?.Title ? field.Folder.Skip(1) : field.Folder;
        return field.Folder.Count > 0 ? string.Join(" / ", levels) : entity?.Title ?? field.Entity;
    }

    private static bool Mentions(ShowcaseField field, string word) =>
        field.Title.Contains(word, StringComparison.CurrentCultureIgnoreCase)
        || field.Address.Contains(word, StringComparison.OrdinalIgnoreCase)
        || field.Description.Contains(word, StringComparison.CurrentCultureIgnoreCase)
        || field.Folder.Any(level => level.Contains(word, StringComparison.CurrentCultureIgnoreCase));

    private sealed record Folder(string Path, IReadOnlyList<ShowcaseField> Fields, bool IsOpen);
}
