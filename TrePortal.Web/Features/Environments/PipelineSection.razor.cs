using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class PipelineSection
{
    private static readonly (ReviewMode, string, string)[] Modes =
    [
        (ReviewMode.Parallel, EnvironmentWords.Parallel, EnvironmentWords.ParallelText),
        (ReviewMode.Sequential, EnvironmentWords.Sequential, EnvironmentWords.SequentialText),
    ];

    private string _id = "";
    private string _name = "";
    private string _description = "";
    private int _quorum = 1;
    private int? _remindAfterDays;
    private Error? _refusal;
    private Invalid? _problems;
    private string? _dragged;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    private string? Lock => Environment.LockReason(EnvironmentAction.EditPipeline);

    private string? ProblemOf(string field) => _problems?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private Task SetModeAsync(ReviewMode mode) => DoAsync(() => Commands.SetReviewModeAsync(Environment.Handle, mode, Environment.Version, CancellationToken.None));

    private void DragAsync(string? step) => _dragged = step;

    private static void Nothing()
    {
    }

    /// <summary>The dragged step takes the place of the one that it is dropped on.</summary>
    private async Task DropAsync(StepForAdmin target)
    {
        var dragged = _dragged;
        _dragged = null;
        if (dragged is null || dragged == target.Id || Lock is not null)
        {
            return;
        }

        var order = Environment.Steps.Select(step => step.Id).ToList();
        var at = order.IndexOf(target.Id);
        order.Remove(dragged);
        order.Insert(at, dragged);
        await DoAsync(() => Commands.OrderStepsAsync(Environment.Handle, order, Environment.Version, CancellationToken.None));
    }

    private Task AddAsync() => DoAsync(async () =>
    {
        var added = await Commands.AddStepAsync(Environment.Handle, new StepDraft(_id.Trim(), _name, _description, _quorum, _remindAfterDays), null, CancellationToken.None);
        if (added.IsOk)
        {
            (_id, _name, _description, _quorum, _remindAfterDays) = ("", "", "", 1, null);
        }

        return added;
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
            var error = (await act()).Error;
            (_problems, _refusal) = (error as Invalid, error is Invalid ? null : error);
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
