using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>What became of a list that was added, line by line, and the way back.</summary>
public sealed partial class MembersBatchPanel
{
    private Loadable<BatchDetails> _batch = new Loadable<BatchDetails>.Loading();
    private IReadOnlyList<LineOutcome> _undone = [];
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required MembershipBatchId Batch { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required MembershipCommands Commands { get; init; }

    [Inject]
    public required IMembershipQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required BrowserTime Time { get; init; }

    private string Back => Addresses.AdminEnvironment(
        Environment.Handle, "members", _batch is Loadable<BatchDetails>.Loaded { Value.Batch.Kind: MemberKind.Admin } ? "admins" : null);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        _batch = await Queries.FindBatchAsync(Environment.Handle, Batch, await CurrentActor.GetAsync(cancellation), cancellation) is { } found
            ? new Loadable<BatchDetails>.Loaded(found)
            : new Loadable<BatchDetails>.Missing();
    }

    private async Task UndoAsync()
    {
        if (_busy || !(await Confirmation.AskAsync(new Question(MemberWords.UndoTitle, MemberWords.UndoText, MemberWords.UndoAll))).Confirmed)
        {
            return;
        }

        _busy = true;
        try
        {
            var result = await Commands.UndoAsync(Environment.Handle, Batch, CancellationToken.None);
            _refusal = result.Error;
            _undone = result.IsOk ? result.Value : [];
            await LoadAsync();
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
