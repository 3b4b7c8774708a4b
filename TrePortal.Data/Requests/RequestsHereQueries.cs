using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <inheritdoc cref="IRequestsHereQueries"/>
internal sealed class RequestsHereQueries(IDbContextFactory<PortalDbContext> contexts) : IRequestsHereQueries
{
    private const int Most = 500;

    public async Task<IReadOnlyList<RequestHereRow>> ListAsync(Actor reader, IReadOnlyCollection<EnvironmentId> environments, CancellationToken cancellation)
    {
        if (environments.Count == 0)
        {
            return [];
        }

        var me = reader.Id;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var named = db.Set<AccessRequest>().SelectMany(request => request.Collaborators, (request, who) => new { request.Id, who.Person, who.Until })
            .Where(entry => entry.Person == me && entry.Until == null).Select(entry => entry.Id);
        // Own ones and those that name me each have an index; an OR of both has none.
        var mine = db.Set<AccessRequest>().Where(request => request.Owner == me && environments.Contains(request.Environment)).Select(request => request.Id);
        return await db.Set<AccessRequest>()
            .Where(request => mine.Union(named).Contains(request.Id))
            .Where(request => environments.Contains(request.Environment))
            .OrderByDescending(request => request.UpdatedAt)
            .ThenByDescending(request => request.Id)
            .Take(Most)
            .Select(request => new RequestHereRow(request.Id, request.Environment, request.Reference, request.Title, request.State, request.Owner == me, request.UpdatedAt))
            .ToListAsync(cancellation);
    }
}
