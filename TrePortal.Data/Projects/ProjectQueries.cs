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
internal sealed class ProjectQueries(IDbContextFactory<PortalDbContext> contexts, IDispensedFiles files) : IProjectQueries
{
    public async Task<Page<ProjectRow>> ListAsync(Actor reader, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var seen = db.Set<Project>().AsNoTracking().Where(project =>
            project.Owner == me
            || project.Members.Any(member => member.Person == me)
            || db.Set<ResearchEnvironment>().Any(environment => environment.Id == project.Environment && environment.Admins.Any(admin => admin.Person == me)));
        if (page.After is { Parts: [var at, var id] } && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && Guid.TryParse(id, out var last))
        {
            var (when, lastId) = (new DateTimeOffset(ticks, TimeSpan.Zero), new ProjectId(last));
            // Ids cannot be compared in the database on both engines alike; projects of one instant are few.
            var tied = (await seen.Where(project => project.CreatedAt == when).OrderByDescending(project => project.Id).Select(project => project.Id).ToListAsync(cancellation))
                .SkipWhile(other => other != lastId).Skip(1).ToList();
            seen = seen.Where(project => project.CreatedAt < when || tied.Contains(project.Id));
        }

        var rows = await seen
            .OrderByDescending(project => project.CreatedAt).ThenByDescending(project => project.Id)
            .Take(page.Limit + 1)
            .Select(project => new
            {
                project.Id, project.Name, project.Reference, project.State, project.Owner, project.CreatedAt,
                Members = project.Members.Count,
                IsMember = project.Members.Any(member => member.Person == me),
                Environment = db.Set<ResearchEnvironment>().Where(environment => environment.Id == project.Environment)
                    .Select(environment => new { environment.Handle, environment.Name, IsAdmin = environment.Admins.Any(admin => admin.Person == me) }).First(),
                Newest = db.Set<ProjectDispensal>().Where(item => item.Project == project.Id).OrderByDescending(item => item.AskedAt)
                    .Select(item => (DispensalState?)item.State).FirstOrDefault(),
                Delivered = db.Set<ProjectDispensal>().Where(item => item.Project == project.Id && item.State == DispensalState.Delivered)
                    .Max(item => (int?)item.InventoryNumber),
            })
            .ToListAsync(cancellation);
        return page.Cut(
            [.. rows.Select(row => new ProjectRow(
                row.Id, row.Name, row.Reference, row.Environment.Handle, row.Environment.Name, row.State, row.Newest, row.Delivered, row.Members + 1,
                (row.Owner == me ? ProjectRole.Owner : ProjectRole.None) | (row.IsMember ? ProjectRole.Member : ProjectRole.None) | (row.Environment.IsAdmin ? ProjectRole.TreAdmin : ProjectRole.None),
                row.CreatedAt))],
            row => new Cursor(row.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), row.Id.ToString()));
    }

    public async Task<ProjectDetails?> FindAsync(ProjectId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenAsync(db, id, reader, cancellation) is not { } seen)
        {
            return null;
        }

        var (project, environment, role) = seen;
        var dispensals = await db.Set<ProjectDispensal>().AsNoTracking().Where(row => row.Project == id)
            .OrderByDescending(row => row.AskedAt).ThenByDescending(row => row.Id).ToListAsync(cancellation);
        var active = environment.ActiveVersion is { } version
            ? await db.Set<InventoryVersion>().Where(row => row.Id == version).Select(row => (int?)row.Number).FirstOrDefaultAsync(cancellation)
            : null;
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
            [.. project.ActionsFor(reader, environment)],
            [.. environment.Policies.Restrictions()],
            await PeopleAsync(db, project.Owner, [.. project.People], cancellation),
            [.. await DetailsAsync(db, dispensals, role, cancellation)]);
    }

    public async Task<DispensalDetails?> FindDispensalAsync(ProjectId id, DispensalId dispensal, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenAsync(db, id, reader, cancellation) is not { } seen)
        {
            return null;
        }

        var found = await db.Set<ProjectDispensal>().AsNoTracking().Where(row => row.Id == dispensal && row.Project == id).ToListAsync(cancellation);
        return (await DetailsAsync(db, found, seen.Role, cancellation)).FirstOrDefault();
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

        var people = (asked.Approved?.Content.Collaborators ?? []).Prepend(asked.Owner).Distinct().ToList();
        return new ProjectOffer(
            asked.Id,
            asked.Reference ?? "",
            asked.Title,
            environment.Handle,
            environment.Name,
            asked.MayCreateProject(reader, environment).Error?.Message,
            [.. environment.Policies.Restrictions()],
            await PeopleAsync(db, asked.Owner, people, cancellation));
    }

    public async Task<Result<DeliveredFiles>> FilesAsync(ProjectId id, DispensalId? dispensal, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeenAsync(db, id, reader, cancellation) is not { } seen)
        {
            return new NotFound("This project");
        }

        if (seen.Project.May(ProjectAction.List, reader, seen.Environment) is { IsOk: false } refused)
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

        var folder = new DeliveredFolder(id, delivered.Id, delivered.ManifestHash!);
        try
        {
            return new DeliveredFiles(folder, await files.ManifestAsync(folder, cancellation), [.. seen.Project.ActionsFor(reader, seen.Environment)]);
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
        if (await SeenAsync(db, id, reader, cancellation) is not { } seen)
        {
            return new NotFound("This project");
        }

        if (seen.Project.May(ProjectAction.List, reader, seen.Environment) is { IsOk: false } refused)
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
        var paths = await PathsAsync(db, id, events.Where(row => row.Action == "file-downloaded").Select(row => row.Content), cancellation);
        return page.Cut(
            [.. events.Select(row => new ProjectActivity(
                row.Sequence, row.At, names.GetValueOrDefault(new PersonId(row.ActorId), row.ActorName), row.ActingAs, row.Action, paths.GetValueOrDefault(row.Content)))],
            row => new Cursor(row.Sequence.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<Seen?> SeenAsync(PortalDbContext db, ProjectId id, Actor reader, CancellationToken cancellation)
    {
        var project = await db.Set<Project>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);
        var environment = project is null ? null : await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == project.Environment, cancellation);
        var role = environment is null ? ProjectRole.None : project!.RolesOf(reader, environment);
        return role == ProjectRole.None ? null : new Seen(project!, environment!, role);
    }

    private static async Task<IEnumerable<DispensalDetails>> DetailsAsync(
        PortalDbContext db, List<ProjectDispensal> dispensals, ProjectRole role, CancellationToken cancellation)
    {
        var open = dispensals.Where(row => row.State is DispensalState.Queued or DispensalState.Running).Select(row => row.Job).ToList();
        var jobs = await db.Jobs.AsNoTracking().Where(job => open.Contains(job.Id)).ToDictionaryAsync(job => job.Id, cancellation);
        var isMember = (role & (ProjectRole.Owner | ProjectRole.Member)) != 0;
        return dispensals.Select(row => new DispensalDetails(
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
            [.. row.ActionsFor(role)],
            jobs.GetValueOrDefault(row.Job) is { Phase.Length: > 0 } job ? new DispensalProgress(job.Phase, isMember ? job.Done : 0, isMember ? job.Total : 0) : null,
            isMember && row.Plan != DispensalPlan.None ? new PlannedTotals(row.Plan.People, row.Plan.Rows, row.Plan.Files.Count, row.Plan.Files.Bytes) : null,
            isMember && row.State == DispensalState.Delivered ? row.Totals : null,
            isMember ? row.ManifestHash : null,
            isMember ? row.Verified : null));
    }

    private static async Task<IReadOnlyList<ProjectPerson>> PeopleAsync(PortalDbContext db, PersonId owner, List<PersonId> people, CancellationToken cancellation)
    {
        var rows = await db.Set<Person>().Where(row => people.Contains(row.Id))
            .Select(row => new ProjectPerson(row.Id, row.UserName, row.DisplayName, row.Id == owner, row.IsEnabled)).ToListAsync(cancellation);
        return [.. rows.OrderByDescending(row => row.IsOwner).ThenBy(row => row.DisplayName, StringComparer.CurrentCulture)];
    }

    private static async Task<Dictionary<PersonId, string>> NamesAsync(PortalDbContext db, List<PersonId> people, CancellationToken cancellation) =>
        await db.Set<Person>().Where(row => people.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancellation);

    /// <summary>A download is logged by the file's place in the manifest; here, among members, it gets its name back.</summary>
    private async Task<Dictionary<string, string>> PathsAsync(PortalDbContext db, ProjectId project, IEnumerable<string> contents, CancellationToken cancellation)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var manifests = new Dictionary<DispensalId, DispensalManifest?>();
        foreach (var content in contents.Distinct(StringComparer.Ordinal))
        {
            if (JsonSerializer.Deserialize<LoggedDownload>(content, JsonColumn.Options) is not { } logged)
            {
                continue;
            }

            if (!manifests.TryGetValue(logged.Dispensal, out var manifest))
            {
                manifests[logged.Dispensal] = manifest = await ManifestAsync(db, project, logged.Dispensal, cancellation);
            }

            if (manifest is not null && logged.File < manifest.Files.Count)
            {
                paths[content] = logged.File < 0 ? DispensalManifest.FileName : manifest.Files[logged.File].Path;
            }
        }

        return paths;
    }

    private async Task<DispensalManifest?> ManifestAsync(PortalDbContext db, ProjectId project, DispensalId id, CancellationToken cancellation)
    {
        var hash = await db.Set<ProjectDispensal>().Where(row => row.Id == id).Select(row => row.ManifestHash).FirstOrDefaultAsync(cancellation);
        try
        {
            return hash is null ? null : await files.ManifestAsync(new DeliveredFolder(project, id, hash), cancellation);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private sealed record Seen(Project Project, ResearchEnvironment Environment, ProjectRole Role);

    private sealed record LoggedDownload(DispensalId Dispensal, int File);
}
