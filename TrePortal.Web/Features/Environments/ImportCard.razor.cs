using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>A waiting or running import: phase, bar, speed, time left. Speed is measured between the reports that arrive here.</summary>
public sealed partial class ImportCard
{
    private (string Phase, long Done, long At) _first;
    private string? _detail;
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required ImportRow Import { get; set; }

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Inject]
    public required InventoryCommands Commands { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private bool IsStopping => Import.Progress?.IsCancelAsked == true;

    private double? Fraction => Import.Progress is { Total: > 0 } progress ? Math.Min(1, progress.Done / (double)progress.Total) : null;

    private string PhaseText => Import.Progress?.Phase switch
    {
        nameof(ImportPhase.Unpacking) => EnvironmentWords.PhaseUnpacking,
        nameof(ImportPhase.ReadingTabular) => EnvironmentWords.PhaseTabular,
        nameof(ImportPhase.ReadingShowcase) => EnvironmentWords.PhaseShowcase,
        nameof(ImportPhase.ReadingCollections) => EnvironmentWords.PhaseCollections,
        nameof(ImportPhase.ReadingFileInventory) => EnvironmentWords.PhaseFileInventory,
        nameof(ImportPhase.CheckingFiles) => EnvironmentWords.PhaseFiles,
        nameof(ImportPhase.Finishing) => EnvironmentWords.PhaseFinishing,
        _ when Import.Progress?.State == "Running" => EnvironmentWords.PhaseStarting,
        _ => EnvironmentWords.PhaseWaiting,
    };

    protected override void OnParametersSet()
    {
        if (Import.Progress is not { Total: > 0 } progress)
        {
            _detail = null;
            return;
        }

        if (_first.Phase != progress.Phase)
        {
            _first = (progress.Phase, progress.Done, Clock.GetTimestamp());
        }

        var isFiles = progress.Phase == nameof(ImportPhase.CheckingFiles);
        string Amount(double units) => isFiles ? EnvironmentWords.FilesAmount.Fill(AssetSlots.Count((long)units)) : AssetSlots.Size(units);
        var seconds = Clock.GetElapsedTime(_first.At).TotalSeconds;
        var speed = seconds > 0.2 ? (progress.Done - _first.Done) / seconds : 0;
        _detail = speed > 0
            ? EnvironmentWords.ProgressWithSpeed.Fill(Amount(progress.Done), Amount(progress.Total), Amount(speed), Left((progress.Total - progress.Done) / speed))
            : EnvironmentWords.ProgressPlain.Fill(Amount(progress.Done), Amount(progress.Total));
    }

    private static string Left(double seconds) =>
        seconds < 90 ? EnvironmentWords.SecondsLeft.Fill(Math.Max(1, (int)Math.Round(seconds))) : EnvironmentWords.MinutesLeft.Fill((int)Math.Round(seconds / 60));

    private async Task CancelAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.CancelImportAsync(Handle, Import.Id, CancellationToken.None)).Error;
        }
        finally
        {
            _busy = false;
        }
    }
}
