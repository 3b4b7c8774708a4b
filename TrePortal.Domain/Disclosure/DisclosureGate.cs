using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// The one component through which a number about people leaves the server: nothing else can make a
/// <see cref="PublishedCount"/>. Small counts are hidden, the rest are rounded to the nearest multiple of the base. What a
/// person chose to count goes through an <see cref="AnchorBook"/>, which adds noise and compares it with earlier answers.
/// </summary>
public sealed class DisclosureGate(DisclosurePolicy policy)
{
    public DisclosurePolicy Policy { get; } = policy;

    /// <summary>
    /// From this count on a set is always shown. Between the threshold and this, a secret draw decides: were the edge known,
    /// somebody who knows nine people could see whether a tenth belongs to them.
    /// </summary>
    public int SurelyShown => Policy.IsSnapped ? 2 * Policy.Threshold : Policy.Threshold;

    public static DisclosureGate For(DisclosureTier tier) => new(DisclosurePolicy.Of(tier));

    /// <summary>What may be said about a true count that nobody chose: the size of a release, the rows of a table.</summary>
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

    /// <summary>
    /// What may be said about things that people hold: files, rows. Hidden when fewer people than the threshold hold them,
    /// withheld when more than half belong to one.
    /// </summary>
    /// <param name="things">All of them.</param>
    /// <param name="holders">People who hold any.</param>
    /// <param name="mostOfOne">How many the person with the most of them holds.</param>
    public PublishedCount PublishHeld(int things, int holders, int mostOfOne) =>
        things == 0 || holders < Policy.Threshold ? Publish(Math.Min(things, Policy.Threshold - 1))
        : mostOfOne > things / 2 ? PublishedCount.Withheld
        : Publish(things);

    /// <summary>
    /// A secret edge between the threshold and twice as much. Were every place as likely, the lowest would tell most: below
    /// it nothing ever happens, so that one thing happening proves it. Here the chance rises as the square of a sine, which
    /// makes one step over the edge tell as little everywhere as it can at the worst place.
    /// </summary>
    /// <param name="even">From 0 up to, not including, 1.</param>
    internal int Edge(double even) =>
        Policy.Threshold + Math.Min(Policy.Threshold, (int)((Policy.Threshold + 1) * 2 / Math.PI * Math.Asin(Math.Sqrt(even))));

    /// <summary>The same for a part of a whole: when fewer people than the threshold are left out, the part is published as the whole.</summary>
    internal PublishedCount Publish(int trueCount, int whole) => Publish(whole - trueCount < Policy.Threshold && trueCount < whole ? whole : trueCount);

    internal PublishedCount PublishWhole(Anchor anchor) => Publish(anchor.Set.Count);

    internal PublishedCount Publish(Anchor anchor) => anchor.Set.Count + anchor.Noise is var noisy && noisy < Policy.Threshold
        ? PublishedCount.Below(Policy.Threshold)
        : Shown(noisy);

    private PublishedCount Shown(int noisy)
    {
        var rounded = Math.Max(Policy.Threshold, Nearest(Math.Max(0, noisy)));
        return Policy.Noise > 0 && rounded < DisclosurePolicy.BandEnd
            ? PublishedCount.Between(Policy.Threshold, DisclosurePolicy.BandEnd - 1)
            : PublishedCount.Exactly(rounded);
    }

    private int Nearest(int count) => (int)(((long)count + (Policy.Base / 2)) / Policy.Base * Policy.Base);
}
