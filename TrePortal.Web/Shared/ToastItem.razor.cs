using Microsoft.AspNetCore.Components;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Shared;

/// <summary>Leaves by itself after a while, but not while it is looked at, and never when it tells of a failure.</summary>
public sealed partial class ToastItem
{
    private static readonly TimeSpan Stays = TimeSpan.FromSeconds(7);

    [Parameter, EditorRequired]
    public required Toast Toast { get; set; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override void OnInitialized() => CountDown();

    private void CountDown()
    {
        if (Toast.Tone != Tone.Danger)
        {
            _ = LeaveLaterAsync(NewestLoad());
        }
    }

    private void Stay() => NewestLoad();

    private async Task LeaveLaterAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Stays, Clock, cancellation);
            await InvokeAsync(DismissAsync);
        }
        catch (OperationCanceledException)
        {
            // It is being looked at, or already gone.
        }
    }

    private Task DismissAsync() => Dispatcher.DispatchAsync(new DismissToast(Toast.Number));
}
