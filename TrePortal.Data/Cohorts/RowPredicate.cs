namespace TrePortal.Data.Cohorts;

/// <summary>A condition on the rows of one entity, answered for 64 rows at a time. Any number of threads may ask.</summary>
internal abstract class RowPredicate
{
    /// <summary>Words per block: 8,192 rows, so that what a block touches stays in cache.</summary>
    public const int BlockWords = 128;

    /// <summary>Overwrites <paramref name="words"/> with the answers for rows <c>firstWord * 64</c> and after. Bits after the last row mean nothing.</summary>
    public abstract void Fill(int firstWord, Span<ulong> words);
}

internal sealed class AllOf(IReadOnlyList<RowPredicate> parts) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        Span<ulong> part = stackalloc ulong[BlockWords];
        part = part[..words.Length];
        parts[0].Fill(firstWord, words);
        for (var at = 1; at < parts.Count && words.ContainsAnyExcept(0UL); at++)
        {
            parts[at].Fill(firstWord, part);
            BlockKernels.And(words, part);
        }
    }
}

internal sealed class AnyOf(IReadOnlyList<RowPredicate> parts) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        Span<ulong> part = stackalloc ulong[BlockWords];
        part = part[..words.Length];
        parts[0].Fill(firstWord, words);
        for (var at = 1; at < parts.Count; at++)
        {
            parts[at].Fill(firstWord, part);
            BlockKernels.Or(words, part);
        }
    }
}

internal sealed class NoneOf(RowPredicate inner) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        inner.Fill(firstWord, words);
        BlockKernels.Not(words);
    }
}

/// <summary>An answer worked out before: a condition on related rows, lifted to the rows it is asked of.</summary>
internal sealed class Known(RowMask mask) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words) => mask.Words.Slice(firstWord, words.Length).CopyTo(words);
}

internal sealed class Always : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words) => words.Fill(ulong.MaxValue);
}

internal sealed class Never : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words) => words.Clear();
}
