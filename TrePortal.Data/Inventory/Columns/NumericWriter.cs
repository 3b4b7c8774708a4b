using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>How a number is read from text.</summary>
internal interface INumberForm<T>
{
    static abstract ColumnKind Kind { get; }

    static abstract CellFault TryRead(ReadOnlySpan<byte> text, out T value);

    /// <summary>Reads the plain forms that fit into eight bytes; false for all others, right or wrong.</summary>
    /// <param name="word">The text, its first byte lowest, or any other word.</param>
    /// <param name="value">The number, when the answer is true.</param>
    static abstract bool TryReadShort(ulong word, out T value);

    /// <summary>Four at a time: all bits of those that are plain numbers, and 0 as the value of the others.</summary>
    /// <param name="words">As above.</param>
    /// <param name="values">The numbers.</param>
    static abstract Vector256<T> TryReadShort(Vector256<ulong> words, out Vector256<T> values);
}

internal readonly struct IntegerForm : INumberForm<long>
{
    public static ColumnKind Kind => ColumnKind.Integer;

    public static CellFault TryRead(ReadOnlySpan<byte> text, out long value) => NumberText.TryReadInteger(text, out value);

    public static bool TryReadShort(ulong word, out long value) => ShortNumber.TryReadInteger(word, out value);

    public static Vector256<long> TryReadShort(Vector256<ulong> words, out Vector256<long> values) => ShortNumber.TryReadIntegers(words, out values);
}

internal readonly struct FloatForm : INumberForm<double>
{
    public static ColumnKind Kind => ColumnKind.Float;

    public static CellFault TryRead(ReadOnlySpan<byte> text, out double value) => NumberText.TryReadFloat(text, out value);

    public static bool TryReadShort(ulong word, out double value) => ShortNumber.TryReadFloat(word, out value);

    public static Vector256<double> TryReadShort(Vector256<ulong> words, out Vector256<double> values) => ShortNumber.TryReadFloats(words, out values);
}

