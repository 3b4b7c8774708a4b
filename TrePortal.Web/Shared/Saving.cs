namespace TrePortal.Web.Shared;

/// <summary>How it stands with saving what was typed.</summary>
public sealed record Saving(SavingKind Kind, DateTimeOffset? At)
{
    public static Saving Nothing { get; } = new(SavingKind.Nothing, null);

    /// <summary>There is something to save, in a moment.</summary>
    public static Saving Typing { get; } = new(SavingKind.Typing, null);

    public static Saving Busy { get; } = new(SavingKind.Busy, null);

    /// <summary>Somebody else saved first.</summary>
    public static Saving Stale { get; } = new(SavingKind.Stale, null);

    public static Saving Refused { get; } = new(SavingKind.Refused, null);

    public bool IsStale => Kind == SavingKind.Stale;

    public static Saving Done(DateTimeOffset at) => new(SavingKind.Done, at);
}

public enum SavingKind
{
    Nothing,
    Typing,
    Busy,
    Done,
    Stale,
    Refused,
}
