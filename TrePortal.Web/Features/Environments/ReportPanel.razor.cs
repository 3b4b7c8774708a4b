using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>What the last import found: problems by code, each with its place, its value and what to do.</summary>
public sealed partial class ReportPanel
{
    private const int Shown = 10;

    private readonly HashSet<string> _open = [];
    private Loadable<ImportDetails> _report = new Loadable<ImportDetails>.Loading();

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Parameter, EditorRequired]
    public required ImportRow Import { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required IInventoryQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (Import.Errors + Import.Warnings > 0
            && await Queries.FindImportAsync(Handle, Import.Id, Reader ?? await CurrentActor.GetAsync(Lifetime), Lifetime) is { } report)
        {
            _report = new Loadable<ImportDetails>.Loaded(report);
        }
    }

    private static IEnumerable<Group> Groups(ImportDetails report) =>
        from problems in report.Outcome.Problems.GroupBy(problem => problem.Code)
        let code = ProblemCodes.Of(problems.Key)
        orderby code.Severity, problems.Key
        select new Group(code.Code, code.Title, code.Mend, code.Severity, report.Outcome.Totals.GetValueOrDefault(problems.Key), [.. problems]);

    internal static string PlaceOf(InventoryProblem problem) => (problem.Line, problem.Column) switch
    {
        ({ } line, { } column) => EnvironmentWords.LineAndColumn.Fill(AssetSlots.Count(line), column),
        ({ } line, null) => EnvironmentWords.LineOnly.Fill(AssetSlots.Count(line)),
        _ => EnvironmentWords.WholeFile,
    };

    private sealed record Group(string Code, string Title, string Mend, ProblemSeverity Severity, long Total, IReadOnlyList<InventoryProblem> Problems);
}
