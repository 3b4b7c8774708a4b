using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Inventory;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>One coding: its codes, children below their parents. A search keeps the parents of what it finds.</summary>
public sealed partial class CodingView
{
    private const int MostFields = 12;

    // A tree as small as this is shown whole.
    private const int OpenUpTo = 60;

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private IReadOnlyList<TreeLine> _lines = [];
    private IReadOnlyList<(Code Code, int Level)> _walk = [];
    private HashSet<string> _parents = [];
    private HashSet<string> _keptParents = [];
    private Coding? _shown;
    private string _text = "";
    private int _found;

    [Parameter, EditorRequired]
    public required Coding Coding { get; set; }

    /// <summary>Fields that use it.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<FieldSchema> Fields { get; set; }

    [Parameter, EditorRequired]
    public required Func<FieldSchema, string> FieldHref { get; set; }

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_shown, Coding))
        {
            return;
        }

        _shown = Coding;
        _walk = [.. CodeTree.Walk(Coding.Codes)];
        _parents = [.. Coding.Codes.Select(code => code.Parent).OfType<string>()];
        _open.Clear();
        _open.UnionWith(_walk.Count <= OpenUpTo ? _parents : []);
        Arrange();
    }

    private void OpenAll()
    {
        _open.UnionWith(_parents);
        Arrange();
    }

    private void CloseAll()
    {
        _open.Clear();
        Arrange();
    }

    private void Toggle(TreeLine line)
    {
        if (!_open.Remove(line.Key))
        {
            _open.Add(line.Key);
        }

        Arrange();
    }

    private void Arrange()
    {
        var text = _text.Trim();
        var kept = text.Length == 0 ? null : Kept(text);
        var lines = new List<TreeLine>();
        var hiddenBelow = int.MaxValue;
        foreach (var (code, level) in _walk)
        {
            if (level > hiddenBelow || kept?.Contains(code.Value) == false)
            {
                continue;
            }

            var isBranch = (kept is null ? _parents : _keptParents).Contains(code.Value);
            var isOpen = isBranch && (kept is not null || _open.Contains(code.Value));
            hiddenBelow = isBranch && !isOpen ? level : int.MaxValue;
            lines.Add(new TreeLine(code.Value, code.Meaning, level + 1) { IsBranch = isBranch, IsOpen = isOpen, Code = code.Value, Note = code.Concept.Length > 0 ? code.Concept : null });
        }

        _lines = lines;
    }

    // What matches, with everything above it.
    private HashSet<string> Kept(string text)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        _found = 0;
        foreach (var code in Coding.Codes.Where(code => Matches(code, text)))
        {
            _found++;
            for (var at = code; at is not null && kept.Add(at.Value); at = at.Parent is null ? null : Coding.Find(at.Parent))
            {
                // the loop's own step climbs to the root
            }
        }

        _keptParents = [.. Coding.Codes.Where(code => kept.Contains(code.Value)).Select(code => code.Parent).OfType<string>()];
        return kept;
    }

    private static bool Matches(Code code, string text) =>
        CultureInfo.CurrentCulture.CompareInfo.IndexOf(code.Meaning, text, CompareOptions.IgnoreCase) >= 0 || code.Value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
