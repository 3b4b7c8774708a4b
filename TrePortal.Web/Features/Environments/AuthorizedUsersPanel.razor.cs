using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Authorized people and organizations: searched, filtered and paged by the address; changed one by one or several at once.</summary>
public sealed partial class AuthorizedUsersPanel
{
    private readonly Dictionary<Guid, string> _selected = [];
    private Listing<AuthorizedUserEntry>? _listing;
    private Considered? _considered;
    private IReadOnlyList<LineOutcome> _outcomes = [];
    private Error? _refusal;
    private (long, string?, string?, string?, int)? _shown;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public int? From { get; set; }

    [Inject]
    public required MembershipCommands Commands { get; init; }

    [Inject]
    public required IMembershipQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private AuthorizedShow Showing => Enum.TryParse<AuthorizedShow>(Show, ignoreCase: true, out var show) ? show : AuthorizedShow.All;

    private AuthorizedSort Sorting => Enum.TryParse<AuthorizedSort>(Sort, ignoreCase: true, out var sort) ? sort : AuthorizedSort.Name;

    private (AuthorizedShow, string, int)[] Filters =>
    [
        (AuthorizedShow.All, MemberWords.ShowEverybody, Environment.Members.Authorized),
        (AuthorizedShow.People, MemberWords.ShowPeople, Environment.Members.People),
        (AuthorizedShow.Organizations, MemberWords.ShowOrganizations, Environment.Members.Organizations),
        (AuthorizedShow.EndingSoon, MemberWords.ShowEndingSoon, Environment.Members.EndingSoon),
        (AuthorizedShow.Ended, MemberWords.ShowEnded, Environment.Members.Ended),
        (AuthorizedShow.Reviewers, MemberWords.ShowReviewers, Environment.Members.Reviewers),
    ];

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Environment.Version, Q, Show, Sort, From ?? 0);
        if (_shown == wanted)
        {
            return;
        }

        _shown = wanted;
        var cancellation = NewestLoad();
        var after = From is > 0 and var from ? new Cursor("at", from.ToString(CultureInfo.InvariantCulture)) : null;
        var reader = await CurrentActor.GetAsync(cancellation);
        _listing = await Queries.AuthorizedAsync(Environment.Handle, reader, new AuthorizedView(Q, Showing, Sorting), new PageRequest(PageRequest.DefaultLimit, after), cancellation);
    }

    private bool IsSelected(AuthorizedUserEntry entry) => _selected.ContainsKey(entry.Key);

    private void Toggle(AuthorizedUserEntry entry)
    {
        if (!_selected.Remove(entry.Key))
        {
            _selected.Add(entry.Key, entry.DisplayName);
        }
    }

    private void SelectPage(ChangeEventArgs change)
    {
        foreach (var entry in _listing!.Rows.Items)
        {
            if (change.Value is true)
            {
                _selected[entry.Key] = entry.DisplayName;
            }
            else
            {
                _selected.Remove(entry.Key);
            }
        }
    }

    private void Consider(IEnumerable<Guid> keys, bool isRemoval) => (_considered, _outcomes, _refusal) = (new Considered([.. keys], isRemoval), [], null);

    private Task RemoveAsync() => DoAsync(keys => Commands.UnauthorizeAsync(Environment.Handle, keys, CancellationToken.None));

    private Task EndAsync(DateOnly? until) => DoAsync(keys => Commands.EndAsync(Environment.Handle, keys, until, CancellationToken.None));

    private async Task DoAsync(Func<IReadOnlyList<Guid>, Task<Result<IReadOnlyList<LineOutcome>>>> act)
    {
        if (_busy || _considered is not { } considered)
        {
            return;
        }

        _busy = true;
        try
        {
            var result = await act(considered.Keys);
            (_refusal, _considered) = (result.Error, null);
            _outcomes = result.IsOk ? [.. result.Value.Select(line => line with { DisplayName = NameOf(line.Name) })] : [];
            _selected.Clear();
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private string NameOf(string key) =>
        !Guid.TryParse(key, out var id) ? "" : _selected.TryGetValue(id, out var name) ? name : _listing?.Rows.Items.FirstOrDefault(entry => entry.Key == id)?.DisplayName ?? "";

    private static string NoteOf(AuthorizedUserEntry entry) => entry.IsOrganization
        ? MemberWords.MembersNote.Fill(entry.Members)
        : $", {entry.Email}{(entry.Organization is { } organization ? ", " + organization : "")}";

    private void Go(string address) => Navigation.NavigateTo(address, replace: true);

    private string Address(string? rest) => Addresses.AdminEnvironment(Environment.Handle, "members", rest);

    private string View(string? search, AuthorizedShow show, AuthorizedSort sort, int from = 0) => Addresses.With(
        Address(null),
        ("q", search),
        ("show", show == AuthorizedShow.All ? null : show.ToString()),
        ("sort", sort == AuthorizedSort.Name ? null : sort.ToString()),
        ("from", from == 0 ? null : from.ToString(CultureInfo.InvariantCulture)));

    private sealed record Considered(IReadOnlyList<Guid> Keys, bool IsRemoval);
}
