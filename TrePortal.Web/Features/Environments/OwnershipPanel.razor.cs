using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>Whose the environment is, and where: open in Draft, fixed afterwards.</summary>
public sealed partial class OwnershipPanel
{
    private IReadOnlyList<OrganizationName> _organizations = [];
    private EnvironmentForAdmin? _shown;
    private string _organization = "";
    private string _region = "";
    private string? _regionProblem;
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required IEnvironmentAdminQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private string? Lock => Environment.LockReason(EnvironmentAction.EditOwnership);

    private bool IsChanged => _organization != Environment.Organization.Handle || _region.Trim() != Environment.Region;

    private IEnumerable<OrganizationName> Choices => _organizations.Any(choice => choice.Id == Environment.Organization.Id) ? _organizations : [Environment.Organization, .. _organizations];

    protected override void OnParametersSet()
    {
        if (_shown is null || _shown.Organization != Environment.Organization || _shown.Region != Environment.Region)
        {
            (_organization, _region) = (Environment.Organization.Handle, Environment.Region);
        }

        _shown = Environment;
    }

    protected override async Task OnInitializedAsync()
    {
        if (Environment.May(EnvironmentAction.EditOwnership))
        {
            _organizations = await Queries.OrganizationsForNewAsync(Reader ?? await CurrentActor.GetAsync(Lifetime), Lifetime);
        }
    }

    private async Task SaveAsync()
    {
        if (_busy || !IsChanged)
        {
            return;
        }

        _busy = true;
        try
        {
            (_refusal, _regionProblem) = (null, null);
            var isDone = await MoveAsync() && await TransferAsync();
            await OnChanged.InvokeAsync();
            if (isDone)
            {
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, EditorWords.PlaceSaved));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task<bool> MoveAsync()
    {
        if (_region.Trim() == Environment.Region)
        {
            return true;
        }

        var moved = await Commands.MoveAsync(Environment.Handle, _region, null, CancellationToken.None);
        _regionProblem = moved.Error is Invalid ? moved.Error.Message : null;
        _refusal = moved.Error is Invalid ? null : moved.Error;
        return moved.IsOk;
    }

    private async Task<bool> TransferAsync()
    {
        if (_organization == Environment.Organization.Handle)
        {
            return true;
        }

        var next = _organizations.First(choice => choice.Handle == _organization);
        var question = new Question(EditorWords.TransferTitle.Fill(next.Name), EditorWords.TransferText.Fill(Environment.Organization.Name, next.Name), EditorWords.Transfer);
        if (!(await Confirmation.AskAsync(question)).Confirmed)
        {
            _organization = Environment.Organization.Handle;
            return false;
        }

        _refusal = (await Commands.TransferAsync(Environment.Handle, next.Handle, null, CancellationToken.None)).Error;
        return _refusal is null;
    }
}
