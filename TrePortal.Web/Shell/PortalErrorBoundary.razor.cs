using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Shell;

/// <summary>
/// Around every page: a failure nobody named is logged under a reference, the person sees that reference, and the next
/// navigation starts afresh while the shell stays.
/// </summary>
public sealed partial class PortalErrorBoundary : IDisposable
{
    private string _reference = "";

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ILogger<PortalErrorBoundary> Logger { get; init; }

    public void Dispose() => Navigation.LocationChanged -= Moved;

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override Task OnErrorAsync(Exception exception)
    {
        if (exception is NotSignedInException)
        {
            Navigation.NavigateTo(Addresses.SignInAndReturn(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
            return Task.CompletedTask;
        }

        _reference = Reference.OfCurrent();
        LogFailure(Logger, exception, _reference);
        return Task.CompletedTask;
    }

    private void Moved(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(Recover);

    [LoggerMessage(9001, LogLevel.Error, "A page failed; the person was given reference {Reference}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string reference);
}
