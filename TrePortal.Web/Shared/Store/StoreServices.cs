namespace TrePortal.Web.Shared.Store;

/// <summary>Registration is a visible list: one line per slice and one per effect, no scanning.</summary>
public static class StoreServices
{
    public static IServiceCollection AddSlice<TState>(
        this IServiceCollection services, TState initial, Func<TState, IAction, TState> reduce)
        where TState : class
    {
        services.AddScoped(_ => new Slice<TState>(initial, reduce));
        return services.AddScoped<ISlice>(circuit => circuit.GetRequiredService<Slice<TState>>());
    }

    public static IServiceCollection AddEffect<TEffect>(this IServiceCollection services)
        where TEffect : class, IEffect => services.AddScoped<IEffect, TEffect>();
}
