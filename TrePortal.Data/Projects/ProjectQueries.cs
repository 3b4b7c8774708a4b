using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Projects;

/// <inheritdoc cref="IProjectQueries"/>
internal sealed class ProjectQueries(IDbContextFactory<PortalDbContext> contexts, IDispensedFiles files, IDispensalFit fit, TimeProvider clock) : IProjectQueries
{
    public async Task<Page<ProjectRow>> ListAsync(Actor reader, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var administered = await db.Set<ResearchEnvironment>().Where(environment => environment.Admins.Any(admin => admin.Person == me))
            .Select(environment => environment.Id).ToListAsync(cancellation);
        var projects = await NewestFirst.AfterAsync<Project, ProjectId>(
            db.Set<Project>().AsNoTracking().Where(project => project.State == ProjectState.Open), page.After, nameof(Project.CreatedAt), cancellation);

        // Own ones, those that name me, and those of each environment of mine are each in order by an index; all together are not.
        var named = db.Set<Project>().SelectMany(project => project.Members, (project, member) => new { project.Id, member.Person }).Where(entry => entry.Person == me).Select(entry => entry.Id);
        IQueryable<Project>[] parts =
        [
            projects.Where(project => project.Owner == me),
            projects.Where(project => named.Contains(project.Id)),
            .. administered.Select(id => projects.Where(project => project.Environment == id)),
        ];
        var newest = parts
            .Select(part => part.OrderByDescending(project => project.CreatedAt).ThenByDescending(project => project.Id).Take(page.Limit + 1).Select(project => project.Id))
            .Aggregate((one, other) => one.Union(other));
        var rows = await (
            from project in db.Set<Project>().AsNoTracking()
            where newest.Contains(project.Id)
            join environment in db.Set<ResearchEnvironment>() on project.Environment equals environment.Id
            join request in db.Set<AccessRequest>() on project.Request equals request.Id
            orderby project.CreatedAt descending, project.Id descending
            select new
            {
                project.Id, project.Name, project.Reference, project.State, project.Owner, project.CreatedAt,
                Members = project.Members.Count,
                IsMember = project.Members.Any(member => member.Person == me),
                Environment = new { environment.Handle, environment.Name, environment.Policies, IsAdmin = environment.Admins.Any(admin => admin.Person == me) },
                Request = new { request.State, request.ApprovedAt },
                Newest = db.Set<ProjectDispensal>().Where(item => item.Project == project.Id).OrderByDescending(item => item.AskedAt)
                    .Select(item => (DispensalState?)item.State).FirstOrDefault(),
                Delivered = db.Set<ProjectDispensal>().Where(item => item.Project == project.Id && item.State == DispensalState.Delivered)
                    .Max(item => (int?)item.InventoryNumber),
            })
            .Take(page.Limit + 1)
            .ToListAsync(cancellation);
        return page.Cut(
            [.. rows.Select(row => new ProjectRow(
                row.Id, row.Name, row.Reference, row.Environment.Handle, row.Environment.Name, row.State, row.Newest, row.Delivered, row.Members + 1,
                (row.Owner == me ? ProjectRole.Owner : ProjectRole.None) | (row.IsMember ? ProjectRole.Member : ProjectRole.None) | (row.Environment.IsAdmin ? ProjectRole.TreAdmin : ProjectRole.None),
                row.CreatedAt)
            {
                Door = ProjectDoor.Of(ProjectEntry.Of(reader, row.Request.State, row.Request.ApprovedAt, row.Environment.Policies, row.Environment.Policies.TermsVersion, clock.GetUtcNow()), isMember: false),
            })],
            row => NewestFirst.At(row.CreatedAt, row.Id.Value));
    }

    public async Task<ProjectDetails?> FindAsync(ProjectId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenProject.FindAsync(db, id, reader, clock.GetUtcNow(), cancellation) is not { } seen)
        {
            return null;
        }

