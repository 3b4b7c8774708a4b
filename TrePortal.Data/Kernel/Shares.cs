namespace TrePortal.Data.Kernel;

/// <summary>What a list is read by, cut into as many parts as one question may have.</summary>
internal static class Shares
{
    // Databases refuse a union of more than some hundred parts.
    private const int Most = 100;

    /// <summary>One value a share while there are few, so that each share is in order by an index; none of nothing.</summary>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> values) =>
        values.Chunk(Math.Max(1, (values.Count + Most - 1) / Most));
}
