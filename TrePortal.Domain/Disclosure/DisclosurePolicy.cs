using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Disclosure;

/// <summary>The settings of one tier: what may be asked, how often, and how an answer is made coarse.</summary>
/// <param name="Tier">The tier whose settings these are.</param>
/// <param name="Threshold">Counts from one up to this, without it, are only ever "fewer than" it (k). A multiple of <paramref name="Base"/>.</param>
/// <param name="Base">Every published count is a multiple of it.</param>
/// <param name="ShowsZero">Whether "nobody" may be told from "a few".</param>
/// <param name="Noise">Standard deviation, in people, of what is added to a count before it is rounded; 0 for none.</param>
/// <param name="IsSnapped">Whether a set that differs from an earlier one by a few people gets the earlier one's answer.</param>
/// <param name="Clauses">How many filters one cohort may have.</param>
/// <param name="Depth">How many groups may stand inside one another.</param>
/// <param name="QuestionsPerDay">Different cohorts that one person may ask about in a day.</param>
/// <param name="QuestionsInAll">The same over all releases of an environment; null for any number.</param>
/// <param name="ShowsPairs">Whether people may be counted by two fields at once.</param>
public sealed record DisclosurePolicy(
    DisclosureTier Tier,
    int Threshold,
    int Base,
    bool ShowsZero,
    double Noise,
    bool IsSnapped,
    int Clauses,
    int Depth,
    int QuestionsPerDay,
    int? QuestionsInAll,
    bool ShowsPairs)
{
    /// <summary>Counts below this are shown as one band where there is noise: a single number would say more than is known.</summary>
    public const int BandEnd = 50;

    public static DisclosurePolicy Open { get; } = new(
        DisclosureTier.Open, Threshold: 5, Base: 5, ShowsZero: true, Noise: 0, IsSnapped: false, Clauses: 10, Depth: 3, QuestionsPerDay: 1000, QuestionsInAll: null, ShowsPairs: true);

    public static DisclosurePolicy Standard { get; } = new(
        DisclosureTier.Standard, Threshold: 10, Base: 5, ShowsZero: false, Noise: 2, IsSnapped: true, Clauses: 6, Depth: 2, QuestionsPerDay: 200, QuestionsInAll: 600, ShowsPairs: true);

    public static DisclosurePolicy Strict { get; } = new(
        DisclosureTier.Strict, Threshold: 20, Base: 10, ShowsZero: false, Noise: 4, IsSnapped: true, Clauses: 4, Depth: 1, QuestionsPerDay: 50, QuestionsInAll: 150, ShowsPairs: false);

    /// <summary>Whether filters on numbers and dates may only cut at the edges that charts show.</summary>
    public bool CutsAtEdges => IsSnapped;

    /// <summary>How many people a published number can be away from the truth: the earlier answer's set, the noise, the rounding.</summary>
    public int WidestError => (IsSnapped ? (2 * Threshold) - 1 : 0) + (int)Math.Ceiling(3.5 * Noise) + (Base / 2);

    public static DisclosurePolicy Of(DisclosureTier tier) => tier switch
    {
        DisclosureTier.Open => Open,
        DisclosureTier.Standard => Standard,
        DisclosureTier.Strict => Strict,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "No such tier."),
    };
}
