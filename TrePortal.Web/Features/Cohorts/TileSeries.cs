using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>What one tile shows.</summary>
/// <param name="Everyone">Everybody.</param>
/// <param name="Cohort">The cohort; null when it is everybody.</param>
/// <param name="Compared">The cohort it is compared with; null when there is none.</param>
/// <param name="Size">People in the cohort, or in all.</param>
/// <param name="ComparedSize">People in the other cohort.</param>
public sealed record TileSeries(ShowcaseTile Everyone, ShowcaseTile? Cohort = null, ShowcaseTile? Compared = null, PublishedCount? Size = null, PublishedCount? ComparedSize = null)
{
    public bool IsCompared => Compared is not null;

    private IReadOnlyList<TileBar>? _bars;

    /// <summary>The bars of one kind, in their order.</summary>
    public IReadOnlyList<TileBar> Bars => _bars ??= [.. Everyone.Bars.Select((bar, at) => Bar(bar.Label, bar.Count, Cohort?.Bars[at].Count, Compared?.Bars[at].Count))];

    public IReadOnlyList<TileBar> Specials => [.. Everyone.Specials.Select((bar, at) => Bar(bar.Label, bar.Count, Cohort?.Specials[at].Count, Compared?.Specials[at].Count))];

    /// <summary>Those whose date is too rough for one bin; null where there cannot be any.</summary>
    public TileBar? Imprecise => Everyone.Imprecise is { } all ? Bar(ExploreWords.Imprecise, all, Cohort?.Imprecise, Compared?.Imprecise) : null;

    /// <summary>Those without any value.</summary>
    public TileBar Missing => Bar(ExploreWords.Missing, Everyone.Missing, Cohort?.Missing, Compared?.Missing);

    private TileBar Bar(string label, PublishedCount all, PublishedCount? cohort, PublishedCount? compared) =>
        new(label, all, cohort ?? all, Cohort is not null) { Other = compared, Size = Size, OtherSize = ComparedSize };
}

/// <summary>One bar as it is drawn: how much of the tallest it is, from published numbers only.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="All">Everybody.</param>
/// <param name="In">The cohort; the same as <paramref name="All"/> when the cohort is everybody.</param>
public sealed record TileBar(string Label, PublishedCount All, PublishedCount In, bool IsNarrowed)
{
    /// <summary>The cohort that is compared with; null when there is none.</summary>
    public PublishedCount? Other { get; init; }

    public PublishedCount? Size { get; init; }

    public PublishedCount? OtherSize { get; init; }

    /// <summary>In words, for hints and for people who hear the page.</summary>
    public string Spoken => Other is not null ? ExploreWords.BarCompared.Fill(Label, WithShare(In, Size), WithShare(Other, OtherSize))
        : IsNarrowed ? ExploreWords.BarOf.Fill(Label, In, All) : ExploreWords.BarAll.Fill(Label, In);

    /// <summary>The number beside the bar.</summary>
    public string Number => Other is null ? Short(In) : ExploreWords.BarPair.Fill(Percent(In, Size), Percent(Other, OtherSize));

    /// <summary>How tall the bar is beside others: people, or the larger share in hundredths of a per cent where cohorts are compared.</summary>
    public int Height => Other is null ? All.Height : (int)Math.Ceiling(10_000 * Math.Max(Part(In, Size), Part(Other, OtherSize)));

    public static string Short(PublishedCount count) => count.ToShortString(CultureInfo.CurrentCulture);

    /// <summary>A share of a cohort, worked out from published numbers; a hidden number stays hidden.</summary>
    public static string Percent(PublishedCount count, PublishedCount? size) => size is not null && count.ShareOf(size) is { } share
        ? (share * 100).ToString(share < 0.1 ? "0.0" : "0", CultureInfo.CurrentCulture) + " %"
        : Short(count);

    /// <summary>Lengths as a style; a hidden number has none.</summary>
    public string Style(int most) => Other is null
        ? string.Create(CultureInfo.InvariantCulture, $"--all: {Share(All.Height, most):0.##}%; --in: {Share(In.Height, most):0.##}%")
        : string.Create(CultureInfo.InvariantCulture, $"--in: {Share(10_000 * Part(In, Size), most):0.##}%; --other: {Share(10_000 * Part(Other, OtherSize), most):0.##}%");

    private static double Part(PublishedCount count, PublishedCount? size) => size is { Height: > 0 } whole ? Math.Min(1, (double)count.Height / whole.Height) : 0;

    private static double Share(double height, int most) => most == 0 ? 0 : Math.Min(100, 100.0 * height / most);

    private static string WithShare(PublishedCount count, PublishedCount? size) => size is not null && count.ShareOf(size) is not null
        ? ExploreWords.CountWithShare.Fill(count, Percent(count, size))
        : count.ToString(CultureInfo.CurrentCulture);
}
