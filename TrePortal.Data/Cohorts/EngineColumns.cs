using System.Collections.Concurrent;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Smaller forms of the columns of a dataset, made when a question first needs them and kept as long as the engine: codes
/// that keep the order of numbers, a byte for the bar that each row falls into, the rows of each code of a multi-select.
/// When they take more than their share of memory, all are let go and made again as they are needed.
/// </summary>
/// <param name="dataset">Whose columns.</param>
/// <param name="mostBytes">What they may take together; questions under way keep what they use.</param>
internal sealed class EngineColumns(Dataset dataset, long mostBytes = EngineColumns.MostBytes)
{
    private const long MostBytes = 1L << 30;

    private readonly ConcurrentDictionary<string, Lazy<OrderedCodes?>> _ordered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<RowCodes>> _cells = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<MultiIndex>> _multi = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<TileBars>> _bars = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<PairShape>> _pairs = new(StringComparer.Ordinal);
    private long _bytes;
    private readonly ConcurrentDictionary<string, TileShape?> _shapes = new(StringComparer.Ordinal);

    /// <summary>What those that are kept take.</summary>
    public long MemoryBytes => Interlocked.Read(ref _bytes);

    public TileShape? Shape(string field) =>
        _shapes.GetOrAdd(field, address => dataset.Column(address) is { } column ? TileShape.Of(column, dataset.Schema) : null);

    /// <summary>Null when the values are too many for it.</summary>
    public OrderedCodes? Ordered(MeasuredColumn column) => Once(_ordered, column, () => Counted(OrderedCodes.Of(column), codes => codes?.Rows.MemoryBytes ?? 0));

    public MultiIndex Multi(MultiColumn column) => Once(_multi, column, () => Counted(new MultiIndex(column), index => index.Bytes));

    /// <summary>
    /// For each row the cell of its field's tile: 0 for missing, then the codes of a category, or of numbers and dates the
    /// bins, the special codes, and the imprecise dates.
    /// </summary>
    public RowCodes Cells(Column column, TileShape shape) => Once(_cells, column, () => column switch
    {
        CodeColumn codes => new RowCodes(codes),
        MeasuredColumn measured => Counted(BinsOf(measured, shape), cells => cells.MemoryBytes),
        _ => throw new ArgumentException($"{column.Field.Address} has several values in a row.", nameof(column)),
    });

    /// <summary>Where the cells of a field count.</summary>
    public TileBars Bars(Column column, TileShape shape) => Once(_bars, column, () => TileBars.Of(column, shape, dataset.Schema));

    /// <summary>The groups of a field that is counted together with another; null unless a person has one value of it.</summary>
    public PairShape? Pair(string field) => Shape(field) is { } shape && dataset.Column(field) is not MultiColumn and { } column && column.Field.Entity == dataset.Schema.Main.Name
        ? Once(_pairs, column, () => PairShape.Of(column, shape, dataset.Schema))
        : null;

    private RowCodes BinsOf(MeasuredColumn column, TileShape shape)
    {
        var imprecise = shape.Bins + column.SpecialCodes.Count + 1;
        var cells = new RowCodes(column.RowCount, imprecise <= byte.MaxValue ? 1 : 2);
        var binOf = BinOf(column, shape, imprecise);
        for (var row = 0; row < column.RowCount; row++)
        {
            if (column.IsOrdinary(row))
            {
                cells.Set(row, binOf(row));
            }
            else if (column.Special is { IsEmpty: false } special && special[row] != 0)
            {
                cells.Set(row, shape.Bins + special[row]);
            }
        }

        return cells;
    }

    private Func<int, int> BinOf(MeasuredColumn column, TileShape shape, int imprecise)
    {
        if (Ordered(column) is { } ordered)
        {
            int[] bins = [0, .. Enumerable.Range(1, ordered.Count).Select(code => shape.BinOf(ordered.ValueOf(code)) + 1)];
            return row => bins[ordered.Rows[row]];
        }

        return column switch
        {
            NumberColumn numbers => row => shape.BinOf(numbers.Values[row]) + 1,
            FloatColumn floats => row => shape.BinOf(floats.Values[row]) + 1,
            DateTimeColumn times => row => shape.BinOf(times.UtcTicks[row] / TimeSpan.TicksPerDay) + 1,
            DateColumn dates => row => shape.BinOf(dates.FromDays[row]) is var bin && bin == shape.BinOf(dates.ToDays[row]) ? bin + 1 : imprecise,
            _ => throw new ArgumentException("No such column.", nameof(column)),
        };
    }

    private T Counted<T>(T made, Func<T, long> bytesOf)
    {
        var bytes = bytesOf(made);
        if (Interlocked.Add(ref _bytes, bytes) > mostBytes)
        {
            _ordered.Clear();
            _cells.Clear();
            _multi.Clear();
            Interlocked.Exchange(ref _bytes, bytes);
        }

        return made;
    }

    // Made once even when many ask at the same time.
    private static T Once<T>(ConcurrentDictionary<string, Lazy<T>> made, Column column, Func<T> make) =>
        made.GetOrAdd(column.Field.Address, _ => new Lazy<T>(make)).Value;
}
