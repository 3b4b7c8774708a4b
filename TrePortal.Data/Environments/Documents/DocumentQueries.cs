using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Environments.Documents;

/// <inheritdoc cref="IDocumentQueries"/>
internal sealed class DocumentQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IDocumentQueries
{
    /// <summary>A document as readers see it.</summary>
    internal static readonly Expression<Func<EnvironmentDocument, DocumentRow>> Row = document =>
        new DocumentRow(document.Id, document.Title, document.FileName, document.Kind, document.Bytes, document.Hash, document.AddedAt, document.Version);

    public async Task<IReadOnlyList<DocumentRow>?> ListAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await Readable(db, handle, reader)
            .AsSingleQuery()
            .Select(environment => new { Documents = db.Set<EnvironmentDocument>().Where(document => document.Environment == environment.Id).OrderBy(document => document.Order).Select(Row).ToList() })
            .FirstOrDefaultAsync(cancellation);
        return found?.Documents;
    }

    public async Task<DocumentRow?> FindAsync(string handle, DocumentId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var readable = Readable(db, handle, reader);
        return await db.Set<EnvironmentDocument>()
            .Where(document => document.Id == id && readable.Any(environment => environment.Id == document.Environment))
            .Select(Row)
            .FirstOrDefaultAsync(cancellation);
    }

    public async Task<DocumentDetails?> OpenAsync(string handle, DocumentId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await Readable(db, handle, reader)
            .AsSingleQuery()
            .Select(environment => new { environment.Name, Documents = db.Set<EnvironmentDocument>().Where(document => document.Environment == environment.Id && document.Id == id).Select(Row).ToList() })
            .FirstOrDefaultAsync(cancellation);
        return found is { Documents: [var document] } ? new DocumentDetails(found.Name, document) : null;
    }

    public async Task<Result> MayEditAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        return environment?.May(reader, EnvironmentAction.EditDetails, clock.GetUtcNow()) ?? new NotFound("This environment");
    }

    private IQueryable<ResearchEnvironment> Readable(PortalDbContext db, string handle, Actor reader) =>
        db.Set<ResearchEnvironment>().Where(environment => environment.Handle == handle).Where(Discoverable.By(reader, clock));
}
