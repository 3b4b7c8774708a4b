namespace TrePortal.Web.Shared;

/// <summary>One step of the way to the page. The last one, the page itself, has no address.</summary>
public sealed record Crumb(string Text, string? Href = null);
