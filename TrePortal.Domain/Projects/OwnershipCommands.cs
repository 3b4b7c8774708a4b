using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Projects;

/// <summary>
/// Gives a request to another owner (spec.md D9). It stands in this room because the projects of the request go along, in
/// the same transaction.
/// </summary>
public sealed class OwnershipCommands(IWriteDoor door)
{
    /// <param name="id">The request.</param>
    /// <param name="to">One of its collaborators.</param>
    /// <param name="reason">For everybody on the request.</param>
    /// <param name="version">Of the request as it was read; null when nobody read it.</param>
    /// <param name="cancellation">Stops waiting, not the change.</param>
    public Task<Result<long>> PassAsync(AccessRequestId id, PersonId to, string reason, long? version, CancellationToken cancellation) =>
        door.RunAsync<long>("request.pass-ownership", async (session, token) =>
        {
            var found = await session.RequestAsync(id, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (request, environment) = found.Value;
            session.ActingAs = "tre admin";
            var passed = request.PassOwnership(session.Actor, environment, to, reason, session.Now);
            if (!passed.IsOk)
            {
                return passed.Error;
            }

            if (await session.FindAsync<Person, PersonId>(to, token) is not { IsEnabled: true })
            {
                return new Invalid(nameof(to), "disabled", "The account of this collaborator is disabled.");
            }

            foreach (var project in await session.ListAsync<Project>(project => project.Request == id, token))
            {
                project.FollowOwner(to);
            }

            return request.Version;
        }, cancellation);
}
