using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Environments;

/// <param name="AsksAgain">Terms that nobody has accepted yet come into force.</param>
/// <param name="IsPublished">There is an inventory version whose tier stays.</param>
internal sealed record ProposedPolicies(Policies Before, Policies After, bool AsksAgain, bool IsPublished);

/// <summary>What a change of policies would do to what is there now, in two questions to the database.</summary>
internal sealed class PolicyImpacts(PortalDbContext db, EnvironmentId environment, DateTimeOffset now)
{
    private const int MostExamples = 5;

    public async Task<List<PolicyImpact>> OfAsync(ProposedPolicies change, CancellationToken cancellation)
    {
        var projects = await db.Set<Project>().AsNoTracking().Where(row => row.Environment == environment)
            .Join(db.Set<AccessRequest>(), row => row.Request, request => request.Id, (row, request) => new { row.Name, row.Reference, request.State, request.ApprovedAt })
            .OrderBy(row => row.Reference).ToListAsync(cancellation);
        var requests = await db.Set<AccessRequest>().AsNoTracking()
            .Where(row => row.Environment == environment && row.State != RequestState.Withdrawn && row.State != RequestState.Rejected)
            .Select(row => new RequestFacts
            {
                Reference = row.Reference,
                State = row.State,
                ApprovedAt = row.ApprovedAt,
                Collaborators = row.Collaborators.Count(named => named.Until == null),
            })
            .OrderBy(row => row.Reference).ToListAsync(cancellation);
        var open = projects.Where(project => IsOpen(project.State, project.ApprovedAt, change.After)).Select(project => project.Name).ToList();
        return [.. Impacts(change, open, requests).OfType<PolicyImpact>()];
    }

    private IEnumerable<PolicyImpact?> Impacts(ProposedPolicies change, List<string> projects, List<RequestFacts> requests)
    {
        var (before, after) = (change.Before, change.After);
        yield return Doors(before.MayDownload, after.MayDownload, projects, "downloads", "Downloads");
        yield return Doors(before.MayUpload, after.MayUpload, projects, "uploads", "Uploads into work/");
        yield return Doors(before.MayPreview, after.MayPreview, projects, "previews", "Previews of tables");
        if (!before.AllowedNetworks.SequenceEqual(after.AllowedNetworks))
        {
            yield return after.AllowedNetworks.Count == 0
                ? Of("networks-open", projects, "Members get into {0} from everywhere.", isLoss: false)
                : Of("networks", projects, $"Members get into {{0}} from {Counted(after.AllowedNetworks.Count, "network", "networks")} only.", isLoss: true);
        }

        if (change.AsksAgain)
        {
            yield return Of("terms", projects, "Members of {0} must accept the terms of use before they get in again.", isLoss: true);
        }

        foreach (var impact in Terms(before, after, requests))
        {
            yield return impact;
        }

        yield return Limit(before, after, requests);
        yield return Waiting(before.JustificationOnApprove, after.JustificationOnApprove, requests, "justification", "In {0} under review, approving then takes a justification.");
        yield return Waiting(before.FinalRejectionAllowed, after.FinalRejectionAllowed, requests, "final-rejection", "In {0} under review, a reviewer can then reject for good.");
        if (before.Tier != after.Tier && change.IsPublished)
        {
            yield return new PolicyImpact("tier", 1, "Published numbers stay as they are until the next inventory version becomes active.", [], IsLoss: false);
        }
    }

    /// <summary>Which approvals end at once or come back, and which get another end.</summary>
    private IEnumerable<PolicyImpact?> Terms(Policies before, Policies after, List<RequestFacts> requests)
    {
        if (before.AccessTermDays == after.AccessTermDays)
        {
            yield break;
        }

        var approved = requests.Where(request => request.State is RequestState.Approved or RequestState.Expired && request.ApprovedAt is not null).ToList();
        bool Runs(RequestFacts request, Policies policies) => !(policies.EndOfAccess(request.ApprovedAt!.Value) <= now);
        yield return Of("access-ends", Names(approved.Where(request => Runs(request, before) && !Runs(request, after))), "Access ends at once for {0}.", isLoss: true, Request);
        yield return Of("access-resumes", Names(approved.Where(request => !Runs(request, before) && Runs(request, after))), "Access that was over comes back for {0}.", isLoss: false, Request);
        yield return Of(
            "access-moves", Names(approved.Where(request => Runs(request, before) && Runs(request, after))),
            after.AccessTermDays is null ? "Access does not end any more for {0}." : "The end of access moves for {0}.",
            after.AccessTermDays is { } days && !(before.AccessTermDays < days), Request);
    }

    private static PolicyImpact? Limit(Policies before, Policies after, List<RequestFacts> requests) => after.MaximumCollaborators >= before.MaximumCollaborators
        ? null
        : Of(
            "collaborators",
            Names(requests.Where(request => request.State is RequestState.Draft or RequestState.InReview or RequestState.InRevision && request.Collaborators > after.MaximumCollaborators)),
            $"{{0}} with more than {Counted(after.MaximumCollaborators, "collaborator", "collaborators")} cannot be submitted again before some are taken off. What is approved stays.",
            isLoss: true, Request);

    private static PolicyImpact? Waiting(bool before, bool after, List<RequestFacts> requests, string code, string sentence) => before == after || !after
        ? null
        : Of(code, Names(requests.Where(request => request.State == RequestState.InReview)), sentence, isLoss: false, Request);

    private static PolicyImpact? Doors(bool before, bool after, List<string> projects, string code, string what) =>
        before == after ? null
        : after ? Of(code + "-begin", projects, $"{what} begin in {{0}}.", isLoss: false)
        : Of(code + "-end", projects, $"{what} end in {{0}}.", isLoss: true);

    private static PolicyImpact? Of(string code, List<string> names, string sentence, bool isLoss, (string One, string Many)? what = null)
    {
        var (one, many) = what ?? ("open project", "open projects");
        if (names.Count == 0)
        {
            return null;
        }

        var text = string.Format(CultureInfo.InvariantCulture, sentence, Counted(names.Count, one, many));
        return new PolicyImpact(code, names.Count, text, [.. names.Where(name => name.Length > 0).Take(MostExamples)], isLoss);
    }

    private static (string One, string Many) Request => ("request", "requests");

    // An admin learns how many drafts there are, and nothing of any.
    private static List<string> Names(IEnumerable<RequestFacts> requests) => [.. requests.Select(request => request.Reference ?? "")];

    private static string Counted(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    private bool IsOpen(RequestState state, DateTimeOffset? approvedAt, Policies after) =>
        state is RequestState.Approved or RequestState.Expired && approvedAt is { } approved && !(after.EndOfAccess(approved) <= now);

    private sealed class RequestFacts
    {
        public required string? Reference { get; init; }

        public required RequestState State { get; init; }

        public required DateTimeOffset? ApprovedAt { get; init; }

        public required int Collaborators { get; init; }
    }
}
