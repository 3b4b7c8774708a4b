using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Works in blocks of 8,192 rows: conditions into bit masks, masks of related rows lifted to people, people counted into
/// bars. Cancellation is looked at between blocks.
/// </summary>
public sealed class CohortEngine(Dataset dataset) : ICohortEngine
{
    internal const int BlockRows = RowPredicate.BlockWords * 64;

    private readonly ConcurrentDictionary<string, Lazy<PersonIndex>> _indexes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TileShape?> _shapes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ulong, Lazy<PersonKeys>> _keys = new();

    public int Population => dataset.Main.RowCount;

    public RowMask EvaluatePeople(CohortExpression expression, CancellationToken cancellation) =>
        expression is Everyone ? RowMask.All(Population) : Run(Plan(expression, dataset.Main, cancellation), Population, cancellation);

    public int CountPeople(CohortExpression expression, CancellationToken cancellation) =>
        expression is Everyone ? Population : EvaluatePeople(expression, cancellation).Count();

    public RowMask RowsOf(RowMask people, string entity)
    {
        var persons = dataset.Table(entity).PersonRows;
        var rows = new RowMask(persons.Length);
        for (var row = 0; row < persons.Length; row++)
        {
            if (people[persons[row]])
            {
                rows.Set(row);
            }
        }

        return rows;
    }

    public TileShape? Shape(string field) =>
        _shapes.GetOrAdd(field, address => dataset.Column(address) is { } column ? TileShape.Of(column, dataset.Schema) : null);

    public PersonKeys KeysOf(ulong secret) => _keys.GetOrAdd(secret, key => new Lazy<PersonKeys>(() => PersonKeys.Of(dataset.Main, key))).Value;

    public CountedSet Sketch(RowMask people, PersonKeys keys, CancellationToken cancellation)
    {
        var sums = new uint[CountedSet.Lanes];
        ForEachBlock(people, block => keys.Sum(block, sums), cancellation);
        return CountedSet.Of(people.Count(), sums);
    }

    public IReadOnlyList<TileCounts> Tiles(RowMask people, IReadOnlyList<string> fields, PersonKeys? keys, CancellationToken cancellation)
    {
        var counters = fields.Select(field => Counter(field, keys)).ToList();
        ForEachBlock(people, block =>
        {
            foreach (var counter in counters)
            {
                counter.Count(block);
            }
        }, cancellation);
        return [.. counters.Select((counter, at) => counter.Result(fields[at]))];
    }

    private delegate void BlockWork(ReadOnlySpan<int> people);

    private static void ForEachBlock(RowMask people, BlockWork work, CancellationToken cancellation)
    {
        var block = ArrayPool<int>.Shared.Rent(BlockRows);
        try
        {
            for (var firstWord = 0; firstWord < people.Words.Length; firstWord += RowPredicate.BlockWords)
            {
                cancellation.ThrowIfCancellationRequested();
                var length = Math.Min(RowPredicate.BlockWords, people.Words.Length - firstWord);
                var found = Unpack(people.Words.Slice(firstWord, length), firstWord, block);
                work(block.AsSpan(0, found));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(block);
        }
    }

    private static int Unpack(ReadOnlySpan<ulong> words, int firstWord, int[] rows)
    {
        var found = 0;
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                rows[found++] = ((firstWord + word) << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return found;
    }

    private TileCounter Counter(string field, PersonKeys? keys)
    {
        var shape = Shape(field) ?? throw new ArgumentException($"{field} cannot be charted.", nameof(field));
        var column = dataset.Column(field)!;
        return TileCounter.Of(column, shape, dataset.Schema, Index(dataset.Table(column.Field.Entity)), keys);
    }

    private PersonIndex? Index(EntityTable table) => table == dataset.Main
        ? null
        : _indexes.GetOrAdd(table.Schema.Name, _ => new Lazy<PersonIndex>(() => new PersonIndex(table.PersonRows, Population))).Value;

    private RowPredicate Plan(CohortExpression expression, EntityTable at, CancellationToken cancellation) => expression switch
    {
        FieldFilter filter => Plan(filter, at, cancellation),
        CohortNot not => new NoneOf(Plan(not.Inner, at, cancellation)),
        CohortGroup group => Join(group.Logic, group.Filters, at, cancellation),
        EntityGroup group => Plan(group, at, cancellation),
        _ => new Always(),
    };

    private RowPredicate Join(CohortLogic logic, IReadOnlyList<CohortExpression> filters, EntityTable at, CancellationToken cancellation)
    {
        var parts = filters.Select(filter => Plan(filter, at, cancellation)).ToList();
        return logic == CohortLogic.And ? new AllOf(parts) : new AnyOf(parts);
    }

    private Known Plan(EntityGroup group, EntityTable at, CancellationToken cancellation)
    {
        var related = dataset.Table(group.Entity);
        return new Known(Lift(Run(Join(group.Logic, group.Filters, related, cancellation), related.RowCount, cancellation), related, at));
    }

    private RowPredicate Plan(FieldFilter filter, EntityTable at, CancellationToken cancellation)
    {
        var field = dataset.Schema.Field(filter.Field) ?? throw new ArgumentException($"There is no field {filter.Field}.", nameof(filter));
        var table = dataset.Table(field.Entity);
        var column = table.Column(field.Name);
        if (table == at)
        {
            return FilterPlan.Of(filter, column, dataset.Schema);
        }

        // At most one related row, used like a field of the person: without that row the value is missing.
        var isMissing = filter.Operator == FilterOperator.NotExists;
        var condition = isMissing ? FilterPlan.Present(column) : FilterPlan.Of(filter, column, dataset.Schema);
        var lifted = new Known(Lift(Run(condition, table.RowCount, cancellation), table, at));
        return isMissing ? new NoneOf(lifted) : lifted;
    }

    // From rows to the rows they belong to, as far as the entity that is asked about.
    private RowMask Lift(RowMask rows, EntityTable from, EntityTable to)
    {
        if (to == dataset.Main)
        {
            return Scatter(rows, from.PersonRows, to.RowCount);
        }

        while (from != to)
        {
            var parent = from.Schema.Parent ?? throw new InvalidOperationException($"{from.Schema.Name} does not hang below {to.Schema.Name}.");
            var next = dataset.Table(parent.Reference!.Entity);
            rows = Scatter(rows, ((ReferenceColumn)from.Column(parent.Name)).Rows, next.RowCount);
            from = next;
        }

        return rows;
    }

    private static RowMask Scatter(RowMask rows, ReadOnlySpan<int> owners, int count)
    {
        var lifted = new RowMask(count);
        var words = rows.Words;
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                lifted.Set(owners[(word << 6) + BitOperations.TrailingZeroCount(bits)]);
            }
        }

        return lifted;
    }

    private static RowMask Run(RowPredicate predicate, int rows, CancellationToken cancellation)
    {
        var mask = new RowMask(rows);
        var words = mask.Writable;
        for (var firstWord = 0; firstWord < words.Length; firstWord += RowPredicate.BlockWords)
        {
            cancellation.ThrowIfCancellationRequested();
            predicate.Fill(firstWord, words.Slice(firstWord, Math.Min(RowPredicate.BlockWords, words.Length - firstWord)));
        }

        mask.Trim();
        return mask;
    }
}
