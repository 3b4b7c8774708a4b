using Microsoft.AspNetCore.Components;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Shell.Design;

public sealed partial class DesignStates
{
    private static readonly (StatusKind Kind, string[] States)[] States =
    [
        (StatusKind.Environment, ["Draft", "Active", "Maintenance"]),
        (StatusKind.Request, ["Draft", "InReview", "InRevision", "Approved", "Withdrawn", "Closed", "Rejected", "Revoked", "Expired"]),
        (StatusKind.Step, ["Waiting", "Open", "Approved", "Rejected", "Closed"]),
        (StatusKind.Dispensal, ["Queued", "Running", "Delivered", "Failed", "Cancelled"]),
        (StatusKind.InventoryVersion, ["Pending", "Active", "Superseded"]),
    ];

    private static readonly Tone[] Tones = [Tone.Good, Tone.Info, Tone.Attention, Tone.Danger];
    private int _toasts;
    private string? _said;
    private bool _broken;

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    protected override void OnParametersSet()
    {
        if (_broken)
        {
            throw new InvalidOperationException("The style guide was asked to fail.");
        }
    }

    private Task ToastAsync() =>
        Dispatcher.DispatchAsync(new ShowToast(Tones[_toasts++ % Tones.Length], "Request AR-2026-0147 was submitted.", new("Open it", Addresses.MyRequests)));

    private async Task AskAsync()
    {
        var answer = await Confirmation.AskAsync(new("Reject this step?", "The request goes back to its owner for revision. Your words are shown to them.", "Reject step")
        {
            IsDangerous = true,
            ReasonLabel = "What has to change",
            ReasonRequired = true,
        });
        _said = answer.Confirmed ? $"Rejected: {answer.Reason}" : "Nothing was changed.";
    }

    private async Task AskTypedAsync()
    {
        var answer = await Confirmation.AskAsync(new("Delete this environment?", "Its settings and its inventory go with it. This cannot be undone.", "Delete environment")
        {
            IsDangerous = true,
            TypeToConfirm = "tre-cardio",
        });
        _said = answer.Confirmed ? "Deleted." : "Nothing was changed.";
    }

    private void Break()
    {
        _broken = true;
        OnParametersSet();
    }
}
