using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.People;

public sealed partial class UsersPage
{
    private Loadable<Page<PersonRow>> _people = new Loadable<Page<PersonRow>>.Loading();
    private IReadOnlyList<OrganizationRow> _organizations = [];
    private PersonId _me;
    private Error? _refusal;
    private string? _link;
    private string _linkFor = "";
    private string _search = "";
    private bool _busy;

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    [Inject]
    public required PeopleCommands Commands { get; init; }

    [Inject]
    public required IPeopleQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required IMembershipQueries Memberships { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    [Inject]
    public required AccountLinks Links { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnParametersSetAsync()
    {
        _search = Q ?? "";
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        _me = reader.Id;
        if (!reader.IsPlatformAdmin)
        {
            _people = new Loadable<Page<PersonRow>>.Missing();
            return;
        }

        _organizations = await Queries.ListOrganizationsAsync(reader, cancellation);
        _people = new Loadable<Page<PersonRow>>.Loaded(
            await Queries.ListPeopleAsync(reader, Q, new(PageRequest.DefaultLimit, Domain.Kernel.Cursor.Parse(Cursor)), cancellation));
    }

    private void Search() => Navigation.NavigateTo(Addresses.With(Addresses.AdminUsers, ("q", _search.Trim())));

    private Task EnableAsync(PersonRow person) => DoAsync(
        async () => await Ask.ToldAsync(await Commands.SetEnabledAsync(person.Id, isEnabled: true, person.Version, CancellationToken.None), PeopleWords.UserEnabled.Fill(person.DisplayName)));

    private async Task DisableAsync(PersonRow person)
    {
        var left = await Memberships.LeftWithoutAdminAsync(person.Id, await Actors.GetAsync(Lifetime), Lifetime);
        var text = left == 0 ? PeopleWords.DisableText : PeopleWords.DisableText + " " + PeopleWords.DisableLeavesNoAdmin.Fill(left);
        if (await Ask.IsSureAsync(PeopleWords.DisableTitle.Fill(person.DisplayName), text, PeopleWords.DisableConfirm))
        {
            await DoAsync(async () =>
                await Ask.ToldAsync(await Commands.SetEnabledAsync(person.Id, isEnabled: false, person.Version, CancellationToken.None), PeopleWords.UserDisabled.Fill(person.DisplayName)));
        }
    }

    private async Task NewLinkAsync(PersonRow person)
    {
        if (await Ask.IsSureAsync(PeopleWords.NewLinkTitle.Fill(person.DisplayName), PeopleWords.NewLinkText, PeopleWords.NewLinkConfirm))
        {
            await DoAsync(async () =>
            {
                var given = await Commands.NewPasswordSecretAsync(person.Id, CancellationToken.None);
                (_link, _linkFor) = (given.IsOk ? Links.SetPassword(given.Value.PasswordSecret) : null, person.DisplayName);
                return given.Error;
            });
        }
    }

    private async Task DoAsync(Func<Task<Error?>> work)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = await work();
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