/// <summary>Integers and floats.</summary>
internal sealed class NumericWriter<TForm, T> : MeasuredWriter
    where TForm : struct, INumberForm<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private readonly Spool _values;
    private readonly List<(T Value, byte Special)> _specials = [];
    private T _minimum = T.MaxValue;
    private T _maximum = T.MinValue;
    private bool _hasValue;

    public NumericWriter(FieldSchema field, Coding? sparse, ColumnRoom room)
        : base(field, TForm.Kind, sparse, room)
    {
        _values = room.First();
        foreach (var (text, special) in SpecialCodes)
        {
            if (TForm.TryRead(Encoding.UTF8.GetBytes(text), out var value) == CellFault.None)
            {
                _specials.Add((value, special));
            }
        }
    }

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        if (IsSparse)
        {
            base.Append(cells, column, faults);
            return;
        }

        var values = ArrayPool<T>.Shared.Rent(cells.Rows);
        var missing = 0;
        for (var row = 0; row < cells.Rows;)
        {
            // As many rows as are marked in one word.
            var rows = Math.Min(cells.Rows - row, 64 - ((Rows + row) & 63));
            var ordinary = Read(cells, row, values.AsSpan(row, rows));
            for (var others = ~ordinary & (ulong.MaxValue >> (64 - rows)); others != 0; others &= others - 1)
            {
                var other = BitOperations.TrailingZeroCount(others);
                missing += cells.Words[row + other] == 0 ? 1 : 0;
                ordinary |= ReadOther(cells[row + other], out values[row + other], row + other, column, faults) ? 1UL << other : 0;
            }

            NoteSample(values.AsSpan(row, rows), ordinary);
            MarkPresent(ordinary, Rows + row, rows);
            row += rows;
        }

        _values.Add<T>(values.AsSpan(0, cells.Rows));
        ArrayPool<T>.Shared.Return(values);
        Count(cells.Rows, missing);
    }

    protected override CellFault Store(ReadOnlySpan<byte> cell, out byte special)
    {
        special = 0;
        var fault = TForm.TryRead(cell, out var value);
        if (fault != CellFault.None)
        {
            return fault;
        }

        // "-01" and "-1.0" are the special code "-1" written in another way, not ordinary numbers.
        foreach (var (specialValue, code) in _specials)
        {
            if (specialValue.Equals(value))
            {
                special = code;
                return CellFault.None;
            }
        }

        _values.Add(value);
        NoteRange(value);
        Sample.Add(double.CreateTruncating(value));
        return CellFault.None;
    }

    protected override void StoreNothing() => _values.Add(T.Zero);

    protected override void WriteValues(StoredFileWriter file) => file.Add(Sections.Values, Padded(sizeof(long)), _values);

    protected override FieldStatistics Describe(FieldStatistics common) => !_hasValue
        ? base.Describe(common)
        : base.Describe(common) with
        {
            Minimum = _minimum.ToString(null, CultureInfo.InvariantCulture),
            Maximum = _maximum.ToString(null, CultureInfo.InvariantCulture),
            Edges = BinEdges.OfNumbers(Sample, double.CreateChecked(_minimum), double.CreateChecked(_maximum), whole: TForm.Kind == ColumnKind.Integer),
        };

    // Reads the plain numbers of at most 64 rows; answers which those are. The rest gets zeros.
    [MethodImpl(HotLoop.Options)]
    private ulong Read(CellColumn cells, int from, Span<T> values)
    {
        var words = cells.Words.Slice(from, values.Length);
        var (minimum, maximum, ordinary) = (_minimum, _maximum, 0UL);
        var row = ShortNumber.IsVectorized ? ReadFours(words, values, ref minimum, ref maximum, ref ordinary) : 0;
        for (; row < words.Length && row < values.Length; row++)
        {
            if (!TForm.TryReadShort(words[row], out var value))
            {
                values[row] = T.Zero;
                continue;
            }

            values[row] = value;
            ordinary |= 1UL << row;

            // Rarely the case; the function then knows what to do about a negative zero.
            if (value <= minimum)
            {
                minimum = T.Min(minimum, value);
            }

            if (value >= maximum)
            {
                maximum = T.Max(maximum, value);
            }
        }

        (_minimum, _maximum) = (minimum, maximum);
        _hasValue |= ordinary != 0;
        return ordinary;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadFours(ReadOnlySpan<ulong> words, Span<T> values, ref T minimum, ref T maximum, ref ulong ordinary)
    {
        ref var firstWord = ref MemoryMarshal.GetReference(words);
        ref var firstValue = ref MemoryMarshal.GetReference(values);
        var (low, high, row) = (Vector256.Create(minimum), Vector256.Create(maximum), 0);
        for (; row + 4 <= words.Length && row + 4 <= values.Length; row += 4)
        {
            var areNumbers = TForm.TryReadShort(Vector256.LoadUnsafe(ref firstWord, (nuint)row), out var read);
            read.StoreUnsafe(ref firstValue, (nuint)row);
            ordinary |= (ulong)areNumbers.ExtractMostSignificantBits() << row;
            low = Vector256.ConditionalSelect(areNumbers, Vector256.Min(low, read), low);
            high = Vector256.ConditionalSelect(areNumbers, Vector256.Max(high, read), high);
        }

        for (var lane = 0; lane < 4; lane++)
        {
            minimum = T.Min(minimum, low[lane]);
            maximum = T.Max(maximum, high[lane]);
        }

        return row;
    }

    private bool ReadOther(ReadOnlySpan<byte> cell, out T value, int row, int column, CellFaults faults)
    {
        value = T.Zero;
        if (cell.IsEmpty)
        {
            return false;
        }

        var fault = TForm.TryRead(cell, out var found);
        if (fault != CellFault.None)
        {
            faults.Add(row, column, fault);
            return false;
        }

        value = found;
        NoteRange(value);
        return true;
    }

    private void NoteSample(ReadOnlySpan<T> values, ulong ordinary)
    {
        if (Sample.PassesOver(BitOperations.PopCount(ordinary)))
        {
            return;
        }

        for (; ordinary != 0; ordinary &= ordinary - 1)
        {
            if (Sample.WantsNext())
            {
                Sample.Take(double.CreateTruncating(values[BitOperations.TrailingZeroCount(ordinary)]));
            }
        }
    }

    private void NoteRange(T value)
    {
        _hasValue = true;
        _minimum = T.Min(_minimum, value);
        _maximum = T.Max(_maximum, value);
    }
}
