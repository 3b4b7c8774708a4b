using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Inventory;

/// <summary>
/// The participants of an environment who have withdrawn (spec.md I6). Everybody on it is left out of every later
/// dispensal at once. The showcase leaves them out in batches (disclosure.md DC10): when enough wait, or with the next
/// version. The keys themselves lie in a file; here and in events are counts and a salted hash only.
/// </summary>
public sealed class WithdrawalList : AggregateRoot
{
    private const int HistoryKept = 200;

    private WithdrawalList()
    {
    }

    /// <summary>One list an environment.</summary>
    public EnvironmentId Id { get; private set; }

    /// <summary>Everybody who has withdrawn.</summary>
    public StoredKeys All { get; private set; } = StoredKeys.None;

    /// <summary>Those whom the showcase leaves out.</summary>
    public StoredKeys Shown { get; private set; } = StoredKeys.None;

    /// <summary>People of the active version who have withdrawn and whom the showcase still counts.</summary>
    public int Waiting { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<WithdrawalEntry> History { get; private set; } = [];

    public DateTimeOffset UpdatedAt { get; private set; }

    public static WithdrawalList Of(EnvironmentId environment) => new() { Id = environment };

    /// <summary>Takes over a longer list.</summary>
    /// <param name="all">As stored.</param>
    /// <param name="entry">What was sent.</param>
    /// <param name="waiting">People of the active version on it whom the showcase still counts.</param>
    /// <param name="batch">So many must wait before the showcase leaves them out.</param>
    public void Add(StoredKeys all, WithdrawalEntry entry, int waiting, int batch)
    {
        (All, Waiting, UpdatedAt) = (all, waiting, entry.At);
        Remember(entry);
        Record(new ParticipantsWithdrawn(Id, entry.Added, entry.Known, entry.Unknown, all.Count, all.Hash));
        if (waiting >= batch)
        {
            TakeEffect();
        }
    }

    /// <summary>Somebody was on the list by mistake. The showcase follows with its next batch, not for one person alone.</summary>
    public void Reinstate(StoredKeys all, WithdrawalEntry entry, int waiting)
    {
        (All, Waiting, UpdatedAt) = (all, waiting, entry.At);
        Remember(entry);
        Record(new WithdrawalReversed(Id, all.Count, all.Hash));
    }

    /// <summary>The showcase leaves out everybody on the list from now on.</summary>
    public void TakeEffect()
    {
        if (Shown == All && Waiting == 0)
        {
            return;
        }

        (Shown, Waiting) = (All, 0);
        Record(new WithdrawalsTookEffect(Id, Shown.Count, Shown.Hash));
    }

    private void Remember(WithdrawalEntry entry) => History = [.. History.Take(HistoryKept - 1).Prepend(entry)];
}

/// <summary>A set of main keys in a file.</summary>
/// <param name="File">Relative to the data root; empty for nobody. Named by its content, never changed.</param>
/// <param name="Hash">SHA-256 of the file, which begins with random bytes: it tells nobody whose keys are in it.</param>
/// <param name="Count">How many.</param>
public sealed record StoredKeys(string File, string Hash, int Count)
{
    public static StoredKeys None { get; } = new("", "", 0);
}

/// <summary>One change of the list.</summary>
/// <param name="Added">New on the list; -1 for somebody who was taken off again.</param>
/// <param name="Known">Of those sent, how many the inventory knows.</param>
/// <param name="Unknown">Of those sent, how many it does not know.</param>
/// <param name="Note">Why somebody was taken off, or with which version the list came; never a key.</param>
public sealed record WithdrawalEntry(DateTimeOffset At, PersonId By, int Added, int Known, int Unknown, string Note);

/// <summary>Keys of withdrawn people, kept apart from the database, the logs and the audit.</summary>
public interface IWithdrawnKeys
{
    /// <summary>Reads a withdrawn.csv: a header, then one key a line.</summary>
    Task<Result<IReadOnlyList<WithdrawnLine>>> ReadAsync(Stream content, CancellationToken cancellation);

    IReadOnlySet<string> Of(StoredKeys stored);

    /// <summary>Written and flushed before it answers; a file that no list names later is removed at the next start.</summary>
    StoredKeys Store(EnvironmentId environment, IReadOnlyCollection<string> keys);

    /// <summary>Those of the keys that are participants of the version.</summary>
    IReadOnlySet<string> KnownIn(InventoryVersion? version, IReadOnlyCollection<string> keys);
}

/// <param name="Key">A main key.</param>
/// <param name="Line">From 1, the header's.</param>
public readonly record struct WithdrawnLine(string Key, int Line);

public abstract record WithdrawalEvent(EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("withdrawals", Environment.Value, Environment);
}

public sealed record ParticipantsWithdrawn(EnvironmentId Environment, int Added, int Known, int Unknown, int Total, string Hash) : WithdrawalEvent(Environment);

public sealed record WithdrawalReversed(EnvironmentId Environment, int Total, string Hash) : WithdrawalEvent(Environment);

public sealed record WithdrawalsTookEffect(EnvironmentId Environment, int Total, string Hash) : WithdrawalEvent(Environment);
