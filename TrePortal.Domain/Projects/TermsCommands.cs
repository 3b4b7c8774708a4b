using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Projects;

/// <summary>Accepting the terms of use of an environment.</summary>
public sealed class TermsCommands(IWriteDoor door)
{
    /// <summary>Accepts one version: the one in force, so that nobody accepts what they have not read. Again is no change.</summary>
    /// <param name="handle">Of the environment.</param>
    /// <param name="number">Of the terms that were read.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> AcceptAsync(string handle, int number, CancellationToken cancellation) =>
        door.RunAsync("terms.accept", async (session, token) =>
        {
            var environment = await session.FirstAsync<ResearchEnvironment>(item => item.Handle == handle, token);
            if (environment is null || !await IsConcernedAsync(session, environment, token))
            {
                return new NotFound("This environment");
            }

            var (id, me) = (environment.Id, session.Actor.Id);
            if (environment.Policies.TermsVersion == 0)
            {
                return new IllegalMove("The environment has no terms of use.");
            }

            if (number != environment.Policies.TermsVersion)
            {
                return new Stale("the terms of use");
            }

            if (await session.AnyAsync<TermsAcceptance>(row => row.Environment == id && row.Person == me && row.Number == number, token))
            {
                return Result.Ok;
            }

            var terms = await session.FirstAsync<TermsOfUse>(row => row.Environment == id && row.Number == number, token);
            session.Add(TermsAcceptance.Of(terms!, session.Actor, session.Now));
            return Result.Ok;
        }, cancellation);

    /// <summary>Whoever may use the environment, and whoever is named on a request there: collaborators need not be authorized users.</summary>
    private static async Task<bool> IsConcernedAsync(IWriteSession session, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var (id, me) = (environment.Id, session.Actor.Id);
        return environment.IsDiscoverableBy(session.Actor, session.Now)
            || await session.AnyAsync<AccessRequest>(
                request => request.Environment == id && (request.Owner == me || request.Collaborators.Any(named => named.Person == me && named.Until == null)), cancellation)
            || await session.AnyAsync<Project>(
                project => project.Environment == id && (project.Owner == me || project.Members.Any(member => member.Person == me)), cancellation);
    }
}
