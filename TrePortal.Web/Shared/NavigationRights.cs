namespace TrePortal.Web.Shared;

/// <summary>Which places beyond the common ones the reader has. Hides entries; refuses nothing.</summary>
public sealed record NavigationRights(bool Environments, bool Organization, bool Users, bool Audit, bool Reviews)
{
    public static NavigationRights None { get; } = new(false, false, false, false, false);

    /// <summary>The overview of administration: for who administers an environment, or may create one.</summary>
    public bool Home { get; init; }

    public bool AnyAdministration => Home || Environments || Organization || Users || Audit;
}

public interface INavigationRights
{
    Task<NavigationRights> ReadAsync(CancellationToken cancellation);
}
