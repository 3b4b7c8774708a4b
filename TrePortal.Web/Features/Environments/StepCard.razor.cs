using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class StepCard
{
    private string _name = "";
    private string _description = "";
    private string _reviewer = "";
    private int _quorum;
    private int? _remindAfterDays;
    private string? _reminderProblem;
    private string? _reviewerProblem;
    private Error? _refusal;
    private bool _isEditing;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required StepForAdmin Step { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>Its handle is dragged (the id of the step), or let go (null).</summary>
    [Parameter]
    public EventCallback<string?> OnDragged { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required MembershipCommands Members { get; init; }

    [Inject]
    public required ReviewCommands Reviews { get; init; }

    private string? Lock => Environment.LockReason(EnvironmentAction.EditPipeline);

    private bool MayRestructure => Environment.May(EnvironmentAction.EditPipeline);

    private void Edit() => (_name, _description, _quorum, _remindAfterDays, _isEditing) = (Step.Name, Step.Description, Step.Quorum, Step.RemindAfterDays, true);

    private Task SaveAsync() => DoAsync(async () =>
    {
        var result = await Commands.DescribeStepAsync(Environment.Handle, Step.Id, _name, _description, null, CancellationToken.None);
        if (result.IsOk && MayRestructure && _quorum != Step.Quorum)
        {
            result = await Commands.SetQuorumAsync(Environment.Handle, Step.Id, _quorum, null, CancellationToken.None);
        }

        if (result.IsOk && _remindAfterDays != Step.RemindAfterDays)
        {
            result = await Commands.RemindAfterAsync(Environment.Handle, Step.Id, _remindAfterDays, null, CancellationToken.None);
            _reminderProblem = (result.Error as Invalid)?.Problems[0].Message;
        }

        _isEditing = !result.IsOk;
        return _reminderProblem is null ? result : Result.Ok; // a refusal of the days stands at the field
    });

    private Task MoveAsync(int by) => DoAsync(() =>
    {
        var order = Environment.Steps.Select(step => step.Id).ToList();
        var at = order.IndexOf(Step.Id);
        (order[at], order[at + by]) = (order[at + by], order[at]);
        return Commands.OrderStepsAsync(Environment.Handle, order, Environment.Version, CancellationToken.None);
    });

    private Task RemoveAsync() => DoAsync(() => Commands.RemoveStepAsync(Environment.Handle, Step.Id, Environment.Version, CancellationToken.None));

    private Task RemoveReviewerAsync(ReviewerEntry reviewer) => DoAsync(() => Reviews.UnassignAsync(Environment.Handle, Step.Id, reviewer.Id, null, CancellationToken.None));

    private Task AddReviewerAsync() => DoAsync(async () =>
    {
        var names = SeveralNames.Read(_reviewer);
        var added = await Members.AssignReviewersAsync(Environment.Handle, Step.Id, names, CancellationToken.None);
        if (!added.IsOk)
        {
            _reviewerProblem = added.Error.Message;
            return Result.Ok; // the refusal stands at the field
        }

        var refused = added.Value.Where(line => !line.IsDone).ToList();
        _reviewerProblem = refused.Count == 0 ? null : string.Join(" ", refused.Select(line => names.Count == 1 ? line.Message : $"{line.Name}: {line.Message}"));
        _reviewer = string.Join(", ", refused.Select(line => line.Name)); // what could not be done stays, to be mended
        return Result.Ok;
    });

    private async Task DoAsync(Func<Task<Result>> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            (_reviewerProblem, _reminderProblem) = (null, null);
            _refusal = (await act()).Error;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
