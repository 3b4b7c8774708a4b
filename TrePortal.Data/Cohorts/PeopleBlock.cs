using System.Numerics;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Some of the people to be counted: those of 8,192 rows of the main entity. What several counters need of them is worked
/// out once. Belongs to one thread at a time.
/// </summary>
internal sealed unsafe class PeopleBlock(PersonKeys? keys, VectorPath path)
{
    private const int MostRows = RowPredicate.BlockWords * 64;

    private readonly ulong[] _words = new ulong[RowPredicate.BlockWords];
    private readonly int[] _rows = new int[MostRows + BlockKernels.Slack];
    private readonly uint[] _numbers = keys is null ? [] : new uint[MostRows + BlockKernels.Slack];
    private readonly byte[] _cells = new byte[MostRows + BlockKernels.Slack];
    private int _length;
    private int _firstWord;
    private bool _hasRows;

    /// <summary>How many people.</summary>
    public int Count { get; private set; }

    /// <summary>Their rows, ascending.</summary>
    public ReadOnlySpan<int> Rows
    {
        get
        {
            if (!_hasRows)
            {
                _hasRows = true;
                fixed (int* rows = _rows)
                {
                    BlockKernels.RowsOf(_words.AsSpan(0, _length), _firstWord << 6, rows, path);
                }
            }

            return _rows.AsSpan(0, Count);
        }
    }

    /// <summary>Their secret numbers in the same order; empty when no sketches are wanted.</summary>
    public ReadOnlySpan<uint> Numbers => keys is null ? [] : _numbers.AsSpan(0, Count);

    // Below some share of the rows, picking single cells is faster than compressing all.
    private bool IsCompressed => path switch
    {
        VectorPath.Avx512 => Count * 12 >= _length << 6,
        VectorPath.Avx2 => Count * 6 >= _length << 6,
        _ => false,
    };

    /// <summary>Takes the people of a mask from a word on.</summary>
    /// <param name="people">All of them.</param>
    /// <param name="firstWord">A multiple of <see cref="RowPredicate.BlockWords"/>.</param>
    public void Take(RowMask people, int firstWord)
    {
        (_firstWord, _hasRows, Count) = (firstWord, false, 0);
        _length = Math.Min(RowPredicate.BlockWords, people.Words.Length - firstWord);
        people.Words.Slice(firstWord, _length).CopyTo(_words);
        foreach (var word in _words.AsSpan(0, _length))
        {
            Count += BitOperations.PopCount(word);
        }

        if (keys is not null && Count > 0)
        {
            FindNumbers(keys);
        }
    }

    /// <summary>The cells of the people, in the order of <see cref="Rows"/>; valid until the next call.</summary>
    /// <param name="column">One byte for each row of the main entity.</param>
    public ReadOnlySpan<byte> Cells(RowCodes column)
    {
        fixed (byte* cells = _cells)
        {
            if (IsCompressed)
            {
                BlockKernels.Compress(column.Bytes + ((long)_firstWord << 6), _words.AsSpan(0, _length), cells, path);
            }
            else
            {
                BlockKernels.Pick(column.Bytes, Rows, cells);
            }
        }

        return _cells.AsSpan(0, Count);
    }

    private void FindNumbers(PersonKeys keys)
    {
        fixed (uint* numbers = _numbers)
        {
            if (IsCompressed)
            {
                BlockKernels.Compress(keys.Pointer + ((long)_firstWord << 6), _words.AsSpan(0, _length), numbers, path);
            }
            else
            {
                BlockKernels.Pick(keys.Pointer, Rows, numbers);
            }
        }
    }
}
