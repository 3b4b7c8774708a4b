using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Invariants;

/// <summary>
/// INV04. One change may record several events, all at the same moment, so the counter lies between the number of moments
/// and the number of events.
/// </summary>
internal sealed class VersionCounterCheck(AuditTrail trail) : IInvariantCheck
{
    // Events of an environment that the environment itself records; others with the same subject belong to its documents, terms and the like.
    private static readonly string[] OfEnvironment =
    [
        .. new[]
        {
            nameof(EnvironmentCreated), nameof(EnvironmentDescribed), nameof(EnvironmentMoved), nameof(EnvironmentTransferred), nameof(VisibilityChanged),
            nameof(AdminAdded), nameof(AdminRemoved), nameof(UserAuthorized), nameof(AuthorizationEndSet), nameof(UserUnauthorized), nameof(PoliciesSet),
            nameof(ShowcaseChosen), nameof(DefaultTilesChosen), nameof(StepAdded), nameof(StepRemoved), nameof(StepsOrdered), nameof(ReviewModeSet),
            nameof(StepQuorumSet), nameof(StepReminderSet), nameof(StepDescribed), nameof(ReviewerAssigned), nameof(ReviewerUnassigned), nameof(VersionStarted), nameof(VersionDropped),
            nameof(EnvironmentPublished), nameof(EnvironmentDeactivated), nameof(EnvironmentReactivated),
        }.Select(PlainWords.Kebab),
    ];

    private static readonly string[] OfProject =
    [
        .. new[]
        {
            nameof(ProjectCreated), nameof(ProjectUpgraded), nameof(ProjectDeleted), nameof(ProjectFilesListed), nameof(ProjectErased), nameof(ProjectOwnerFollowed),
        }.Select(PlainWords.Kebab),
    ];

    private static readonly string[] OfDispensal =
    [
        .. new[]
        {
            nameof(DispensalAsked), nameof(DispensalStarted), nameof(DispensalPlanned), nameof(DispensalDelivered), nameof(DispensalFailed),
            nameof(DispensalCancelAsked), nameof(DispensalCancelled), nameof(DispensalRetried), nameof(DispensalVerified),
        }.Select(PlainWords.Kebab),
    ];

    public string Code => "INV04";

    public string Sentence => "version counters moved by one with every audited change";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in trail.RowsAsync(db => db.Set<ResearchEnvironment>().Select(row => new { row.Id, row.Version }).OrderBy(row => row.Id), cancellation))
        {
            if (WhatIsWrong(row.Version, await trail.OfAsync("environment", row.Id.Value, OfEnvironment, cancellation)) is { } wrong)
            {
                yield return new("environment", row.Id.Value, wrong);
            }
        }

        await foreach (var row in trail.RowsAsync(db => db.Set<AccessRequest>().Select(row => new { row.Id, row.Version }).OrderBy(row => row.Id), cancellation))
        {
            var own = (await trail.OfAsync("request", row.Id.Value, null, cancellation)).Where(link => RequestTrail.ActionOf(link.Action) is not null || link.Action == RequestTrail.Beginning);
            if (WhatIsWrong(row.Version, [.. own]) is { } wrong)
            {
                yield return new("request", row.Id.Value, wrong);
            }
        }

        await foreach (var row in trail.RowsAsync(db => db.Set<Project>().Select(row => new { row.Id, row.Version }).OrderBy(row => row.Id), cancellation))
        {
            if (WhatIsWrong(row.Version, await trail.OfAsync("project", row.Id.Value, OfProject, cancellation)) is { } wrong)
            {
                yield return new("project", row.Id.Value, wrong);
            }
        }

        await foreach (var row in trail.RowsAsync(db => db.Set<ProjectDispensal>().Select(row => new { row.Id, row.Project, row.Version }).OrderBy(row => row.Id), cancellation))
        {
            var own = (await trail.OfAsync("project", row.Project.Value, OfDispensal, cancellation)).Where(link => link.Id("dispensal") == row.Id.Value);
            if (WhatIsWrong(row.Version, [.. own]) is { } wrong)
            {
                yield return new("dispensal", row.Id.Value, wrong);
            }
        }
    }

    private static string? WhatIsWrong(long version, IReadOnlyList<Happened> events)
    {
        var moments = events.Select(link => (link.At, link.Actor)).Distinct().Count();
        return version >= moments && version <= events.Count ? null
            : moments == events.Count ? $"its version is {version} after {events.Count} audited changes"
            : $"its version is {version} after {moments} to {events.Count} audited changes";
    }
}
