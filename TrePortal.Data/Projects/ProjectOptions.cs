namespace TrePortal.Data.Projects;

/// <summary>Section <c>Projects</c> of appsettings.json.</summary>
public sealed record ProjectOptions
{
    /// <summary>Bytes that the uploads of one project may hold together.</summary>
    public long WorkQuotaBytes { get; init; } = 10_000_000_000;
}
