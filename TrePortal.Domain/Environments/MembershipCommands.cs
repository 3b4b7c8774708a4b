using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>One line of a list of people and organizations to authorize.</summary>
/// <param name="Name">User name, exact e-mail address, or an organization's handle.</param>
/// <param name="Until">Last day of access; null for no end.</param>
public sealed record AuthorizationLine(string Name, DateOnly? Until = null);

/// <summary>What became of one line.</summary>
public sealed record LineOutcome(string Name, bool IsDone, string Code, string Message);

/// <summary>Who may govern, see and review an environment.</summary>
public sealed class MembershipCommands(IWriteDoor door, EnvironmentCommands environments)
{
    public Task<Result> AddAdminAsync(string handle, string name, long? version, CancellationToken cancellation) =>
        WithPersonAsync("environment.add-admin", handle, name, version, (environment, session, person) =>
            environment.AddAdmin(session.Actor, person.Id, session.Now), cancellation);

    public Task<Result> RemoveAdminAsync(string handle, PersonId person, long? version, CancellationToken cancellation) =>
        environments.ChangeAsync("environment.remove-admin", handle, version, (environment, session) => environment.RemoveAdmin(session.Actor, person, session.Now), cancellation);

    /// <summary>Authorizes many at once; each line has its own outcome, and the good ones are kept.</summary>
    public Task<Result<IReadOnlyList<LineOutcome>>> AuthorizeAsync(string handle, IReadOnlyList<AuthorizationLine> lines, CancellationToken cancellation) =>
        door.RunAsync<IReadOnlyList<LineOutcome>>("environment.authorize", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version: null, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value;

            if (environment.May(session.Actor, EnvironmentAction.EditMembership, session.Now) is { IsOk: false } refused)
            {
                return refused.Error;
            }

            session.ActingAs = "tre admin";
            var outcomes = new List<LineOutcome>();
            foreach (var line in lines)
            {
                outcomes.Add(await AuthorizeAsync(environment, line, session, token));
            }

            return outcomes;
        }, cancellation);

    public Task<Result> UnauthorizeAsync(string handle, Guid key, long? version, CancellationToken cancellation) =>
        environments.ChangeAsync("environment.unauthorize", handle, version, (environment, session) => environment.Unauthorize(session.Actor, key, session.Now), cancellation);

    public Task<Result> AssignReviewerAsync(string handle, string step, string name, long? version, CancellationToken cancellation) =>
        door.RunAsync("environment.assign-reviewer", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value;

            if (environment.May(session.Actor, EnvironmentAction.EditReviewers, session.Now) is { IsOk: false } refused)
            {
                return refused;
            }

            session.ActingAs = "tre admin";
            var person = await PersonLookup.FindAsync(session, name, token);
            if (person is null)
            {
                return PersonLookup.Unknown(name);
            }

            var organizations = await session.ListAsync<Organization>(organization => organization.Members.Any(member => member.Person == person.Id), token);
            var reviewer = new Actor(person.Id, person.UserName, person.IsPlatformAdmin,
                [.. organizations.Select(organization => new OrganizationStanding(organization.Id, IsAdmin: false, MayManageEnvironments: false))]);
            return environment.AssignReviewer(session.Actor, step, reviewer, session.Now);
        }, cancellation);

    private async Task<Result> WithPersonAsync(
        string command, string handle, string name, long? version, Func<ResearchEnvironment, IWriteSession, Person, Result> change, CancellationToken cancellation) =>
        await door.RunAsync(command, async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value;

            if (environment.May(session.Actor, EnvironmentAction.EditMembership, session.Now) is { IsOk: false } refused)
            {
                return refused;
            }

            var person = await PersonLookup.FindAsync(session, name, token);
            return person is null ? PersonLookup.Unknown(name) : change(environment, session.As("tre admin"), person);
        }, cancellation);

    private static async Task<LineOutcome> AuthorizeAsync(ResearchEnvironment environment, AuthorizationLine line, IWriteSession session, CancellationToken cancellation)
    {
        var name = line.Name.Trim();
        var organization = name.StartsWith("org-", StringComparison.Ordinal)
            ? await session.FirstAsync<Organization>(item => item.Handle == name, cancellation)
            : null;
        var person = organization is null ? await PersonLookup.FindAsync(session, name, cancellation) : null;
        if (organization is null && person is null)
        {
            return new LineOutcome(name, IsDone: false, "unknown", "No person or organization has this name.");
        }

        var result = environment.Authorize(session.Actor, person?.Id, organization?.Id, line.Until, session.Now);
        return result.IsOk
            ? new LineOutcome(name, IsDone: true, "added", organization is null ? "Added." : "The whole organization was added.")
            : new LineOutcome(name, IsDone: false, result.Error.Code, result.Error.Message);
    }
}

/// <summary>People are named exactly: by user name or by e-mail address.</summary>
public static class PersonLookup
{
    public static async Task<Person?> FindAsync(IWriteSession session, string name, CancellationToken cancellation)
    {
        var wanted = name.Trim();
        if (wanted.Length == 0)
        {
            return null;
        }

        return wanted.Contains('@', StringComparison.Ordinal)
            ? await session.FirstAsync<Person>(person => person.Email == wanted && person.IsEnabled, cancellation)
            : await session.FirstAsync<Person>(person => person.UserName == wanted && person.IsEnabled, cancellation);
    }

    public static Invalid Unknown(string name) => new("name", "unknown", $"Nobody with the user name or e-mail address \"{name.Trim()}\" was found.");
}
