using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

public sealed partial class TokensPage
{
    private Loadable<IReadOnlyList<AccessTokenRow>> _tokens = new Loadable<IReadOnlyList<AccessTokenRow>>.Loading();
    private Error? _refusal;
    private string? _secret;
    private bool _busy;
    private string _name = "";
    private TokenScope _scope = TokenScope.Read;
    private int _days = AccessToken.DefaultDays;

    [Inject]
    public required AccessTokenCommands Commands { get; init; }

    [Inject]
    public required IAccessTokenQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        _tokens = new Loadable<IReadOnlyList<AccessTokenRow>>.Loaded(await Queries.ListMineAsync(await Actors.GetAsync(cancellation), cancellation));
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
            var created = await Commands.CreateAsync(new(_name, _scope, _days), CancellationToken.None);
            _refusal = created.Error;
            _secret = created.IsOk ? created.Value.Secret : null;
            if (created.IsOk)
            {
                _name = "";
                await LoadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task RevokeAsync(AccessTokenRow token)
    {
        if (_busy || !await Ask.IsSureAsync(PeopleWords.TokenRevokeTitle, PeopleWords.TokenRevokeText.Fill(token.Name), PeopleWords.TokenRevokeConfirm))
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = await Ask.ToldAsync(await Commands.RevokeAsync(token.Id, CancellationToken.None), PeopleWords.TokenRevoked);
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
