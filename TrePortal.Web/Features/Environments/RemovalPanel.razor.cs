using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>Deletes the environment, or says by count what stands in the way.</summary>
public sealed partial class RemovalPanel
{
    private EnvironmentRemoval? _removal;
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Inject]
    public required EnvironmentRemovalCommands Commands { get; init; }

    [Inject]
    public required IEnvironmentRemovalQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private async Task DeleteAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = null;
            _removal = await Queries.FindAsync(Environment.Handle, await CurrentActor.GetAsync(Lifetime), Lifetime);
            if (_removal is not { Obstacles.Any: false } free || !(await Confirmation.AskAsync(QuestionFor(free))).Confirmed)
            {
                return;
            }

            _refusal = (await Commands.DeleteAsync(Environment.Handle, Environment.Version, CancellationToken.None)).Error;
            if (_refusal is null)
            {
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, EnvironmentWords.Deleted.Fill(Environment.Details.Name)));
                Navigation.NavigateTo(Addresses.AdminEnvironments);
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private Question QuestionFor(EnvironmentRemoval removal) => new(
        EnvironmentWords.DeleteTitle.Fill(Environment.Details.Name),
        EditorWords.DeleteText.Fill(removal.Versions, removal.Documents, removal.Cohorts),
        Environment.State == EnvironmentState.Draft ? EnvironmentWords.DeleteDraft : EditorWords.DeleteEnvironment)
    {
        IsDangerous = true,
        TypeToConfirm = Environment.Handle,
    };

    private static IEnumerable<(int Count, string Text)> Lines(RemovalObstacles obstacles) => new[]
    {
        (obstacles.Requests, EditorWords.OpenRequests),
        (obstacles.Drafts, EditorWords.DraftRequests),
        (obstacles.Projects, EditorWords.ProjectsLeft),
        (obstacles.Imports, EditorWords.ImportsRunning),
    }.Where(line => line.Item1 > 0);
}
