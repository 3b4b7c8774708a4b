using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class AdminsPanel
{
    private Listing<AdminEntry>? _listing;
    private AdminEntry? _considered;
    private IReadOnlyList<LineOutcome> _outcomes = [];
    private (long, string?, string?, int)? _shown;
    private PersonId _me;
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

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

    private AdminSort Sorting => Enum.TryParse<AdminSort>(Sort, ignoreCase: true, out var sort) ? sort : AdminSort.Name;

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Environment.Version, Q, Sort, From ?? 0);
        if (_shown == wanted)
        {
            return;
        }

        _shown = wanted;
        var cancellation = NewestLoad();
        var after = From is > 0 and var from ? new Cursor("at", from.ToString(CultureInfo.InvariantCulture)) : null;
        var reader = await CurrentActor.GetAsync(cancellation);
        _me = reader.Id;
        _listing = await Queries.AdminsAsync(Environment.Handle, reader, new AdminView(Q, Sorting), new PageRequest(PageRequest.DefaultLimit, after), cancellation);
    }

    private void Consider(AdminEntry admin) => (_considered, _outcomes, _refusal) = (admin, [], null);

    private async Task RemoveAsync()
    {
        if (_busy || _considered is not { } admin)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.RemoveAdminAsync(Environment.Handle, admin.Person.Id, null, CancellationToken.None)).Error;
            _considered = null;
            _outcomes = _refusal is null ? [new LineOutcome(1, admin.Person.UserName, IsDone: true, "removed", "") { DisplayName = admin.Person.DisplayName }] : [];
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private void Go(string? search, AdminSort sort) => Navigation.NavigateTo(View(search, sort), replace: true);

    private string View(string? search, AdminSort sort, int from = 0) => Addresses.With(
        Addresses.AdminEnvironment(Environment.Handle, "members", "admins"),
        ("q", search),
        ("sort", sort == AdminSort.Name ? null : sort.ToString()),
        ("from", from == 0 ? null : from.ToString(CultureInfo.InvariantCulture)));
}
