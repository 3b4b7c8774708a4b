using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

/// <summary>An organization for its admins and for platform admins: members, invitations, and beside them the removal of a member.</summary>
public sealed partial class OrganizationPage
{
    private IReadOnlyList<OrganizationRow> _choices = [];
    private Loadable<OrganizationDetails> _organization = new Loadable<OrganizationDetails>.Loading();
    private Page<MemberRow>? _members;
    private Page<InvitationRow>? _invitations;
    private PersonId _me;
    private Error? _refusal;
    private bool _isRenaming;
    private bool _busy;
    private string _name = "";

    /// <summary>Handle; the first of the person's own when not given.</summary>
    [SupplyParameterFromQuery]
    public string? Org { get; set; }

    /// <summary>"invitations", or the members.</summary>
    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>"admins", "members" or "managers"; everybody when not given.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    /// <summary>Anything, for the invitations that were answered.</summary>
    [SupplyParameterFromQuery]
    public string? Answered { get; set; }

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    /// <summary>User name of the member whose removal is being thought of.</summary>
    [SupplyParameterFromQuery]
    public string? Remove { get; set; }

    [Inject]
    public required OrganizationCommands Commands { get; init; }

    [Inject]
    public required IPeopleQueries Queries { get; init; }

    [Inject]
    public required IInvitationQueries Invitations { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private static bool Concerns(Changed changed) => changed.Kind is "organization" or "invitation" or "person";

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        _me = reader.Id;
        var governed = reader.Organizations.Count(standing => standing.IsAdmin);
        if (reader.IsPlatformAdmin || governed > 1 || (governed == 1 && Org is null))
        {
            var visible = await Queries.ListOrganizationsAsync(reader, cancellation);
            _choices = [.. visible.Where(row => reader.IsPlatformAdmin || reader.IsOrganizationAdmin(row.Id))];
        }

        var handle = Org ?? (_choices.Count > 0 ? _choices[0].Handle : null);
        var found = handle is null ? null : await Queries.FindOrganizationAsync(reader, handle, cancellation);
        if (found is not null)
        {
            await LoadTabAsync(found, reader, cancellation);
        }

        _organization = found is null ? new Loadable<OrganizationDetails>.Missing() : new Loadable<OrganizationDetails>.Loaded(found);
    }

    private async Task LoadTabAsync(OrganizationDetails organization, Actor reader, CancellationToken cancellation)
    {
        var page = new PageRequest(PageRequest.DefaultLimit, Domain.Kernel.Cursor.Parse(Cursor));
        if (Tab == "invitations" && organization.MayAdminister)
        {
            _invitations = await Invitations.ListAsync(reader, organization.Handle, isOpen: Answered is null, page, cancellation) ?? new([], null);
        }
        else
        {
            var filter = new MemberFilter(
                Q, Show switch { "admins" => MemberLevel.Admin, "members" => MemberLevel.Member, _ => null }, OnlyManagers: Show == "managers");
            _members = await Queries.ListMembersAsync(reader, organization.Handle, filter, page, cancellation) ?? new([], null);
        }
    }

    // Without a handle in the address, as when one comes from the navigation, the tabs have none either: they find themselves by it.
    private IReadOnlyList<TabItem> TabsOf(OrganizationDetails organization) =>
    [
        new(OrganizationWords.Members, Addresses.With(Addresses.AdminOrganization, ("org", Org)), organization.Members),
        new(OrganizationWords.Invitations, Addresses.With(Addresses.AdminOrganization, ("org", Org), ("tab", "invitations")), organization.Invitations),
    ];

    private void Choose(ChangeEventArgs change) => Navigation.NavigateTo(Addresses.Organization(change.Value?.ToString() ?? ""));

    private void StartRenaming()
    {
        _name = _organization is Loadable<OrganizationDetails>.Loaded { Value: var shown } ? shown.Name : "";
        _isRenaming = !_isRenaming;
    }

    private async Task RenameAsync(OrganizationDetails seen)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var renamed = await Commands.RenameAsync(seen.Handle, _name, seen.Version, CancellationToken.None);
            _refusal = await Ask.ToldAsync(renamed, OrganizationWords.Renamed.Fill(_name.Trim()));
            _isRenaming = _refusal is not null;
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
