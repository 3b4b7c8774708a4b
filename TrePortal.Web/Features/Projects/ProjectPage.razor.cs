using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Projects;

/// <summary>One project: what was dispensed into it, who works in it, what happened.</summary>
public sealed partial class ProjectPage
{
    private Loadable<ProjectDetails> _project = new Loadable<ProjectDetails>.Loading();
    private Error? _refusal;
    private bool _busy;
    private string? _noted;

    [Parameter]
    public Guid ProjectId { get; set; }

    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    /// <summary>Path of the file that is looked at.</summary>
    [SupplyParameterFromQuery]
    public string? File { get; set; }

    /// <summary>Whose files are shown; the newest delivered one when it says nothing, or nothing that is there.</summary>
    [SupplyParameterFromQuery]
    public string? Dispensal { get; set; }

    /// <summary>Page of the preview, from 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <summary>Where the activity goes on.</summary>
    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    [Inject]
    public required DispensalCommands Commands { get; init; }

    [Inject]
    public required IProjectQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    internal static string RoleWords(ProjectRole role) =>
        role.HasFlag(ProjectRole.Owner) ? ProjectWords.RoleOwner
        : role.HasFlag(ProjectRole.Member) ? ProjectWords.RoleMember
        : ProjectWords.RoleAdmin;

    [Inject]
    public required ProjectEntryCommands Entries { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (_project is Loadable<ProjectDetails>.Loaded { Value.Door.ShutCode: { } code } && _noted != code)
        {
            _noted = code; // once a visit: the page loads again whenever something moves
            await Entries.EnterAsync(new(ProjectId), ProjectAction.List, CancellationToken.None);
        }
    }

    private static bool Concerns(Changed changed, ProjectDetails project) =>
        (changed.Kind == "project" && changed.Id == project.Id.Value)
        || (changed.Kind == "job" && project.Dispensals.Any(dispensal => dispensal.Job.Value == changed.Id))
        || (changed.Kind == "request" && changed.Id == project.Request.Value)
        || changed.Kind == "environment";

    private DispensalDetails? ShownOf(ProjectDetails project) =>
        Guid.TryParse(Dispensal, out var wanted) && project.Dispensals.FirstOrDefault(item => item.State == DispensalState.Delivered && item.Id.Value == wanted) is { } older
            ? older
            : project.Delivered;

    private IReadOnlyList<TabItem> TabsOf(ProjectDetails project) =>
    [
        new(ProjectWords.Files, Addresses.Project(ProjectId), (int?)project.Delivered?.Totals?.Files),
        .. project.May(ProjectAction.List) ? [new TabItem(WorkWords.Tab, Addresses.Project(ProjectId, "work"))] : Array.Empty<TabItem>(),
        new(ProjectWords.Members, Addresses.Project(ProjectId, "members"), project.People.Count),
        .. project.May(ProjectAction.List) ? [new TabItem(ProjectWords.Activity, Addresses.Project(ProjectId, "activity"))] : Array.Empty<TabItem>(),
    ];

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        _project = await Queries.FindAsync(new(ProjectId), reader, cancellation) is { } found
            ? new Loadable<ProjectDetails>.Loaded(found)
            : new Loadable<ProjectDetails>.Missing();
    }

    private Task StartAsync() => DoAsync(async () => (await Commands.StartAsync(new(ProjectId), CancellationToken.None)).Error, ProjectWords.Asked);

    private Task UpgradeAsync() => DoAsync(async () => (await Commands.UpgradeAsync(new(ProjectId), CancellationToken.None)).Error, ProjectWords.Asked);

    private async Task DeleteAsync(ProjectDetails project)
    {
        var answer = await Confirmation.AskAsync(new Question(ProjectWords.DeleteTitle, ProjectWords.DeleteText, ProjectWords.DeleteProject) { IsDangerous = true, TypeToConfirm = project.Name });
        if (answer.Confirmed)
        {
            await DoAsync(async () => (await Commands.DeleteProjectAsync(project.Id, project.Name, CancellationToken.None)).Error, ProjectWords.DeletedToast);
        }
    }

    private Task RetryAsync(DispensalDetails dispensal) =>
        DoAsync(async () => (await Commands.RetryAsync(new(ProjectId), dispensal.Id, CancellationToken.None)).Error, ProjectWords.Retried);

    private async Task CancelAsync(DispensalDetails dispensal)
    {
        var answer = await Confirmation.AskAsync(new Question(ProjectWords.CancelTitle, ProjectWords.CancelText, ProjectWords.CancelDispensal) { IsDangerous = true });
        if (answer.Confirmed)
        {
            await DoAsync(async () => (await Commands.CancelAsync(new(ProjectId), dispensal.Id, CancellationToken.None)).Error, ProjectWords.Stopping);
        }
    }

    private async Task DoAsync(Func<Task<Error?>> command, string done)
    {
        if (_busy)
        {
            return; // a second click can arrive before the disabled button is drawn
        }

        _busy = true;
        try
        {
            _refusal = await command();
            await LoadAsync();
            if (_refusal is null)
            {
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, done));
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
