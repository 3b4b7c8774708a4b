using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Which rows name each code of a multi-select: as a bit mask where many do, else as an ascending list, which is smaller
/// below one row in thirty-two.
/// </summary>
internal sealed class MultiIndex
{
    private const int RareBelow = 32;

    private readonly int _rows;
    private readonly int[] _starts;
    private readonly int[] _lists;
    private readonly RowMask?[] _masks;

    public MultiIndex(MultiColumn column)
    {
        _rows = column.RowCount;
        var codes = column.Codes.Count + 1;
        var counts = new int[codes];
        ForEach(column, (_, code) => counts[code]++);
        _masks = [.. counts.Select(count => (long)count * RareBelow > _rows ? new RowMask(_rows) : null)];
        _starts = new int[codes + 1];
        for (var code = 0; code < codes; code++)
        {
            _starts[code + 1] = _starts[code] + (_masks[code] is null ? counts[code] : 0);
        }

        _lists = new int[_starts[codes]];
        var next = _starts.ToArray();
        ForEach(column, (row, code) =>
        {
            if (_masks[code] is { } mask)
            {
                mask.Set(row);
            }
            else
            {
                _lists[next[code]++] = row;
            }
        });
    }

    /// <summary>Memory that it takes.</summary>
    public long Bytes => ((long)_lists.Length * sizeof(int)) + (_masks.Count(mask => mask is not null) * (long)((_rows / 8) + 8));

    /// <summary>The rows that name at least one code of a set.</summary>
    /// <param name="set">By code; place 0, missing, is not looked at.</param>
    public RowMask Any(bool[] set)
    {
        var any = new RowMask(_rows);
        for (var code = 1; code < set.Length; code++)
        {
            if (!set[code])
            {
                continue;
            }

            if (_masks[code] is { } mask)
            {
                BlockKernels.Or(any.Writable, mask.Words);
                continue;
            }

            foreach (var row in _lists.AsSpan(_starts[code], _starts[code + 1] - _starts[code]))
            {
                any.Set(row);
            }
        }

        return any;
    }

    private static void ForEach(MultiColumn column, Action<int, int> take)
    {
        for (var row = 0; row < column.RowCount; row++)
        {
            var offsets = column.Offsets;
            for (var element = (int)offsets[row]; element < (int)offsets[row + 1]; element++)
            {
                take(row, column.Width == 2 ? column.Shorts[element] : column.Ints[element]);
            }
        }
    }
}
