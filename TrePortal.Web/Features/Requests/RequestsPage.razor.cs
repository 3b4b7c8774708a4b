using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Requests;

namespace TrePortal.Web.Features.Requests;

/// <summary>What the reader has asked for or is named on.</summary>
public sealed partial class RequestsPage
{
    private const int PageSize = 50;
    private const string RequestKind = "request";
    private const string EnvironmentKind = "environment";

    private Loadable<RequestList> _list = new Loadable<RequestList>.Loading();

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public int From { get; set; }

    [Inject]
    public required IAccessRequestQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnParametersSetAsync() => ReloadAsync();

    private static string TitleOf(string title) => title.Length > 0 ? title : RequestWords.Untitled;

    private static string LinkOf(RequestRow row) =>
        row is { IsOwner: true, State: RequestState.Draft } ? Addresses.RequestEdit(row.Id.Value) : Addresses.Request(row.Id.Value);

    private async Task ReloadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        var state = Enum.GetValues<RequestState>().Cast<RequestState?>().FirstOrDefault(item => PlainWords.Kebab(item.ToString()!) == State);
        var filter = new RequestFilter(RequestSide.Mine, state, string.IsNullOrEmpty(Environment) ? null : Environment, Math.Max(0, From), PageSize);
        _list = new Loadable<RequestList>.Loaded(await Queries.ListAsync(reader, filter, cancellation));
    }

    private void Go(string? state, string? environment) =>
        Navigation.NavigateTo(Addresses.With(Addresses.MyRequests, ("state", state), ("environment", environment)));

    private string PageAt(int from) => Addresses.With(
        Addresses.MyRequests, ("state", State), ("environment", Environment), ("from", from > 0 ? from.ToString(CultureInfo.InvariantCulture) : null));
}
