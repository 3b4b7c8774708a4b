using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>What the imports of a version warned of; each kind is read and acknowledged before it is published.</summary>
public sealed partial class WarningsPanel
{
    private const int PlacesShown = 10;

    private readonly Dictionary<(InventoryAsset, string), IReadOnlyList<InventoryProblem>> _places = [];
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Parameter, EditorRequired]
    public required InventoryVersionDetails Version { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required VersionCommands Commands { get; init; }

    [Inject]
    public required IInventoryQueries Reports { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private bool IsPending => Version.State == InventoryVersionState.Pending;

    private async Task TogglePlacesAsync(WarningForAdmin warning)
    {
        if (!_places.Remove((warning.Asset, warning.Code)))
        {
            var report = await Reports.FindImportAsync(Handle, warning.Import, await CurrentActor.GetAsync(Lifetime), Lifetime);
            _places[(warning.Asset, warning.Code)] = [.. (report?.Outcome.Problems ?? []).Where(problem => problem.Asset == warning.Asset && problem.Code == warning.Code)];
        }
    }

    private async Task AcknowledgeAsync(WarningForAdmin? warning)
    {
        var question = new Question(
            warning is null ? VersionWords.AcknowledgeAllTitle.Fill(Version.OpenWarnings) : VersionWords.AcknowledgeTitle.Fill($"{warning.Code}, {warning.Title}"),
            VersionWords.AcknowledgeText,
            warning is null ? VersionWords.AcknowledgeAll : VersionWords.Acknowledge)
        {
            ReasonLabel = VersionWords.AcknowledgeNote,
        };
        if (_busy || await Confirmation.AskAsync(question) is not { Confirmed: true } answer)
        {
            return;
        }

        _busy = true;
        try
        {
            // With the token that was read: what another upload found meanwhile is not acknowledged unseen.
            _refusal = (await Commands.AcknowledgeAsync(Handle, Version.Number, warning is null ? null : [warning.Code], answer.Reason, Version.Version, CancellationToken.None)).Error;
            if (_refusal is null)
            {
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, VersionWords.Acknowledged));
            }

            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
