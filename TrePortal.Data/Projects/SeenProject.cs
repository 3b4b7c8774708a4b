using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Projects;

/// <summary>A project as one reader stands to it, with what opens and shuts its doors to them.</summary>
/// <param name="ActiveVersion">Number of the environment's active inventory version.</param>
internal sealed record SeenProject(Project Project, ResearchEnvironment Environment, ProjectRole Role, ProjectEntry Entry, int? ActiveVersion)
{
    public bool IsMember => (Role & (ProjectRole.Owner | ProjectRole.Member)) != 0;

    public Result May(ProjectAction action, Actor reader) => Project.May(action, reader, Environment, Entry);

    /// <summary>Null to whoever has no role.</summary>
    public static async Task<SeenProject?> FindAsync(PortalDbContext db, ProjectId id, Actor reader, DateTimeOffset now, CancellationToken cancellation)
    {
        var project = await db.Set<Project>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);
        var environment = project is null ? null : await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == project.Environment, cancellation);
        var role = environment is null ? ProjectRole.None : project!.RolesOf(reader, environment);
        if (role == ProjectRole.None)
        {
            return null;
        }

        var (entry, active) = await EntryAsync(db, project!.Request, environment!, reader, now, cancellation);
        return new SeenProject(project, environment!, role, entry, active);
    }

    /// <summary>What opens and shuts the doors of a request's projects to this reader, and the number of the active inventory version.</summary>
    public static async Task<(ProjectEntry Entry, int? Active)> EntryAsync(
        PortalDbContext db, AccessRequestId request, ResearchEnvironment environment, Actor reader, DateTimeOffset now, CancellationToken cancellation)
    {
        var (place, me, terms, active) = (environment.Id, reader.Id, environment.Policies.TermsVersion, environment.ActiveVersion);
        var found = await db.Set<AccessRequest>().Where(row => row.Id == request)
            .Select(row => new
            {
                row.State,
                row.ApprovedAt,
                HasAccepted = db.Set<TermsAcceptance>().Any(accepted => accepted.Environment == place && accepted.Person == me && accepted.Number == terms),
                Active = db.Set<InventoryVersion>().Where(version => version.Id == active).Select(version => (int?)version.Number).FirstOrDefault(),
            })
            .SingleAsync(cancellation);
        return (ProjectEntry.Of(reader, found.State, found.ApprovedAt, environment.Policies, found.HasAccepted ? terms : 0, now), found.Active);
    }
}
