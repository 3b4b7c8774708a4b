using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>The four assets of one version.</summary>
public sealed partial class AssetSlots
{
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    /// <summary>Null before anything was uploaded.</summary>
    [Parameter, EditorRequired]
    public required VersionForAdmin? Version { get; set; }

    [Parameter]
    public bool IsLocked { get; set; }

    [Parameter]
    public EventCallback<InventoryAsset> OnReplace { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required InventoryCommands Commands { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    internal static string TitleOf(InventoryAsset asset) => asset switch
    {
        InventoryAsset.Tabular => EnvironmentWords.Tabular,
        InventoryAsset.Showcase => EnvironmentWords.ShowcaseData,
        InventoryAsset.Files => EnvironmentWords.Files,
        _ => EnvironmentWords.Collections,
    };

    internal static string Count(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    internal static string Size(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        while (bytes >= 1000 && unit < units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return $"{bytes.ToString(unit == 0 || bytes >= 100 ? "N0" : "N1", CultureInfo.CurrentCulture)} {units[unit]}";
    }

    private IEnumerable<Slot> Slots()
    {
        var assets = Version?.Assets ?? InventoryAssets.None;
        yield return Dataset(InventoryAsset.Tabular, EnvironmentWords.TabularText, assets.Tabular);
        yield return Dataset(InventoryAsset.Showcase, EnvironmentWords.ShowcaseDataText, assets.Showcase);
        yield return new Slot(InventoryAsset.Collections, EnvironmentWords.CollectionsText, assets.Collections?.ContentHash, assets.Collections?.ImportedAt ?? default,
            [(EnvironmentWords.CollectionsCount, Count(assets.Collections?.Collections ?? 0))]);
        yield return new Slot(InventoryAsset.Files, EnvironmentWords.FilesText, assets.Files?.ContentHash, assets.Files?.ImportedAt ?? default,
            [(EnvironmentWords.FilesCount, Count(assets.Files?.Files ?? 0)), (EnvironmentWords.SizeWord, Size(assets.Files?.Bytes ?? 0))])
        {
            Place = assets.Files is { } files && Path.IsPathRooted(files.Root) ? files.Root : null,
        };
    }

    private static Slot Dataset(InventoryAsset kind, string text, DatasetAsset? asset) => new(kind, text, asset?.ContentHash, asset?.ImportedAt ?? default,
    [
        (EnvironmentWords.Participants, Count(asset?.Participants ?? 0)),
        (EnvironmentWords.Fields, Count(asset?.Fields ?? 0)),
        (EnvironmentWords.Rows, Count(asset?.Entities.Sum(entity => entity.Rows) ?? 0)),
    ]);

    private async Task DropAsync(InventoryAsset asset, string title)
    {
        if (_busy || Version is null || !(await Confirmation.AskAsync(new Question(EnvironmentWords.DropTitle.Fill(title), EnvironmentWords.DropText, EnvironmentWords.DropAsset))).Confirmed)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.DropAssetAsync(Environment.Handle, Version.Number, asset, CancellationToken.None)).Error;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <param name="Hash">Null when there is nothing.</param>
    private sealed record Slot(InventoryAsset Asset, string Text, string? Hash, DateTimeOffset ImportedAt, IReadOnlyList<(string Label, string Value)> Numbers)
    {
        public string Title => TitleOf(Asset);

        public string? Place { get; init; }
    }
}