        var (project, environment, role, entry, active) = seen;
        var dispensals = await DispensalsAsync(db, db.Set<ProjectDispensal>().Where(row => row.Project == id), seen, cancellation);
        return new ProjectDetails(
            project.Id,
            project.Name,
            project.State,
            project.Version,
            project.Request,
            project.Reference,
            project.RequestVersion,
            project.RequestHash,
            environment.Handle,
            environment.Name,
            environment.State,
            active,
            project.CreatedAt,
            role,
            seen.Actions,
            [.. environment.Policies.Restrictions()],
            await PeopleAsync(db, project.Owner, [.. project.People], cancellation),
            dispensals)
        {
            Door = ProjectDoor.Of(entry, seen.IsMember),
            HasTerms = environment.Policies.TermsVersion > 0,
            PinnedNumber = project.PinnedVersion is null ? null : project.PinnedNumber,
            UpgradeFault = dispensals is [{ State: DispensalState.Delivered, InventoryNumber: var received }, ..] && active > received && seen.IsMember
                ? (await CheckUpgradeAsync(db, project, cancellation)).Error?.Message
                : null,
            DeletedAt = project.DeletedAt,
            ErasedAt = project.ErasedAt,
        };
    }

    private async Task<Result> CheckUpgradeAsync(PortalDbContext db, Project project, CancellationToken cancellation)
    {
        var request = await db.Set<AccessRequest>().AsNoTracking().SingleAsync(row => row.Id == project.Request, cancellation);
        var submittedOn = request.Approved?.Facts.InventoryVersion;
        var versions = await (
            from version in db.Set<InventoryVersion>().AsNoTracking()
            join environment in db.Set<ResearchEnvironment>() on version.Environment equals environment.Id
            where version.Environment == project.Environment && (version.Id == environment.ActiveVersion || version.Id == submittedOn)
            select new { Version = version, IsActive = version.Id == environment.ActiveVersion }).ToListAsync(cancellation);
        return request.Approved is { Content: var content }
            && versions.Find(row => row.IsActive)?.Version is { } active && versions.Find(row => row.Version.Id == submittedOn)?.Version is { } approvedOn
            ? fit.Check(active, approvedOn, content)
            : Result.Ok;
    }

    public async Task<DispensalDetails?> FindDispensalAsync(ProjectId id, DispensalId dispensal, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenProject.FindAsync(db, id, reader, clock.GetUtcNow(), cancellation) is not { } seen)
        {
            return null;
        }

        return await DispensalsAsync(db, db.Set<ProjectDispensal>().Where(row => row.Id == dispensal && row.Project == id), seen, cancellation) is [var found, ..] ? found : null;
    }

    public async Task<ProjectOffer?> OfferAsync(AccessRequestId request, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var asked = await db.Set<AccessRequest>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == request, cancellation);
        var environment = asked is null ? null : await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == asked.Environment, cancellation);
        if (environment is null || asked!.RolesOf(reader, environment) == RequestRole.None)
        {
            return null;
        }

        var (entry, active) = await SeenProject.EntryAsync(db, asked.Id, environment, reader, clock.GetUtcNow(), cancellation);
        var people = (asked.Approved?.Content.Collaborators ?? []).Prepend(asked.Owner).Distinct().ToList();
        return new ProjectOffer(
            asked.Id,
            asked.Reference ?? "",
            asked.Title,
            environment.Handle,
            environment.Name,
            (asked.MayCreateProject(reader, environment) is { IsOk: false } mayNot ? mayNot.Error : WithoutTerms(entry).Error)?.Message,
            [.. environment.Policies.Restrictions()],
            await PeopleAsync(db, asked.Owner, people, cancellation))
        {
            ApprovedOn = asked.Approved?.Facts.InventoryNumber ?? 0,
            ActiveVersion = active,
            AccessEndsAt = entry.EndsAt,
            MustAcceptTerms = !entry.HasAcceptedTerms,
        };
    }

    public async Task<Result<DeliveredFiles>> FilesAsync(ProjectId id, DispensalId? dispensal, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenProject.FindAsync(db, id, reader, clock.GetUtcNow(), cancellation) is not { } seen)
        {
            return new NotFound("This project");
        }

        if (seen.May(ProjectAction.List) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        var delivered = await db.Set<ProjectDispensal>().AsNoTracking()
            .Where(row => row.Project == id && row.State == DispensalState.Delivered && (dispensal == null || row.Id == dispensal))
            .OrderByDescending(row => row.EndedAt)
            .Select(row => new { row.Id, row.ManifestHash })
            .FirstOrDefaultAsync(cancellation);
        if (delivered is null)
        {
            return new NotFound("This dispensal");
        }

        return await FilesAsync(new DeliveredFolder(id, delivered.Id, delivered.ManifestHash!), seen.Actions, cancellation);
    }

    public async Task<Result<DeliveredFiles>> FilesAsync(ProjectDetails project, DispensalDetails delivered, CancellationToken cancellation) =>
        project.May(ProjectAction.List) && delivered is { State: DispensalState.Delivered, ManifestHash: { } hash }
            ? await FilesAsync(new DeliveredFolder(project.Id, delivered.Id, hash), project.Actions, cancellation)
            : new NotFound("This dispensal");

    private async Task<Result<DeliveredFiles>> FilesAsync(DeliveredFolder folder, IReadOnlyList<ProjectAction> actions, CancellationToken cancellation)
    {
        try
        {
            return new DeliveredFiles(folder, await files.ManifestAsync(folder, cancellation), actions);
        }
        catch (InvalidDataException)
        {
            return new FileDamaged();
        }
    }

    public async Task<Result<TablePreview>> PreviewAsync(ProjectId id, DispensalId? dispensal, string path, int page, Actor reader, CancellationToken cancellation)
    {
        var found = await FilesAsync(id, dispensal, reader, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        if (!found.Value.Actions.Contains(ProjectAction.Preview))
        {
            return new Forbidden("The environment does not allow a look at tables in the page.");
        }

        if (found.Value.Manifest.Files.FirstOrDefault(file => file.Path == path) is not { Rows: { } total, Columns: { } columns } table)
        {
            return new NotFound("This table");
        }

        var last = (int)Math.Max(1, (Math.Min(total, TablePreview.MostRows) + TablePreview.PageRows - 1) / TablePreview.PageRows);
        var shown = Math.Clamp(page, 1, last);
        try
        {
            var rows = await files.RowsAsync(found.Value.Folder, table, (shown - 1) * TablePreview.PageRows, TablePreview.PageRows, cancellation);
            return new TablePreview(path, columns, rows, shown, last, total);
        }
        catch (InvalidDataException)
        {
            return new FileDamaged();
        }
    }

    public async Task<Result<Page<ProjectActivity>>> ActivityAsync(ProjectId id, Actor reader, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenProject.FindAsync(db, id, reader, clock.GetUtcNow(), cancellation) is not { } seen)
        {
            return new NotFound("This project");
        }

        if (seen.May(ProjectAction.List) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        var before = page.After is { Parts: [var sequence] } && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : long.MaxValue;
        var events = await db.AuditEvents.AsNoTracking()
            .Where(row => row.SubjectKind == "project" && row.SubjectId == id.Value && row.Sequence < before)
            .OrderByDescending(row => row.Sequence)
            .Take(page.Limit + 1)
            .Select(row => new { row.Sequence, row.At, row.ActorId, row.ActorName, row.ActingAs, row.Action, row.Content })
            .ToListAsync(cancellation);
        var names = await NamesAsync(db, [.. events.Select(row => new PersonId(row.ActorId)).Distinct()], cancellation);
        var paths = await new ProjectFileNames(db, files, id).OfAsync(events.Select(row => (row.Action, row.Content)), cancellation);
        return page.Cut(
            [.. events.Select(row => new ProjectActivity(
                row.Sequence, row.At, names.GetValueOrDefault(new PersonId(row.ActorId), row.ActorName), row.ActingAs, row.Action, paths.GetValueOrDefault(row.Content)))],
            row => new Cursor(row.Sequence.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whoever is asked to accept the terms on the page itself is not kept from seeing it.</summary>
    private static Result WithoutTerms(ProjectEntry entry) => (entry with { HasAcceptedTerms = true }).Check();

    private static async Task<IReadOnlyList<DispensalDetails>> DispensalsAsync(
        PortalDbContext db, IQueryable<ProjectDispensal> dispensals, SeenProject seen, CancellationToken cancellation)
    {
        var found = await (
            from dispensal in dispensals.AsNoTracking()
            from job in db.Jobs.Where(job => job.Id == dispensal.Job).DefaultIfEmpty()
            orderby dispensal.AskedAt descending, dispensal.Id descending
            select new { Row = dispensal, Job = job }).ToListAsync(cancellation);
        var isMember = seen.IsMember && seen.Entry.Check().IsOk; // sizes and hashes are behind the door, too
        return [.. found.Select(item => (item.Row, item.Job)).Select(item => Details(item.Row, item.Job, seen, isMember))];
    }

    private static DispensalDetails Details(ProjectDispensal row, Job? job, SeenProject seen, bool isMember) =>
        new(
            row.Id,
            row.State,
            row.IsStopping,
            row.InventoryVersion is null ? null : row.InventoryNumber,
            row.AskedAt,
            row.StartedAt,
            row.EndedAt,
            row.FailureCode,
            row.FailureReason,
            row.Job,
            [.. seen.IsMember && !isMember ? [] : row.ActionsFor(seen.Role)],
            row.State is DispensalState.Queued or DispensalState.Running && job is { Phase.Length: > 0 } ? new DispensalProgress(job.Phase, isMember ? job.Done : 0, isMember ? job.Total : 0) : null,
            isMember && row.Plan != DispensalPlan.None ? new PlannedTotals(row.Plan.People, row.Plan.Rows, row.Plan.Files.Count, row.Plan.Files.Bytes) : null,
            isMember && row.State == DispensalState.Delivered ? row.Totals : null,
            isMember ? row.ManifestHash : null,
            isMember ? row.Verified : null);

    private static async Task<IReadOnlyList<ProjectPerson>> PeopleAsync(PortalDbContext db, PersonId owner, List<PersonId> people, CancellationToken cancellation)
    {
        var rows = await db.Set<Person>().Where(row => people.Contains(row.Id))
            .Select(row => new ProjectPerson(row.Id, row.UserName, row.DisplayName, row.Id == owner, row.IsEnabled)).ToListAsync(cancellation);
        return [.. rows.OrderByDescending(row => row.IsOwner).ThenBy(row => row.DisplayName, StringComparer.CurrentCulture)];
    }

    private static async Task<Dictionary<PersonId, string>> NamesAsync(PortalDbContext db, List<PersonId> people, CancellationToken cancellation) =>
        await db.Set<Person>().Where(row => people.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancellation);
}
