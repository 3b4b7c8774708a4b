using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

public readonly record struct MembershipBatchId(Guid Value) : IEntityId<MembershipBatchId>
{
    public static MembershipBatchId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>To which list of an environment somebody is added.</summary>
public enum MemberKind
{
    AuthorizedUser,
    Admin,
}

/// <summary>
/// A list of people and organizations that was added in one go: what became of each line, and what is needed to take all
/// of it back.
/// </summary>
public sealed class MembershipBatch : AggregateRoot
{
    private MembershipBatch()
    {
    }

    public MembershipBatchId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public MemberKind Kind { get; private set; }

    public PersonId By { get; private set; }

    public DateTimeOffset At { get; private set; }

    public DateTimeOffset? UndoneAt { get; private set; }

    /// <summary>Kept beside <see cref="Lines"/> for lists.</summary>
    public int LineCount { get; private set; }

    /// <summary>How many of the lines changed something.</summary>
    public int Changed { get; private set; }

    /// <summary>In the order of the list.</summary>
    public IReadOnlyList<BatchLine> Lines { get; private set; } = [];

    /// <summary>For so long a batch can be undone in one go; later its entries are removed one by one.</summary>
    public static TimeSpan UndoWithin { get; } = TimeSpan.FromHours(24);

    public DateTimeOffset UndoUntil => At + UndoWithin;

    internal static MembershipBatch Of(MembershipBatchId id, EnvironmentId environment, MemberKind kind, PersonId by, IReadOnlyList<BatchLine> lines, DateTimeOffset now)
    {
        var batch = new MembershipBatch { Id = id, Environment = environment, Kind = kind, By = by, At = now, Lines = lines, LineCount = lines.Count };
        batch.Changed = lines.Count(line => line.Change != BatchChange.Nothing);
        batch.Record(new MembershipBatchAdded(
            environment, id, kind, lines.Count, lines.Count(line => line.Change == BatchChange.Added), lines.Count(line => line.Change == BatchChange.EndChanged)));
        return batch;
    }

    internal Result MayUndo(DateTimeOffset now) =>
        UndoneAt is not null ? new IllegalMove("This batch was undone already.")
        : now > UndoUntil ? new IllegalMove($"A batch can be undone for {UndoWithin.TotalHours:0} hours. Remove its entries one by one.")
        : Result.Ok;

    internal void Undo(int undone, int kept, DateTimeOffset now)
    {
        UndoneAt = now;
        Record(new MembershipBatchUndone(Environment, Id, Kind, undone, kept));
    }
}

/// <summary>What a line changed.</summary>
public enum BatchChange
{
    Nothing,
    Added,
    EndChanged,
}

/// <summary>One line of a batch.</summary>
/// <param name="Outcome">What the person was told.</param>
/// <param name="Change">What it changed.</param>
/// <param name="Key">Id of the person or organization; null when nobody was found.</param>
/// <param name="IsOrganization">The key is an organization's.</param>
/// <param name="Before">Last day before the change; null for none.</param>
public sealed record BatchLine(LineOutcome Outcome, BatchChange Change, Guid? Key, bool IsOrganization, DateOnly? Before);

/// <summary>One line of a list of people and organizations.</summary>
/// <param name="Name">User name, exact e-mail address, or an organization's handle.</param>
/// <param name="Until">Last day of access; null says nothing about it: a new entry has no end, one that is there keeps its own.</param>
public sealed record AuthorizationLine(string Name, DateOnly? Until = null)
{
    /// <summary>Where it stood in the list that was sent, from 1; 0 when it is not known, and then its place counts.</summary>
    public int Line { get; init; }

    /// <summary>A last day was written, but not as yyyy-mm-dd.</summary>
    public bool HasUnreadableEnd { get; init; }
}

/// <summary>What became of one line, or would become of it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Name">As it was written.</param>
/// <param name="IsDone">The person is now as the line says; false means that the line was refused.</param>
/// <param name="Code">Stable: "added", "end-changed", "already", "unknown", "date", "duplicate", "limit", "organization", "reviewer", "self", "gone", "removed", "changed-since", "not-authorized".</param>
/// <param name="Message">For people.</param>
public sealed record LineOutcome(int Line, string Name, bool IsDone, string Code, string Message)
{
    /// <summary>For people; empty when nobody was found.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Last day that the entry has after it; null for no end.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>A batch as it was added.</summary>
/// <param name="Batch">For undoing it; null when no line changed anything.</param>
public sealed record BatchOutcome(MembershipBatchId? Batch, IReadOnlyList<LineOutcome> Lines);

/// <summary>A batch in a list.</summary>
/// <param name="By">Display name of who added it.</param>
/// <param name="Changed">How many of its lines changed something.</param>
public sealed record BatchRow(MembershipBatchId Id, MemberKind Kind, string By, DateTimeOffset At, int Lines, int Changed, DateTimeOffset? UndoneAt, DateTimeOffset UndoUntil)
{
    public bool MayUndo(DateTimeOffset now) => UndoneAt is null && now <= UndoUntil && Changed > 0;
}

public sealed record BatchDetails(BatchRow Batch, IReadOnlyList<LineOutcome> Lines);

public sealed record MembershipBatchAdded(EnvironmentId Environment, MembershipBatchId Batch, MemberKind Kind, int Lines, int Added, int EndsChanged) : EnvironmentEvent(Environment);

public sealed record MembershipBatchUndone(EnvironmentId Environment, MembershipBatchId Batch, MemberKind Kind, int Undone, int Kept) : EnvironmentEvent(Environment);
