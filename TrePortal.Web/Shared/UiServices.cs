using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Shared;

/// <summary>Everything the shell and the shared components need.</summary>
public static class UiServices
{
    public static IServiceCollection AddPortalUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddAuthorization();
        services.AddAntiforgery(options => options.Cookie.Name = "portal-forgery");
        return services.AddPortalComponents();
    }

    /// <summary>What the components themselves ask for, without the web host: all that a component test needs.</summary>
    public static IServiceCollection AddPortalComponents(this IServiceCollection services)
    {
        services.AddRadzenComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<Browser>();
        services.AddScoped<BrowserTime>();
        services.AddScoped<Confirmation>();

        services.AddScoped<IDispatcher, Dispatcher>();
        services.AddSlice(WorkQueueState.Initial, WorkQueueState.Reduce);
        services.AddSlice(ToastState.Initial, ToastState.Reduce);
        services.AddEffect<RefreshWorkQueueEffect>();

        services.TryAddScoped<INavigationRights, NobodysNavigation>();
        services.TryAddScoped<IWorkQueueCount, NobodysWork>();
        return services;
    }

    /// <summary>A shell that runs without the capabilities, as in a component test: nothing to administer.</summary>
    private sealed class NobodysNavigation : INavigationRights
    {
        public Task<NavigationRights> ReadAsync(CancellationToken cancellation) => Task.FromResult(NavigationRights.None);
    }

    /// <summary>A shell that runs without the capabilities: nothing to review.</summary>
    private sealed class NobodysWork : IWorkQueueCount
    {
        public Task<int> CountAsync(CancellationToken cancellation) => Task.FromResult(0);
    }
}
