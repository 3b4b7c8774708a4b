using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Works in blocks of 8,192 rows that stay in cache: conditions into bit masks, masks of related rows lifted to people,
/// people counted into bars. Several blocks make a piece; threads take pieces as long as there are any. Cancellation is
/// looked at between blocks.
/// </summary>
public sealed class CohortEngine : ICohortEngine
{
    private const int BlocksPerPiece = 4;

    private static int _questions;

    private readonly Dataset _dataset;
    private readonly EngineColumns _columns;
    private readonly FilterPlan _filters;
    private readonly VectorPath _path;
    private readonly int _wordsPerPiece;
    private readonly ConcurrentDictionary<string, Lazy<PersonIndex>> _indexes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ulong, Lazy<PersonKeys>> _keys = new();
    private readonly ConditionalWeakTable<IReadOnlySet<string>, Everybody> _everybody = [];

    /// <param name="dataset">Open as long as the engine is asked.</param>
    public CohortEngine(Dataset dataset)
        : this(dataset, BlockKernels.Best, BlocksPerPiece)
    {
    }

    /// <param name="dataset">Open as long as the engine is asked.</param>
    /// <param name="path">At most the best that the processor has.</param>
    /// <param name="blocksPerPiece">What a thread takes at a time.</param>
    internal CohortEngine(Dataset dataset, VectorPath path, int blocksPerPiece)
    {
        _dataset = dataset;
        _wordsPerPiece = blocksPerPiece * RowPredicate.BlockWords;
        _path = path <= BlockKernels.Best ? path : BlockKernels.Best;
        _columns = new EngineColumns(dataset);
        _filters = new FilterPlan(_columns, _path);
    }

    public int Population => _dataset.Main.RowCount;

    public RowMask EvaluatePeople(CohortExpression expression, CancellationToken cancellation) =>
        expression is Everyone ? RowMask.All(Population) : Run(Plan(expression, _dataset.Main, cancellation), Population, cancellation);

    public int CountPeople(CohortExpression expression, CancellationToken cancellation) =>
        expression is Everyone ? Population : EvaluatePeople(expression, cancellation).Count();

