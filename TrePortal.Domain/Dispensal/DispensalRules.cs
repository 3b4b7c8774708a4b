using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Dispensal;

/// <summary>
/// What must hold for data to go into a project. Asked when somebody wants a dispensal, when a worker takes it up, and
/// again in the transaction that delivers it.
/// </summary>
public static class DispensalRules
{
    public static async Task<Result<ResearchEnvironment>> CheckAsync(IWriteSession session, Project project, CancellationToken cancellation)
    {
        var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(project.Environment, cancellation);
        var request = await session.FindAsync<AccessRequest, AccessRequestId>(project.Request, cancellation);
        if (environment is not { State: EnvironmentState.Active or EnvironmentState.Maintenance })
        {
            return new CannotDispense("environment-closed", "The environment is not open.");
        }

        if (request?.Approved is not { } approved || approved.Number != project.RequestVersion || approved.Hash != project.RequestHash)
        {
            return new CannotDispense("not-approved", "The request is no longer approved in the version that this project was made for.");
        }

        if (request.EndOfAccess(environment.Policies) <= session.Now)
        {
            return new CannotDispense("access-ended", "The access term of the request is over.");
        }

        var people = project.People.ToList();
        var enabled = await session.ListAsync<Person>(person => people.Contains(person.Id) && person.IsEnabled, cancellation);
        return enabled.Count == people.Count ? environment
            : new CannotDispense("member-disabled", "The account of a member of this project is disabled. When it is enabled again, retry.");
    }
}

/// <summary>A condition of dispensing does not hold; nothing was delivered.</summary>
public sealed record CannotDispense(string Condition, string Why) : Error(Condition, Why);
