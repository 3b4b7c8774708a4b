namespace TrePortal.Web.Shared;

/// <summary>One line of a <see cref="VirtualTree"/>: what stands there now, branches that are closed hiding what is below them.</summary>
/// <param name="Key">Tells lines apart; the same one as long as it is the same thing.</param>
/// <param name="Text">What people read.</param>
/// <param name="Level">From 1.</param>
public sealed record TreeLine(string Key, string Text, int Level)
{
    /// <summary>It can be opened and closed.</summary>
    public bool IsBranch { get; init; }

    public bool IsOpen { get; init; }

    public string? Icon { get; init; }

    /// <summary>A code or address, in the type of codes.</summary>
    public string? Code { get; init; }

    /// <summary>Said on hovering.</summary>
    public string? Title { get; init; }

    /// <summary>At the right: a number, a type.</summary>
    public string? Note { get; init; }

    /// <summary>Where it leads; null when choosing it does something else.</summary>
    public string? Href { get; init; }

    /// <summary>What the page shows now.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Null where there is nothing to tick.</summary>
    public TreeTick? Tick { get; init; }

    /// <summary>It cannot be ticked; the text says why.</summary>
    public string? Locked { get; init; }
}

public enum TreeTick
{
    None,
    Some,
    All,
}
