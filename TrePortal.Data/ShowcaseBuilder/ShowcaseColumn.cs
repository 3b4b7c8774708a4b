using System.Buffers;
using System.Text;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>One field of the showcase: what each row of the source becomes.</summary>
internal abstract class ShowcaseColumn(Column source, FieldSchema output)
{
    /// <summary>The group of a row without a value.</summary>
    public const long Missing = long.MinValue;

    public Column Source { get; } = source;

    /// <summary>As the showcase's dictionary has it.</summary>
    public FieldSchema Output { get; } = output;

    /// <summary>The coding of the output; null without one.</summary>
    public Coding? Coding { get; init; }

    /// <summary>Codes of the source that go into others.</summary>
    public int Merged { get; init; }

    /// <summary>Each value means the same people in a request, so a cohort by it can go there.</summary>
    public bool IsForRequests => Output.Name == Source.Field.Name && Output.Type == Source.Field.Type;

    /// <summary>Writes the cell's text, nothing when there is no value.</summary>
    public abstract void Write(int row, IBufferWriter<byte> to);

    /// <summary>Equal for rows whose texts are equal, different for others; <see cref="Missing"/> without a value.</summary>
    public abstract long GroupAt(int row);

    /// <summary>All values of a row that holds several; the one group of others.</summary>
    public virtual IEnumerable<long> GroupsAt(int row) => [GroupAt(row)];

    public string Text(int row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(row, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A group that stands for a list of small numbers.</summary>
    protected static long GroupOf(IEnumerable<int> codes)
    {
        var hash = 14695981039346656037;
        foreach (var code in codes)
        {
            hash = (hash ^ (uint)code) * 1099511628211;
        }

        return (long)(hash >> 1);
    }
}

/// <summary>Cells as they are.</summary>
internal sealed class KeptColumn(Column source) : ShowcaseColumn(source, source.Field)
{
    public override void Write(int row, IBufferWriter<byte> to) => Source.WriteText(row, to);

    public override long GroupAt(int row) => Source.IsMissing(row) ? Missing : Source switch
    {
        CodeColumn codes => codes.CodeAt(row),
        MultiColumn multi => GroupOf(multi.CodesAt(row)),
        MeasuredColumn measured when !measured.IsOrdinary(row) => Missing + measured.Special[row],
        NumberColumn numbers => numbers.Values[row],
        FloatColumn floats => BitConverter.DoubleToInt64Bits(floats.Values[row]),
        DateColumn dates => ((long)dates.FromDays[row] << 32) | (uint)dates.ToDays[row],
        DateTimeColumn times => times.UtcTicks[row],
        _ => throw new InvalidOperationException($"{Source.Field.Address} cannot be kept."),
    };

    public override IEnumerable<long> GroupsAt(int row) => Source is MultiColumn multi && !multi.IsMissing(row) ? multi.CodesAt(row).Select(code => (long)code) : [GroupAt(row)];
}

/// <summary>One of a list of categories a row; code i is <c>Codes[i - 1]</c>, 0 is missing.</summary>
internal abstract class CategoryColumn(Column source, FieldSchema output, IReadOnlyList<string> codes) : ShowcaseColumn(source, output)
{
    private readonly byte[][] _texts = [.. codes.Select(Encoding.UTF8.GetBytes)];

    public abstract int CodeAt(int row);

    public override void Write(int row, IBufferWriter<byte> to)
    {
        if (CodeAt(row) is > 0 and var code)
        {
            to.Write(_texts[code - 1]);
        }
    }

    public override long GroupAt(int row) => CodeAt(row) is > 0 and var code ? code : Missing;
}

/// <summary>Numbers by band; the special codes of a sparse field come after the bands.</summary>
internal sealed class BandColumn(MeasuredColumn source, FieldSchema output, IReadOnlyList<string> codes, double[] edges) : CategoryColumn(source, output, codes)
{
    public override int CodeAt(int row)
    {
        if (!source.IsOrdinary(row))
        {
            return source.Special.IsEmpty || source.Special[row] == 0 ? 0 : edges.Length + 1 + source.Special[row];
        }

        var at = Array.BinarySearch(edges, ValueOf(source, row));
        return at >= 0 ? at + 2 : ~at + 1;
    }

    public static double ValueOf(MeasuredColumn column, int row) => column is NumberColumn numbers ? numbers.Values[row] : ((FloatColumn)column).Values[row];
}

/// <summary>Categories, some of which have gone into others.</summary>
internal sealed class MergedColumn(CodeColumn source, FieldSchema output, IReadOnlyList<string> codes, int[] map) : CategoryColumn(source, output, codes)
{
    public override int CodeAt(int row) => map[source.CodeAt(row)];
}

/// <summary>Several categories a row, some of which have gone into others; none of them twice.</summary>
internal sealed class MergedMultiColumn(MultiColumn source, FieldSchema output, IReadOnlyList<string> codes, int[] map) : ShowcaseColumn(source, output)
{
    private readonly byte[][] _texts = [.. codes.Select(Encoding.UTF8.GetBytes)];

    public override void Write(int row, IBufferWriter<byte> to)
    {
        var isFirst = true;
        foreach (var code in CodesAt(row))
        {
            if (!isFirst)
            {
                to.Write("|"u8);
            }

            isFirst = false;
            to.Write(_texts[code - 1]);
        }
    }

    public override long GroupAt(int row) => source.IsMissing(row) ? Missing : GroupOf(CodesAt(row));

    public override IEnumerable<long> GroupsAt(int row) => source.IsMissing(row) ? [Missing] : CodesAt(row).Select(code => (long)code);

    // In ascending order: the order in which a person's codes were written may be telling.
    private IEnumerable<int> CodesAt(int row) => source.CodesAt(row).Select(code => map[code]).Distinct().Order();
}
