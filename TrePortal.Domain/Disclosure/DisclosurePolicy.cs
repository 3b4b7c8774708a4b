using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Disclosure;

/// <summary>The settings of one tier: what may be asked, and how an answer is made coarse.</summary>
/// <param name="Tier">The tier whose settings these are.</param>
/// <param name="Threshold">Counts from one up to this, without it, are only ever "fewer than" it (k). A multiple of <paramref name="Base"/>.</param>
/// <param name="Base">Every published count is a multiple of it.</param>
/// <param name="ShowsZero">Whether "nobody" may be told from "a few".</param>
/// <param name="Clauses">How many filters one cohort may have.</param>
/// <param name="Depth">How many groups may stand inside one another.</param>
public sealed record DisclosurePolicy(DisclosureTier Tier, int Threshold, int Base, bool ShowsZero, int Clauses, int Depth)
{
    public static DisclosurePolicy Open { get; } = new(DisclosureTier.Open, Threshold: 5, Base: 5, ShowsZero: true, Clauses: 10, Depth: 3);

    public static DisclosurePolicy Standard { get; } = new(DisclosureTier.Standard, Threshold: 10, Base: 5, ShowsZero: false, Clauses: 6, Depth: 2);

    public static DisclosurePolicy Strict { get; } = new(DisclosureTier.Strict, Threshold: 20, Base: 10, ShowsZero: false, Clauses: 4, Depth: 1);

    public static DisclosurePolicy Of(DisclosureTier tier) => tier switch
    {
        DisclosureTier.Open => Open,
        DisclosureTier.Standard => Standard,
        DisclosureTier.Strict => Strict,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "No such tier."),
    };
}
