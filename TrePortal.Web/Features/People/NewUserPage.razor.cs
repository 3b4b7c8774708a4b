using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.Features.People;

public sealed partial class NewUserPage
{
    private IReadOnlyList<OrganizationRow> _organizations = [];
    private Error? _refusal;
    private string? _link;
    private bool _may;
    private bool _busy;
    private string _userName = "";
    private string _displayName = "";
    private string _email = "";
    private string _organization = "";
    private MemberLevel _level;
    private bool _manages;
    private bool _isPlatformAdmin;

    [Inject]
    public required PeopleCommands Commands { get; init; }

    [Inject]
    public required IPeopleQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required AccountLinks Links { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var reader = await Actors.GetAsync(Lifetime);
        _may = reader.IsPlatformAdmin;
        _organizations = await Queries.ListOrganizationsAsync(reader, Lifetime);
    }

    private async Task CreateAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var membership = _organization.Length == 0 ? null : new FirstMembership(_organization, _level, _manages);
            var details = new PersonDetails(_userName.Trim().ToLowerInvariant(), _displayName, _email.Trim());
            var created = await Commands.CreateAsync(details, _isPlatformAdmin, membership, CancellationToken.None);
            _refusal = created.Error;
            _link = created.IsOk ? Links.SetPassword(created.Value.PasswordSecret) : null;
        }
        finally
        {
            _busy = false;
        }
    }
}
