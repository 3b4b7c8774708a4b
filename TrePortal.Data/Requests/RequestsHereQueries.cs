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
        return await db.Set<AccessRequest>()
            .Where(request => environments.Contains(request.Environment))
            .Where(request => request.Owner == me || named.Contains(request.Id))
            .OrderByDescending(request => request.UpdatedAt)
            .ThenByDescending(request => request.Id)
            .Take(Most)
            .Select(request => new RequestHereRow(request.Id, request.Environment, request.Reference, request.Title, request.State, request.Owner == me, request.UpdatedAt))
            .ToListAsync(cancellation);
    }
}
