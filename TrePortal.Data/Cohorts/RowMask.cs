using System.Numerics;

namespace TrePortal.Data.Cohorts;

/// <summary>A set of rows of one entity, a bit per row. For the main entity: a set of people.</summary>
public sealed class RowMask
{
    private readonly ulong[] _words;

    /// <summary>The empty set.</summary>
    public RowMask(int rows)
    {
        Rows = rows;
        _words = new ulong[(rows + 63) / 64];
    }

    /// <summary>How many rows the entity has, set or not.</summary>
    public int Rows { get; }

    /// <summary>Bit r % 64 of word r / 64 is row r. Bits after the last row are zero.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    internal Span<ulong> Writable => _words;

    public bool this[int row] => (_words[row >> 6] >> (row & 63) & 1) != 0;

    public static RowMask All(int rows)
    {
        var mask = new RowMask(rows);
        mask._words.AsSpan().Fill(ulong.MaxValue);
        mask.Trim();
        return mask;
    }

    public void Set(int row) => _words[row >> 6] |= 1UL << (row & 63);

    public int Count()
    {
        var count = 0;
        foreach (var word in _words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Keeps the rows that are in both.</summary>
    public RowMask And(RowMask other)
    {
        CheckSameRows(other);
        BlockKernels.And(_words, other._words);
        return this;
    }

    /// <summary>Takes the other's rows away.</summary>
    public RowMask Without(RowMask other)
    {
        CheckSameRows(other);
        BlockKernels.Without(_words, other._words);
        return this;
    }

    /// <summary>The rows that are set, ascending.</summary>
    public IEnumerable<int> SetRows()
    {
        for (var word = 0; word < _words.Length; word++)
        {
            for (var bits = _words[word]; bits != 0; bits &= bits - 1)
            {
                yield return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    /// <summary>The set rows among some that follow each other.</summary>
    /// <param name="from">The first; a multiple of 64.</param>
    /// <param name="count">How many to look at; a multiple of 64.</param>
    /// <param name="into">Room for all of them.</param>
    /// <returns>How many are set.</returns>
    public int SetRows(int from, int count, Span<int> into)
    {
        var found = 0;
        for (var word = from >> 6; word < Math.Min(_words.Length, (from + count) >> 6); word++)
        {
            for (var bits = _words[word]; bits != 0; bits &= bits - 1)
            {
                into[found++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return found;
    }

    internal void Trim()
    {
        if ((Rows & 63) != 0)
        {
            _words[^1] &= ulong.MaxValue >> (64 - (Rows & 63));
        }
    }

    private void CheckSameRows(RowMask other) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Rows, Rows, nameof(other));
}
