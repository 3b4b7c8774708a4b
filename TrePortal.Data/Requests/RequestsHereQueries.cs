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
        var requests = db.Set<AccessRequest>().AsNoTracking();

        // Own ones and those that name me are found by an index each; asked for together, by none.
        var own = await NewestAsync(requests.Where(request => request.Owner == me && environments.Contains(request.Environment)), me, cancellation);
        var names = await db.Set<AccessRequest>().SelectMany(request => request.Collaborators, (request, who) => new { request.Id, who.Person, who.Until })
            .Where(entry => entry.Person == me && entry.Until == null).Select(entry => entry.Id).ToListAsync(cancellation);
        var named = names.Count == 0 ? [] : await NewestAsync(requests.Where(request => names.Contains(request.Id) && environments.Contains(request.Environment)), me, cancellation);
        return [.. own.Concat(named).OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Id.Value).Take(Most)];
    }

    private static Task<List<RequestHereRow>> NewestAsync(IQueryable<AccessRequest> requests, PersonId me, CancellationToken cancellation) => requests
        .OrderByDescending(request => request.UpdatedAt)
        .ThenByDescending(request => request.Id)
        .Take(Most)
        .Select(request => new RequestHereRow(request.Id, request.Environment, request.Reference, request.Title, request.State, request.Owner == me, request.UpdatedAt))
        .ToListAsync(cancellation);
}