    public RowMask RowsOf(RowMask people, string entity)
    {
        var persons = _dataset.Table(entity).PersonRows;
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

    public TileShape? Shape(string field) => _columns.Shape(field);

    public PersonKeys KeysOf(ulong secret) => _keys.GetOrAdd(secret, key => new Lazy<PersonKeys>(() => PersonKeys.Of(_dataset.Main, key))).Value;

    public Everybody Everybody(IReadOnlySet<string> withdrawn) => _everybody.GetValue(withdrawn, list => new Everybody(_dataset, this, list));

    public CountedSet Sketch(RowMask people, PersonKeys keys, CancellationToken cancellation) => Count([people], [], keys, cancellation)[0].All;

    public IReadOnlyList<TileCounts> Tiles(RowMask people, IReadOnlyList<string> fields, PersonKeys? keys, CancellationToken cancellation) =>
        Count([people], [.. fields], keys, cancellation)[0].Tiles;

    public PairGroups? Pair(string field, string by) =>
        field != by && _columns.Pair(field) is { } rows && _columns.Pair(by) is { } columns ? new PairGroups(rows.Groups, columns.Groups, columns.Edges, rows.Missing, columns.Missing) : null;

    public IReadOnlyList<CohortCounts> Count(IReadOnlyList<RowMask> cohorts, IReadOnlyList<TileAsked> tiles, PersonKeys? keys, CancellationToken cancellation)
    {
        var makers = tiles.Select(tile => tile.By is { } by ? Counters(tile.Field, by, keys is not null) : Counters(tile.Field, keys is not null)).ToList();
        CohortCounter[] Fresh() => [.. cohorts.Select(_ => new CohortCounter([.. makers.Select(make => make())], keys is not null))];

        var counted = InPieces(cohorts[0].Words.Length, () => (Block: new PeopleBlock(keys, _path), Counters: Fresh()), (worker, firstWord) =>
        {
            for (var cohort = 0; cohort < cohorts.Count; cohort++)
            {
                worker.Block.Take(cohorts[cohort], firstWord);
                worker.Counters[cohort].Count(worker.Block);
            }
        }, cancellation).Select(worker => worker.Counters).ToList();
        var sum = counted.Count == 0 ? Fresh() : counted[0];
        foreach (var (counter, other) in counted.Skip(1).SelectMany(sum.Zip))
        {
            counter.Add(other);
        }

        return [.. sum.Select(counter => counter.Result(tiles))];
    }

    // Each thread works with a worker of its own; answers them. One question at a time has help; many at once have a thread each.
    private ConcurrentBag<TWorker> InPieces<TWorker>(int words, Func<TWorker> make, Action<TWorker, int> block, CancellationToken cancellation)
    {
        var workers = new ConcurrentBag<TWorker>();
        var pieces = (words + _wordsPerPiece - 1) / _wordsPerPiece;
        var work = new Pieces(pieces, piece =>
        {
            var worker = workers.TryTake(out var idle) ? idle : make();
            var end = Math.Min(words, (piece + 1) * _wordsPerPiece);
            for (var firstWord = piece * _wordsPerPiece; firstWord < end; firstWord += RowPredicate.BlockWords)
            {
                cancellation.ThrowIfCancellationRequested();
                block(worker, firstWord);
            }

            workers.Add(worker);
        });
        var isAlone = Interlocked.Increment(ref _questions) == 1;
        try
        {
            work.Begin(isAlone ? Math.Min(Environment.ProcessorCount, pieces) - 1 : 0);
            work.Finish();
        }
        finally
        {
            Interlocked.Decrement(ref _questions);
        }

        return workers;
    }

    private Func<TileCounter> Counters(string field, bool withSketches)
    {
        var shape = Shape(field) ?? throw new ArgumentException($"{field} cannot be charted.", nameof(field));
        var column = _dataset.Column(field)!;
        return TileCounter.Of(column, _columns, shape, Index(_dataset.Table(column.Field.Entity)), withSketches);
    }

    private Func<TileCounter> Counters(string field, string by, bool withSketches)
    {
        var (rows, columns) = (_columns.Pair(field), _columns.Pair(by));
        if (rows is null || columns is null)
        {
            throw new ArgumentException($"{field} and {by} cannot be charted together.", nameof(by));
        }

        RowCodes Cells(string address) => _columns.Cells(_dataset.Column(address)!, Shape(address)!);
        var (rowCells, columnCells) = (Cells(field), Cells(by));
        return () => new PairCounter(rowCells, rows, columnCells, columns, withSketches);
    }

    private PersonIndex? Index(EntityTable table) => table == _dataset.Main
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
        var related = _dataset.Table(group.Entity);
        return new Known(Lift(Run(Join(group.Logic, group.Filters, related, cancellation), related.RowCount, cancellation), related, at));
    }

    private RowPredicate Plan(FieldFilter filter, EntityTable at, CancellationToken cancellation)
    {
        var field = _dataset.Schema.Field(filter.Field) ?? throw new ArgumentException($"There is no field {filter.Field}.", nameof(filter));
        var table = _dataset.Table(field.Entity);
        var column = table.Column(field.Name);
        if (table == at)
        {
            return _filters.Of(filter, column, _dataset.Schema);
        }

        // At most one related row, used like a field of the person: without that row the value is missing.
        var isMissing = filter.Operator == FilterOperator.NotExists;
        var condition = isMissing ? _filters.Present(column) : _filters.Of(filter, column, _dataset.Schema);
        var lifted = new Known(Lift(Run(condition, table.RowCount, cancellation), table, at));
        return isMissing ? new NoneOf(lifted) : lifted;
    }

    // From rows to the rows they belong to, as far as the entity that is asked about.
    private RowMask Lift(RowMask rows, EntityTable from, EntityTable to)
    {
        if (to == _dataset.Main)
        {
            return Scatter(rows, from.PersonRows, to.RowCount);
        }

        while (from != to)
        {
            var parent = from.Schema.Parent ?? throw new InvalidOperationException($"{from.Schema.Name} does not hang below {to.Schema.Name}.");
            var next = _dataset.Table(parent.Reference!.Entity);
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

    private RowMask Run(RowPredicate predicate, int rows, CancellationToken cancellation)
    {
        var mask = new RowMask(rows);
        InPieces(mask.Words.Length, () => mask, (answers, firstWord) =>
        {
            var words = answers.Writable;
            predicate.Fill(firstWord, words.Slice(firstWord, Math.Min(RowPredicate.BlockWords, words.Length - firstWord)));
        }, cancellation);
        mask.Trim();
        return mask;
    }
}
