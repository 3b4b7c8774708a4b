using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

public sealed partial class OrganizationPage
{
    private IReadOnlyList<OrganizationRow> _choices = [];
    private Loadable<OrganizationDetails> _organization = new Loadable<OrganizationDetails>.Loading();
    private Error? _refusal;
    private bool _busy;
    private string? _handle;
    private string _userName = "";
    private MemberLevel _level;
    private bool _manages;

    /// <summary>Handle; the first of the person's own when not given.</summary>
    [SupplyParameterFromQuery]
    public string? Org { get; set; }

    [Inject]
    public required OrganizationCommands Commands { get; init; }

    [Inject]
    public required IPeopleQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        var visible = await Queries.ListOrganizationsAsync(reader, cancellation);
        _choices = [.. visible.Where(row => reader.IsPlatformAdmin || reader.IsOrganizationAdmin(row.Id))];
        _handle = Org ?? (_choices.Count > 0 ? _choices[0].Handle : null);
        _organization = _handle is not null && await Queries.FindOrganizationAsync(reader, _handle, cancellation) is { } found
            ? new Loadable<OrganizationDetails>.Loaded(found)
            : new Loadable<OrganizationDetails>.Missing();
    }

    private void Choose(ChangeEventArgs change) =>
        Navigation.NavigateTo(Addresses.With(Addresses.AdminOrganization, ("org", change.Value?.ToString())));

    private static MemberLevel Level(ChangeEventArgs change) =>
        change.Value?.ToString() == nameof(MemberLevel.Admin) ? MemberLevel.Admin : MemberLevel.Member;

    private async Task AddAsync(OrganizationDetails organization)
    {
        var userName = _userName.Trim().ToLowerInvariant();
        if (await DoAsync(() => Commands.SetMemberAsync(organization.Handle, userName, _level, _manages, version: null, CancellationToken.None), PeopleWords.MemberAdded.Fill(userName)))
        {
            (_userName, _level, _manages) = ("", MemberLevel.Member, false);
        }
    }

    private Task<bool> SetAsync(OrganizationDetails seen, MemberRow member, MemberLevel level, bool manages) => DoAsync(
        () => Commands.SetMemberAsync(seen.Handle, member.UserName, level, manages, seen.Version, CancellationToken.None),
        PeopleWords.MemberChanged.Fill(member.DisplayName));

    private async Task RemoveAsync(OrganizationDetails seen, MemberRow member)
    {
        if (await Ask.IsSureAsync(PeopleWords.RemoveMemberTitle.Fill(member.DisplayName), PeopleWords.RemoveMemberText, PeopleWords.RemoveMemberConfirm))
        {
            await DoAsync(
                () => Commands.RemoveMemberAsync(seen.Handle, member.UserName, seen.Version, CancellationToken.None),
                PeopleWords.MemberRemoved.Fill(member.DisplayName));
        }
    }

    private async Task<bool> DoAsync(Func<Task<Result>> command, string done)
    {
        if (_busy)
        {
            return false;
        }

        _busy = true;
        try
        {
            _refusal = await Ask.ToldAsync(await command(), done);
            await LoadAsync();
            return _refusal is null;
        }
        finally
        {
            _busy = false;
        }
    }
}
