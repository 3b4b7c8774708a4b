using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>A waiting or running import: phase, bar, amount, rows and their speed, time left.</summary>
public sealed partial class ImportCard
{
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

    private string? Detail => Import.Progress is not { Total: > 0 } progress ? null : string.Join(" · ", Details(progress));

    private IEnumerable<string> Details(JobProgress progress)
    {
        var isFiles = progress.Phase == nameof(ImportPhase.CheckingFiles);
        string Amount(long units) => isFiles ? EnvironmentWords.FilesAmount.Fill(AssetSlots.Count(units)) : AssetSlots.Size(units);
        yield return EnvironmentWords.ProgressPlain.Fill(Amount(progress.Done), Amount(progress.Total));
        if (progress.Rows > 0)
        {
            yield return ImportWords.Rows.Fill(AssetSlots.Count(progress.Rows));
        }

        if (progress.RowsPerSecond >= 1)
        {
            yield return ImportWords.RowsPerSecond.Fill(AssetSlots.Count((long)progress.RowsPerSecond));
        }

        if (progress.SecondsLeftAt(Clock.GetUtcNow()) is { } seconds)
        {
            yield return Left(seconds);
        }
    }

    private static string Left(int seconds) =>
        seconds < 90 ? EnvironmentWords.SecondsLeft.Fill(Math.Max(1, seconds)) : EnvironmentWords.MinutesLeft.Fill((int)Math.Round(seconds / 60.0));

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
