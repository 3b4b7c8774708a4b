using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Shared;

/// <summary>
/// Tells a page that something it shows was changed by somebody, so that it asks again (spec.md G6). It draws nothing;
/// several changes close together become one call.
/// </summary>
public sealed class LiveRefresh : PortalComponent
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(300);

    private int _isWaiting;

    /// <summary>Whether a change concerns the page. Runs on the publisher's thread: look at the change only.</summary>
    [Parameter, EditorRequired]
    public required Func<Changed, bool> Concerns { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required IChangeFeed Feed { get; init; }

    protected override void OnInitialized()
    {
        var subscription = Feed.Subscribe(changed =>
        {
            if (Concerns(changed) && Interlocked.Exchange(ref _isWaiting, 1) == 0)
            {
                _ = InvokeAsync(TellAsync);
            }
        });
        WhenDisposed(subscription.Dispose);
    }

    private async Task TellAsync()
    {
        try
        {
            await Task.Delay(Together, Lifetime);
            Interlocked.Exchange(ref _isWaiting, 0);
            await OnChanged.InvokeAsync();
        }
        catch (OperationCanceledException) when (Lifetime.IsCancellationRequested)
        {
            // the page has gone
        }
#pragma warning disable CA1031 // whatever it is belongs to the page that asked, not to whoever published
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(failure);
        }
    }
}
