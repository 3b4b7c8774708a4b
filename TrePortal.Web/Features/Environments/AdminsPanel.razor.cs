using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class AdminsPanel
{
    private string _name = "";
    private string? _problem;
    private PersonId _me;
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required MembershipCommands Commands { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    private Error? General => _problem is null ? _refusal : null;

    protected override async Task OnInitializedAsync() => _me = (await CurrentActor.GetAsync(Lifetime)).Id;

    private Task AddAsync() => DoAsync(async () =>
    {
        var added = await Commands.AddAdminAsync(Environment.Handle, _name, null, CancellationToken.None);
        _problem = added.Error is Invalid ? added.Error.Message : null;
        _name = added.IsOk ? "" : _name;
        return added;
    });

    private async Task RemoveAsync(AdminEntry admin)
    {
        var question = new Question(
            EnvironmentWords.RemoveAdminTitle.Fill(admin.Person.DisplayName), EnvironmentWords.RemoveAdminText.Fill(Environment.Details.Name), EnvironmentWords.RemoveAdmin);
        if ((await Confirmation.AskAsync(question)).Confirmed)
        {
            await DoAsync(() => Commands.RemoveAdminAsync(Environment.Handle, admin.Person.Id, null, CancellationToken.None));
        }
    }

    private async Task DoAsync(Func<Task<Result>> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _problem = null;
            _refusal = (await act()).Error;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
