using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Discovery;

/// <summary>All fields of the tabular inventory by folder. Only what is on the screen is drawn, so thousands are as quick as ten.</summary>
public sealed partial class DictionaryPanel
{
    private Loadable<DiscoveredData> _data = new Loadable<DiscoveredData>.Loading();
    private List<Line> _lines = [];
    private string? _arrangedFor;
    private int _found;
    private int _all;

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Parameter]
    public string? Q { get; set; }

    /// <summary>Address of the field that is open at the side.</summary>
    [Parameter]
    public string? Field { get; set; }

    [Inject]
    public required IDiscoveryQueries Discovery { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var reader = await CurrentActor.GetAsync(Lifetime);
        _data = await Discovery.ReadDataAsync(Handle, reader, Lifetime) is { } found ? new Loadable<DiscoveredData>.Loaded(found) : new Loadable<DiscoveredData>.Missing();
        Arrange();
    }

    protected override void OnParametersSet()
    {
        if (_arrangedFor != (Q ?? ""))
        {
            Arrange();
        }
    }

    private void Arrange()
    {
        if (_data is not Loadable<DiscoveredData>.Loaded { Value.Schema: { } schema })
        {
            return;
        }

        _arrangedFor = Q ?? "";
        var words = _arrangedFor.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var fields = schema.Entities.SelectMany(entity => entity.Fields.Select(field => (Folder: FolderOf(entity, field), Field: field))).ToList();
        var found = fields.Where(item => words.All(word => Mentions(item.Folder, item.Field, word))).ToList();
        (_all, _found) = (fields.Count, found.Count);
        _lines = [.. found.GroupBy(item => item.Folder, StringComparer.Ordinal)
            .SelectMany(folder => folder.Select(item => new Line(folder.Key, 0, item.Field)).Prepend(new Line(folder.Key, folder.Count(), null)))];
    }

    private string Here(params (string Name, string? Value)[] changes)
    {
        (string Name, string? Value)[] now = [("tab", "dictionary"), ("q", Q), ("field", Field)];
        return Addresses.With(Addresses.Environment(Handle), [.. now.Select(part => Array.Find(changes, change => change.Name == part.Name) is { Name: not null } changed ? changed : part)]);
    }

    private static string FolderOf(EntitySchema entity, FieldSchema field) => field.Folder.Count > 0 ? string.Join(" / ", field.Folder) : entity.Title;

    private static bool Mentions(string folder, FieldSchema field, string word) =>
        field.Title.Contains(word, StringComparison.CurrentCultureIgnoreCase)
        || field.Address.Contains(word, StringComparison.OrdinalIgnoreCase)
        || field.Description.Contains(word, StringComparison.CurrentCultureIgnoreCase)
        || folder.Contains(word, StringComparison.CurrentCultureIgnoreCase);

    /// <summary>"12 codes", "1 code", "40 codes in a tree".</summary>
    internal static string CodesOf(Coding coding) =>
        coding.IsTree ? ExploreWords.CodesTree.Fill(coding.Codes.Count)
        : coding.Codes.Count == 1 ? ExploreWords.CodesOne
        : ExploreWords.CodesCount.Fill(coding.Codes.Count);

    private static string? CodingLine(DatasetSchema schema, FieldSchema field) => schema.CodingOf(field) is not { } coding ? null
        : CodesOf(coding) + (field.IsMultiSelect ? ", " + ExploreWords.MultiSelect : "");

    /// <summary>A folder's heading, or a field below it.</summary>
    private sealed record Line(string Folder, int Count, FieldSchema? Field);
}
