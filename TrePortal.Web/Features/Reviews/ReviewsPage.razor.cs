using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Requests;

namespace TrePortal.Web.Features.Reviews;

/// <summary>What waits for the reader's decision, oldest first, and what they decided.</summary>
public sealed partial class ReviewsPage
{
    private const int PageSize = 50;
    private const string RequestKind = "request";
    private const string EnvironmentKind = "environment";
    private const string Decided = "decided";

    private Loadable<ReviewList> _list = new Loadable<ReviewList>.Loading();
    private IReadOnlyList<TabItem> _tabs = [];

    /// <summary>"decided" for what was decided; anything else is what waits.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public int From { get; set; }

    [Inject]
    public required IReviewQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsDecided => State == Decided;

    protected override Task OnParametersSetAsync() => ReloadAsync();

    private static string DaysOf(int days) => days switch
    {
        0 => RequestWords.Today,
        1 => RequestWords.OneWorkingDay,
        _ => RequestWords.WorkingDays.Fill(days),
    };

    private async Task ReloadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        var filter = new ReviewFilter(IsDecided, string.IsNullOrEmpty(Environment) ? null : Environment, Math.Max(0, From), PageSize);
        var list = await Queries.ListAsync(reader, filter, cancellation);
        _tabs =
        [
            new(RequestWords.WaitingTab, Addresses.MyReviews, await Queries.CountWaitingAsync(reader, cancellation)),
            new(RequestWords.DecidedTab, Addresses.With(Addresses.MyReviews, ("state", Decided))),
        ];
        _list = new Loadable<ReviewList>.Loaded(list);
    }

    private void Go(string? environment) => Navigation.NavigateTo(AddressOf(environment, 0));

    private string AddressOf(string? environment, int from) => Addresses.With(
        Addresses.MyReviews,
        ("state", IsDecided ? Decided : null), ("environment", environment), ("from", from > 0 ? from.ToString(CultureInfo.InvariantCulture) : null));
}
