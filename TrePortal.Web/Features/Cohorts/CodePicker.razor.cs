using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>Codes to choose from, children below their parents; a chosen parent takes in everything below it.</summary>
public sealed partial class CodePicker
{
    private const int SearchFrom = 8;
    private const int MostShown = 200;

    private string _search = "";
    private int _hidden;
    private IReadOnlyList<(Code Code, int Level)> _order = [];
    private Dictionary<string, Code> _byValue = [];
    private ShowcaseField? _arranged;

    [Parameter, EditorRequired]
    public required ShowcaseField Field { get; set; }

    /// <summary>Changed by this component.</summary>
    [Parameter, EditorRequired]
    public required ISet<string> Chosen { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    protected override void OnParametersSet()
    {
        if (_arranged != Field)
        {
            _arranged = Field;
            _byValue = Field.Codes.ToDictionary(code => code.Value, StringComparer.Ordinal);
            _order = [.. CodeTree.Walk(Field.Codes)];
        }
    }

    private List<(Code Code, int Level)> Rows()
    {
        var found = _order.Where(row => row.Code.Meaning.Contains(_search, StringComparison.CurrentCultureIgnoreCase) || row.Code.Value.Contains(_search, StringComparison.OrdinalIgnoreCase)).ToList();
        _hidden = Math.Max(0, found.Count - MostShown);
        return found.Count > MostShown ? found[..MostShown] : found;
    }

    private bool IsBelowChosen(Code code)
    {
        for (var at = Above(code); at is not null; at = Above(at))
        {
            if (Chosen.Contains(at.Value))
            {
                return true;
            }
        }

        return false;
    }

    private Code? Above(Code code) => code.Parent is { } parent ? _byValue.GetValueOrDefault(parent) : null;

    private Task SetAsync(string code, bool isChosen)
    {
        if (isChosen)
        {
            Chosen.Add(code);
        }
        else
        {
            Chosen.Remove(code);
        }

        return OnChanged.InvokeAsync();
    }
}
