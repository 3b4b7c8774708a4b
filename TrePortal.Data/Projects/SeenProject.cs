using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Projects;

/// <summary>A project as one reader stands to it, with what opens and shuts its doors to them.</summary>
/// <param name="Environment">What is needed of the environment.</param>
/// <param name="ActiveVersion">Number of the environment's active inventory version.</param>
internal sealed record SeenProject(Project Project, SeenEnvironment Environment, ProjectRole Role, ProjectEntry Entry, int? ActiveVersion)
{
    public bool IsMember => (Role & (ProjectRole.Owner | ProjectRole.Member)) != 0;

    /// <summary>What the page offers.</summary>
    public IReadOnlyList<ProjectAction> Actions => [.. Project.ActionsFor(Role, Environment.Policies, Entry)];

    public Result May(ProjectAction action) => Project.May(action, Role, Environment.Policies, Entry);

    /// <summary>Null to whoever has no role. One question to the database, however many people the environment has.</summary>
    public static async Task<SeenProject?> FindAsync(PortalDbContext db, ProjectId id, Actor reader, DateTimeOffset now, CancellationToken cancellation)
    {
        var me = reader.Id;
        var found = await (
            from project in db.Set<Project>().AsNoTracking().AsSingleQuery()
            where project.Id == id
            join environment in db.Set<ResearchEnvironment>() on project.Environment equals environment.Id
            join request in db.Set<AccessRequest>() on project.Request equals request.Id
            select new
            {
                Project = project,
                Environment = new SeenEnvironment(environment.Handle, environment.Name, environment.State, environment.Policies),
                IsAdmin = environment.Admins.Any(admin => admin.Person == me),
                Request = request.State,
                request.ApprovedAt,
                Accepted = db.Set<TermsAcceptance>().Where(accepted => accepted.Environment == project.Environment && accepted.Person == me).Max(accepted => (int?)accepted.Number),
                Active = db.Set<InventoryVersion>().Where(version => version.Id == environment.ActiveVersion).Select(version => (int?)version.Number).FirstOrDefault(),
            }).FirstOrDefaultAsync(cancellation);
        var role = found?.Project.RolesOf(reader, found.IsAdmin) ?? ProjectRole.None;
        return role == ProjectRole.None ? null : new SeenProject(
            found!.Project, found.Environment, role,
            ProjectEntry.Of(reader, found.Request, found.ApprovedAt, found.Environment.Policies, found.Accepted ?? 0, now), found.Active);
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

/// <summary>Of an environment, for its projects.</summary>
internal sealed record SeenEnvironment(string Handle, string Name, EnvironmentState State, Policies Policies);
