using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>Counts the people of one tile, block by block.</summary>
internal abstract class TileCounter(PersonKeys? keys, int cells)
{
    protected PersonKeys? Keys { get; } = keys;

    /// <summary>Sums of secret numbers by cell and lane; null when no sketch was asked for.</summary>
    protected uint[]? Sums { get; } = keys is null ? null : new uint[cells * CountedSet.Lanes];

    public abstract void Count(ReadOnlySpan<int> people);

    public abstract TileCounts Result(string field);

    /// <param name="column">What is counted.</param>
    /// <param name="shape">Its bars.</param>
    /// <param name="schema">For the trees of its codings.</param>
    /// <param name="rows">The rows of each person; null when the rows are the people.</param>
    /// <param name="keys">For a sketch of each bar; null for counts alone.</param>
    public static TileCounter Of(Column column, TileShape shape, DatasetSchema schema, PersonIndex? rows, PersonKeys? keys) => column switch
    {
        CodeColumn codes when rows is null => new CodeCounter(codes, Lineages(codes.Codes, schema.CodingOf(column.Field)!), keys),
        MeasuredColumn measured when rows is null => new MeasuredCounter(measured, shape, keys),
        CodeColumn codes => new PersonCounter(shape, rows, keys, counter => counter.Codes(codes, Lineages(codes.Codes, schema.CodingOf(column.Field)!))),
        MultiColumn multi => new PersonCounter(shape, rows, keys, counter => counter.Multi(multi, Lineages(multi.Codes, schema.CodingOf(column.Field)!))),
        MeasuredColumn measured => new PersonCounter(shape, rows, keys, counter => counter.Measured(measured)),
        _ => throw new ArgumentException($"{column.Field.Address} cannot be charted.", nameof(column)),
    };

    /// <summary>Adds somebody to the sketch of a cell.</summary>
    protected static void Add(uint[] sums, int cell, uint number) => sums[(cell * CountedSet.Lanes) + (int)(number >> CountedSet.LaneShift)] += number;

    // Per stored code the bars it counts in: its own and those above it. Place 0, missing, counts nowhere.
    private static int[][] Lineages(IReadOnlyList<string> codes, Coding coding)
    {
        var bars = codes.Select((code, at) => (code, at)).ToDictionary(pair => pair.code, pair => pair.at, StringComparer.Ordinal);
        return [[], .. codes.Select(code => Upwards(code, coding).Where(bars.ContainsKey).Select(above => bars[above]).ToArray())];
    }

    private static IEnumerable<string> Upwards(string code, Coding coding)
    {
        for (var at = coding.Find(code); at is not null; at = at.Parent is null ? null : coding.Find(at.Parent))
        {
            yield return at.Value;
        }
    }
}

/// <summary>
/// Counts people, not rows: a person is counted once in each bar however many rows or codes lead there, and in a parent's
/// bar once however many of its descendants are met.
/// </summary>
internal sealed class PersonCounter : TileCounter
{
    private readonly TileShape _shape;
    private readonly Action<int> _visit;
    private readonly PersonIndex? _rows;
    private readonly int[] _counts;
    private readonly int[] _lastCounted;
    private int _person;
    private bool _met;
    private int _missing;

    public PersonCounter(TileShape shape, PersonIndex? rows, PersonKeys? keys, Func<PersonCounter, Action<int>> visit)
        : base(keys, shape.Bars + shape.SpecialCodes.Count + 2)
    {
        _shape = shape;
        _rows = rows;
        _counts = new int[shape.Bars + shape.SpecialCodes.Count + 1];
        _lastCounted = new int[_counts.Length];
        _lastCounted.AsSpan().Fill(-1);
        _visit = visit(this);
    }

    private int Imprecise => _counts.Length - 1;

    public override void Count(ReadOnlySpan<int> people)
    {
        foreach (var person in people)
        {
            (_person, _met) = (person, false);
            if (_rows is null)
            {
                _visit(person);
            }
            else
            {
                foreach (var row in _rows.Of(person))
                {
                    _visit(row);
                }
            }

            if (!_met)
            {
                _missing++;
                Sketch(_counts.Length);
            }
        }
    }

    public override TileCounts Result(string field) => new(
        field,
        _counts[.._shape.Bars],
        _counts[_shape.Bars..Imprecise],
        _counts[Imprecise],
        _missing)
    {
        Sums = Sums,
    };

    private void Hit(int bar)
    {
        _met = true;
        if (_lastCounted[bar] != _person)
        {
            _lastCounted[bar] = _person;
            _counts[bar]++;
            Sketch(bar);
        }
    }

    private void Sketch(int cell)
    {
        if (Sums is { } sums)
        {
            Add(sums, cell, Keys!.Numbers[_person]);
        }
    }

    public Action<int> Codes(CodeColumn column, int[][] lineages) => row => Lineage(lineages[column.CodeAt(row)]);

    public Action<int> Multi(MultiColumn column, int[][] lineages) => row =>
    {
        var offsets = column.Offsets;
        for (var element = (int)offsets[row]; element < (int)offsets[row + 1]; element++)
        {
            Lineage(lineages[column.Width == 2 ? column.Shorts[element] : column.Ints[element]]);
        }
    };

    private void Lineage(int[] bars)
    {
        foreach (var bar in bars)
        {
            Hit(bar);
        }
    }

    public Action<int> Measured(MeasuredColumn column) => row =>
    {
        if (column.IsOrdinary(row))
        {
            Hit(BarOf(column, row));
        }
        else if (column.Special is { IsEmpty: false } special && special[row] != 0)
        {
            Hit(_shape.Bars + special[row] - 1);
        }
    };

    private int BarOf(MeasuredColumn column, int row) => column switch
    {
        NumberColumn numbers => _shape.BinOf(numbers.Values[row]),
        FloatColumn floats => _shape.BinOf(floats.Values[row]),
        DateTimeColumn times => _shape.BinOf(times.UtcTicks[row] / TimeSpan.TicksPerDay),
        DateColumn dates => _shape.BinOf(dates.FromDays[row]) is var bin && bin == _shape.BinOf(dates.ToDays[row]) ? bin : Imprecise,
        _ => throw new ArgumentException("No such column.", nameof(column)),
    };
}
