namespace TrePortal.Web.Shared;

/// <summary>One tab, which is one address. A count of null shows no count.</summary>
public sealed record TabItem(string Text, string Href, int? Count = null);
