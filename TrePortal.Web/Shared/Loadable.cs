namespace TrePortal.Web.Shared;

/// <summary>A page shows exactly one of these; null never means "loading".</summary>
public abstract record Loadable<T>
{
    private Loadable()
    {
    }

    public sealed record Loading : Loadable<T>;

    /// <summary>It does not exist, or the reader may not see it: the same answer for both.</summary>
    public sealed record Missing : Loadable<T>;

    public sealed record Loaded(T Value) : Loadable<T>;
}
