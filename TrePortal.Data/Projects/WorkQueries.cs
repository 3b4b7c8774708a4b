using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Projects;

/// <inheritdoc cref="IWorkQueries"/>
internal sealed class WorkQueries(IDbContextFactory<PortalDbContext> contexts, IWorkStore store, TimeProvider clock) : IWorkQueries
{
    public async Task<Result<WorkFolder>> ListAsync(ProjectId id, Actor reader, CancellationToken cancellation)
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

        var rows = await (
            from file in db.Set<WorkFile>().AsNoTracking()
            where file.Project == id
            join person in db.Set<Person>() on file.By equals person.Id
            orderby file.Path
            select new { file.Id, file.Path, file.Bytes, file.Sha256, By = person.DisplayName, Who = file.By, file.At }).ToListAsync(cancellation);
        return new WorkFolder(
            [.. rows.OrderBy(row => row.Path, StringComparer.Ordinal)
                .Select(row => new WorkFileRow(row.Id, row.Path, row.Bytes, row.Sha256, row.By, row.At, row.Who == reader.Id || seen.Project.Owner == reader.Id))],
            rows.Sum(row => row.Bytes),
            store.Quota,
            seen.May(ProjectAction.Upload).IsOk,
            seen.May(ProjectAction.Download).IsOk);
    }
}
