using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>One bar as it is drawn: how much of the tallest it is, from published numbers only.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="All">Everybody.</param>
/// <param name="In">The cohort; the same as <paramref name="All"/> when the cohort is everybody.</param>
public sealed record TileBar(string Label, PublishedCount All, PublishedCount In, bool IsNarrowed)
{
    /// <summary>In words, for hints and for people who hear the page.</summary>
    public string Spoken => IsNarrowed ? ExploreWords.BarOf.Fill(Label, In, All) : ExploreWords.BarAll.Fill(Label, In);

    /// <summary>The number beside the bar.</summary>
    public string Number => Short(In);

    public static string Short(PublishedCount count) => count.ToShortString(CultureInfo.CurrentCulture);

    /// <summary>A length as a style; a hidden number has none.</summary>
    public string Style(int most) => string.Create(CultureInfo.InvariantCulture, $"--all: {Share(All, most):0.##}%; --in: {Share(In, most):0.##}%");

    public static TileBar Of(ShowcaseBar all, IReadOnlyList<ShowcaseBar>? cohort, int at) => new(all.Label, all.Count, cohort?[at].Count ?? all.Count, cohort is not null);

    /// <summary>Those without any value.</summary>
    public static TileBar Missing(ShowcaseTile everyone, ShowcaseTile? cohort) => new(ExploreWords.Missing, everyone.Missing, cohort?.Missing ?? everyone.Missing, cohort is not null);

    private static double Share(PublishedCount count, int most) => most == 0 ? 0 : Math.Min(100, 100.0 * count.Height / most);
}
