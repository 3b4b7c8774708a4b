namespace TrePortal.Domain.Inventory;

/// <summary>
/// How strictly published numbers are rounded and hidden (disclosure.md, policy table). Chosen in the policies; each
/// inventory version keeps the one that it was activated with.
/// </summary>
public enum DisclosureTier
{
    Open,
    Standard,
    Strict,
}
