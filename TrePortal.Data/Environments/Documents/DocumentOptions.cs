namespace TrePortal.Data.Environments.Documents;

/// <summary>Section <c>Documents</c> of appsettings.json.</summary>
public sealed record DocumentOptions
{
    /// <summary>One document of an environment.</summary>
    public long MaxBytes { get; init; } = 10L << 20;
}
