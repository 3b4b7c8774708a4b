using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// The one component through which a number about people leaves the server: nothing else can make a
/// <see cref="PublishedCount"/>. Small counts are hidden, the rest are rounded to the nearest multiple of the base.
/// </summary>
public sealed class DisclosureGate(DisclosurePolicy policy)
{
    public DisclosurePolicy Policy { get; } = policy;

    public static DisclosureGate For(DisclosureTier tier) => new(DisclosurePolicy.Of(tier));

    /// <summary>What may be said about a true count of people.</summary>
    public PublishedCount Publish(int trueCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trueCount);
        if (trueCount == 0 && Policy.ShowsZero)
        {
            return PublishedCount.Exactly(0);
        }

        // Hide first, then round: rounding a hidden count up to the threshold would tell it from a smaller one.
        return trueCount < Policy.Threshold
            ? PublishedCount.Below(Policy.Threshold)
            : PublishedCount.Exactly(Math.Max(Policy.Threshold, Nearest(trueCount)));
    }

    private int Nearest(int count) => (int)(((long)count + (Policy.Base / 2)) / Policy.Base * Policy.Base);
}
