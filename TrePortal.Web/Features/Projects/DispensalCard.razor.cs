using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Dispensal;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Projects;

/// <summary>Where the newest dispensal stands, and what can be done about it.</summary>
public sealed partial class DispensalCard
{
    private (string Phase, long Done, long Began)? _first;

    [Parameter, EditorRequired]
    public required ProjectDetails Project { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    [Parameter]
    public EventCallback OnStart { get; set; }

    /// <summary>Give up the version that the project keeps to, and dispense the active one.</summary>
    [Parameter]
    public EventCallback OnUpgrade { get; set; }

    [Parameter]
    public EventCallback<DispensalDetails> OnCancel { get; set; }

    [Parameter]
    public EventCallback<DispensalDetails> OnRetry { get; set; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private DispensalDetails? Newest => Project.Dispensals.Count == 0 ? null : Project.Dispensals[0];

    private double? Fraction => Newest?.Progress is { Total: > 0 } progress ? (double)progress.Done / progress.Total : null;

    private string Phase => Newest switch
    {
        { IsStopping: true } => ProjectWords.Stopping,
        { Progress.Phase: "planning" } => ProjectWords.PhasePlanning,
        { Progress.Phase: "tables" } => ProjectWords.PhaseTables,
        { Progress.Phase: "files" } => ProjectWords.PhaseFiles,
        { Progress.Phase: "checking" } => ProjectWords.PhaseChecking,
        _ => ProjectWords.Waiting,
    };

    private string? Detail
    {
        get
        {
            if (Newest?.Progress is not { Total: > 0 } progress)
            {
                return null;
            }

            var amount = progress.Phase == "tables"
                ? ProjectWords.RowsOf.Fill(progress.Done, progress.Total)
                : ProjectWords.BytesOf.Fill(Measures.Size(progress.Done), Measures.Size(progress.Total));
            return Left(progress) is { } left ? $"{amount}, {ProjectWords.AboutLeft.Fill(Measures.Span(left))}" : amount;
        }
    }

    protected override void OnParametersSet()
    {
        if (Newest?.Progress is { } progress && _first?.Phase != progress.Phase)
        {
            _first = (progress.Phase, progress.Done, Clock.GetTimestamp());
        }
    }

    /// <summary>By the speed of this phase since the page first saw it.</summary>
    private TimeSpan? Left(DispensalProgress progress)
    {
        if (_first is not { } first || progress.Done <= first.Done)
        {
            return null;
        }

        return Clock.GetElapsedTime(first.Began) * ((double)(progress.Total - progress.Done) / (progress.Done - first.Done));
    }
}
