namespace TrePortal.Domain.Disclosure;

/// <summary>Quartiles from the published counts of bins, as disclosure.md DC4 allows: of at least twice the threshold, and never an end.</summary>
public static class PublishedQuartiles
{
    /// <param name="counts">Of each bin, from low to high.</param>
    /// <param name="edges">One more than there are bins.</param>
    /// <param name="policy">The tier in force.</param>
    /// <returns>Null when too few people are counted, or too many of them in hidden bins.</returns>
    public static BoxSummary? Of(IReadOnlyList<PublishedCount> counts, IReadOnlyList<double> edges, DisclosurePolicy policy)
    {
        var total = counts.Sum(count => count.Height);
        var hidden = counts.Count(count => count.IsHidden) * (policy.Threshold - 1);
        if (edges.Count != counts.Count + 1 || total < 2 * policy.Threshold || hidden > total / 2)
        {
            return null;
        }

        return new(At(0.25), At(0.5), At(0.75));

        double At(double share)
        {
            var left = share * total;
            for (var bin = 0; bin < counts.Count; bin++)
            {
                var count = counts[bin].Height;
                if (count > 0 && left <= count)
                {
                    return edges[bin] + ((edges[bin + 1] - edges[bin]) * left / count);
                }

                left -= count;
            }

            return edges[^1];
        }
    }
}

/// <summary>A spread as quartiles, worked out from published counts of bins, so no finer than those. In the units of the field.</summary>
public sealed record BoxSummary(double LowerQuartile, double Median, double UpperQuartile);
