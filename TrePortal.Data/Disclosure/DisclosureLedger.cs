using System.Buffers.Binary;
using System.Security.Cryptography;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Disclosure;

/// <summary>Somebody's question, to be charged when it is new.</summary>
/// <param name="Limits">What the rules allow the person.</param>
/// <param name="Clauses">To see whether it differs by one clause or value from an earlier one.</param>
internal sealed record Asking(
    PersonId Person, string Hash, string Expression, int Release, DateTimeOffset At, QuestionLimits Limits, IReadOnlySet<string> Clauses);

/// <summary>
/// What was asked of one environment and how it was answered. Everything that is published of a chosen set goes through
/// here, whoever asks and wherever: the same set has the same answer for everybody, across restarts and releases.
/// </summary>
internal sealed class DisclosureLedger : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LedgerFile _file;
    private readonly IDisclosureDice _dice;
    private readonly Dictionary<string, AnchorBook> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonId, ChargesOfOne> _charges = [];
    private readonly Dictionary<int, int> _chargesOfReleases = [];
    private readonly List<Charge> _inOrder = [];
    private readonly Dictionary<string, List<Anchor>> _read = new(StringComparer.Ordinal);
    private int _unflushed;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public DisclosureLedger(string path, IDisclosureDice dice)
    {
        _dice = dice;
        _file = LedgerFile.Open(path, dice, bytes => Take(LedgerEntry.Read(bytes)));
        Secret = BinaryPrimitives.ReadUInt64LittleEndian(_file.Secret);
    }

    /// <summary>For the secret numbers of people.</summary>
    public ulong Secret { get; }

    /// <summary>For the numbers of people in showcases that the portal makes.</summary>
    public byte[] RowSecret => HMACSHA256.HashData(_file.Secret, "rows of showcases"u8);

    /// <summary>
    /// Gives an answer: charges the question if it is a new one of this person, publishes, and keeps what was drawn for it
    /// before anybody sees it. Refused, it leaves nothing.
    /// </summary>
    /// <param name="chain">The dataset that is counted.</param>
    /// <param name="gate">The tier in force.</param>
    /// <param name="asking">Null where nobody chose what is counted.</param>
    /// <param name="publish">Makes the answer. It is called once, inside the ledger's lock, so it only publishes what was counted before.</param>
    public Result<T> Answer<T>(string chain, DisclosureGate gate, Asking? asking, Func<Publishing, T> publish)
    {
        lock (_lock)
        {
            var charge = asking is null ? null : NewCharge(asking);
            if (charge is not null && BudgetOf(asking!).Refusal(asking!.At) is { } spent)
            {
                return spent; // somebody's other question came first
            }

            var book = Book($"{chain}-{gate.Policy.Tier}", gate, out var name);
            var publishing = new Publishing(book);
            try
            {
                var answer = publish(publishing);
                if (charge is not null || publishing.Made.Count > 0)
                {
                    _file.Append(new LedgerEntry(charge, name, publishing.Made).ToBytes());
                    Interlocked.Exchange(ref _unflushed, 1);
                }

                if (charge is not null)
                {
                    Take(charge, asking!.Clauses);
                }

                return answer;
            }
            catch
            {
                book.TakeBack(publishing.Made.Count);
                throw;
            }
        }
    }

    /// <summary>What stands against a question; null when it was asked before or may be asked now.</summary>
    public BudgetSpent? Refusal(Asking asking)
    {
        lock (_lock)
        {
            return IsKnown(asking) ? null : BudgetOf(asking).Refusal(asking.At);
        }
    }

    public QuestionBudget Budget(PersonId person, int release, QuestionLimits limits, DateTimeOffset now)
    {
        lock (_lock)
        {
            var mine = _charges.GetValueOrDefault(person);
            return new QuestionBudget(
                mine?.SinceDay(now.UtcDateTime.Date) ?? 0,
                limits.PerDay,
                mine?.Count ?? 0,
                limits.InAll,
                _chargesOfReleases.GetValueOrDefault(release),
                limits.ForAll);
        }
    }

    /// <summary>How many questions were charged since the ledger was made.</summary>
    public int Questions
    {
        get
        {
            lock (_lock)
            {
                return _inOrder.Count;
            }
        }
    }

    /// <summary>Charged questions in their order.</summary>
    /// <param name="first">How many to pass over.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<Charge> ChargesFrom(int first, int most)
    {
        lock (_lock)
        {
            return [.. _inOrder.Skip(first).Take(most)];
        }
    }

    /// <summary>Brings what was appended to the disk. Nobody waits for it: answers go on meanwhile.</summary>
    public void Flush()
    {
        if (Interlocked.Exchange(ref _unflushed, 0) == 0)
        {
            return;
        }

        try
        {
            _file.FlushToDisk();
        }
        catch
        {
            Interlocked.Exchange(ref _unflushed, 1);
            throw;
        }
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private Charge? NewCharge(Asking asking)
    {
        var mine = _charges.GetValueOrDefault(asking.Person);
        return IsKnown(asking)
            ? null
            : new Charge(asking.Person, asking.Hash, asking.Expression, asking.Release, asking.At, mine?.HasNeighbourOf(asking.Clauses) == true);
    }

    private bool IsKnown(Asking asking) => _charges.GetValueOrDefault(asking.Person)?.Knows(asking.Hash) == true;

    private QuestionBudget BudgetOf(Asking asking) => Budget(asking.Person, asking.Release, asking.Limits, asking.At);

    private AnchorBook Book(string chain, DisclosureGate gate, out string name)
    {
        name = chain;
        if (!_books.TryGetValue(chain, out var book))
        {
            _books.Add(chain, book = new AnchorBook(gate, _dice));
            if (_read.Remove(chain, out var known))
            {
                known.ForEach(book.Add);
            }
        }

        return book;
    }

    private void Take(LedgerEntry entry)
    {
        if (entry.Charge is { } charge)
        {
            Take(charge, clauses: null);
        }

        if (entry.Anchors.Count > 0)
        {
            if (!_read.TryGetValue(entry.Chain, out var known))
            {
                _read.Add(entry.Chain, known = []);
            }

            known.AddRange(entry.Anchors);
        }
    }

    private void Take(Charge charge, IReadOnlySet<string>? clauses)
    {
        if (!_charges.TryGetValue(charge.Person, out var mine))
        {
            _charges.Add(charge.Person, mine = new());
        }

        mine.Add(charge, clauses);
        _inOrder.Add(charge);
        _chargesOfReleases[charge.Release] = _chargesOfReleases.GetValueOrDefault(charge.Release) + 1;
    }
}

/// <summary>Publishes the sets of one answer.</summary>
internal sealed class Publishing(AnchorBook book)
{
    private readonly int _reach = book.DrawReach();

    public List<Anchor> Made { get; } = [];

    /// <summary>What may be said of everybody. Said first, so that whoever is nearly everybody is shown as everybody.</summary>
    public PublishedCount Whole(CountedSet whole) => book.PublishWhole(whole, _reach, Made);

    /// <summary>What may be said of a part of a whole.</summary>
    public PublishedCount Of(CountedSet set, CountedSet whole) => book.Publish(set, whole, _reach, Made);

    /// <summary>The size of a cohort.</summary>
    public PublishedCount SizeOf(CountedSet people, CountedSet everybody) =>
        Whole(everybody) is var whole && people.Equals(everybody) ? whole : Of(people, everybody);
}
