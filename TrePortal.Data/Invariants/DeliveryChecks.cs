using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Invariants;

/// <summary>A dispensal with what it belongs to.</summary>
internal sealed record BoundDispensal(ProjectDispensal Dispensal, Project? Project, AccessRequest? Request);

/// <summary>Reads dispensals one at a time with project and request.</summary>
internal sealed class BoundDispensals(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail)
{
    public async IAsyncEnumerable<BoundDispensal> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var dispensal in trail.RowsAsync(db => db.Set<ProjectDispensal>().OrderBy(row => row.Id), cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var project = await db.Set<Project>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == dispensal.Project, cancellation);
            var request = project is null ? null : await db.Set<AccessRequest>().AsNoTracking().AsSplitQuery().OrderBy(row => row.Id).FirstOrDefaultAsync(row => row.Id == project.Request, cancellation);
            yield return new BoundDispensal(dispensal, project, request);
        }
    }
}

/// <summary>INV14.</summary>
internal sealed class DispensalBindingCheck(BoundDispensals dispensals, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV14";

    public string Sentence => "a dispensal is of the approved version by its hash, and a project receives a release once";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (dispensal, project, request) in dispensals.AllAsync(cancellation))
        {
            var version = request?.Versions.FirstOrDefault(version => version.Number == project!.RequestVersion);
            if (version is null)
            {
                yield return new("dispensal", dispensal.Id.Value, "there is no request version behind it");
            }
            else if (version.Hash != dispensal.RequestHash || version.Hash != project!.RequestHash)
            {
                yield return new("dispensal", dispensal.Id.Value, "its hash is not that of the request version behind it");
            }
            else if (!(await trail.OfAsync("request", request!.Id.Value, ["request-approved"], cancellation)).Any(link => link.Number("version") == version.Number && link.Text("hash") == version.Hash))
            {
                yield return new("dispensal", dispensal.Id.Value, "the request version behind it was never approved");
            }
        }

        var twice = trail.RowsAsync(
            db => db.Set<ProjectDispensal>().Where(row => row.State != DispensalState.Cancelled && row.InventoryVersion != null)
                .Where(row => db.Set<ProjectDispensal>().Any(other => other.Id != row.Id && other.Project == row.Project && other.InventoryVersion == row.InventoryVersion && other.State != DispensalState.Cancelled))
                .Select(row => new { row.Id }).OrderBy(row => row.Id),
            cancellation);
        await foreach (var row in twice)
        {
            yield return new("dispensal", row.Id.Value, "its project has another one of the same release");
        }
    }
}

/// <summary>What a check of deliveries looks at: the dispensal and the moment of its delivery.</summary>
internal sealed class Deliveries(BoundDispensals dispensals, AuditTrail trail)
{
    private static readonly string[] Delivered = ["dispensal-delivered"];

    public async IAsyncEnumerable<(BoundDispensal Bound, Happened Delivery)> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var bound in dispensals.AllAsync(cancellation))
        {
            foreach (var delivery in (await trail.OfAsync("project", bound.Dispensal.Project.Value, Delivered, cancellation)).Where(link => link.Id("dispensal") == bound.Dispensal.Id.Value))
            {
                yield return (bound, delivery);
            }
        }
    }
}

/// <summary>
/// INV15. The terms of use are asked for at the door of the project and not at the delivery (spec.md section 9), so they
/// are not looked at here; the end of an access term is INV21's.
/// </summary>
internal sealed class DeliveryConditionsCheck(Deliveries deliveries, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV15";

    public string Sentence => "data were delivered to enabled people, from an open environment, after the approval";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (bound, delivery) in deliveries.AllAsync(cancellation))
        {
            var (dispensal, project, request) = bound;
            if ((await EnvironmentPast.ReadAsync(trail, dispensal.Environment, cancellation)).StateAt(delivery.Sequence) is EnvironmentState.Draft)
            {
                yield return new("dispensal", dispensal.Id.Value, $"event {delivery.Sequence} delivered it before its environment was published");
            }

            if (request is not null
                && (await trail.OfAsync("request", request.Id.Value, ["request-approved"], cancellation)).All(link => link.Sequence > delivery.Sequence))
            {
                yield return new("dispensal", dispensal.Id.Value, $"event {delivery.Sequence} delivered it before its request was approved");
            }

            foreach (var person in project?.People ?? [])
            {
                if (!await trail.WasEnabledAsync(person.Value, delivery.Sequence, cancellation))
                {
                    yield return new("dispensal", dispensal.Id.Value, $"event {delivery.Sequence} delivered it while the account of {person} was disabled");
                }
            }
        }
    }
}

/// <summary>INV21. What was delivered before the end stays, out of reach; so there is no removal to prove.</summary>
internal sealed class RevocationCheck(Deliveries deliveries, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV21";

    public string Sentence => "nothing was delivered after access ended";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (bound, delivery) in deliveries.AllAsync(cancellation))
        {
            if (bound.Request is not { } request)
            {
                continue;
            }

            var (at, ended) = (RequestLifecycle.Table.Initial, 0L);
            foreach (var link in (await trail.OfAsync("request", request.Id.Value, null, cancellation)).TakeWhile(link => link.Sequence < delivery.Sequence))
            {
                var next = RequestTrail.ActionOf(link.Action) is { } action ? RequestTrail.Next(at, action) ?? at : at;
                ended = at == RequestState.Approved && next != at ? link.Sequence : next == RequestState.Approved ? 0 : ended;
                at = next;
            }

            if (ended > 0)
            {
                yield return new("dispensal", bound.Dispensal.Id.Value, $"event {delivery.Sequence} delivered it after event {ended} had ended access");
            }
        }
    }
}

/// <summary>INV30. Members come from the approved version alone; there are no amendments and no stored sessions here.</summary>
internal sealed class ProjectMembersCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV30";

    public string Sentence => "members of a project are the collaborators of the approved version, and its owner is the request's";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var project in trail.RowsAsync(db => db.Set<Project>().OrderBy(row => row.Id), cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var request = await db.Set<AccessRequest>().AsNoTracking().AsSplitQuery().OrderBy(row => row.Id).FirstOrDefaultAsync(row => row.Id == project.Request, cancellation);
            if (request?.Versions.FirstOrDefault(version => version.Number == project.RequestVersion) is not { } version)
            {
                continue; // INV14 and INV35 say so
            }

            if (project.Owner != request.Owner)
            {
                yield return new("project", project.Id.Value, "its owner is not the owner of its request");
            }

            var named = version.Content.Collaborators.Where(person => person != project.Owner).ToHashSet();
            var members = project.Members.Select(member => member.Person).ToHashSet();
            foreach (var person in members.Except(named))
            {
                yield return new("project", project.Id.Value, $"{person} is a member, but no collaborator of the approved version");
            }

            foreach (var person in named.Except(members))
            {
                yield return new("project", project.Id.Value, $"{person} is a collaborator of the approved version, but no member");
            }
        }
    }
}
