using Microsoft.AspNetCore.Components;
using TrePortal.Domain.AdminHome;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.AdminHome;

/// <summary>The first page of administration: what waits, how the environments stand, and a few numbers over time.</summary>
public sealed partial class AdminHomePage
{
    private Loadable<AdminOverview> _overview = new Loadable<AdminOverview>.Loading();
    private HashSet<EnvironmentId> _mine = [];
    private bool _mayCreate;

    [Inject]
    public required IAdminHomeQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        _mayCreate = reader.Organizations.Any(standing => standing.MayManageEnvironments);
        var read = await Queries.ReadAsync(reader, cancellation);
        _mine = [.. read.Environments.Select(environment => environment.Id)];
        _overview = new Loadable<AdminOverview>.Loaded(read);
    }

    /// <summary>Whatever happens in an own environment, but not the progress of a job; and an environment that may just have become an own one.</summary>
    private bool Concerns(Changed changed) =>
        changed.Kind == "environment" || (changed.Kind != "job" && changed.Environment is { } environment && _mine.Contains(environment));

    private static int Total(AdminOverview overview) =>
        overview.WaitingSteps + overview.Waiting.Count(item => item.Kind != WaitingKind.Review);

    private static IReadOnlyList<DateOnly> Mondays(AdminOverview overview) => [.. overview.Weeks.Select(week => week.Monday)];

    private static IReadOnlyList<int> Numbers(AdminOverview overview, Func<WeekAtHome, int> number) => [.. overview.Weeks.Select(number)];
}
