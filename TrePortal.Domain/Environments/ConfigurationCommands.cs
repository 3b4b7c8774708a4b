using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>Carries a configuration into an environment: a copy of another one, or a file.</summary>
public sealed class ConfigurationCommands(IWriteDoor door)
{
    /// <summary>
    /// Replaces the configuration of a draft. People are added and nobody is removed; whoever cannot be matched has a line
    /// that says so, and everything else is done. Policies are taken over unconfirmed.
    /// </summary>
    public Task<Result<ConfigurationOutcome>> ConfigureAsync(string handle, EnvironmentConfiguration configuration, long? version, CancellationToken cancellation) =>
        door.RunAsync<ConfigurationOutcome>("environment.configure", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            return found.IsOk ? await ApplyAsync(session, found.Value, configuration, token) : found.Error;
        }, cancellation);

    /// <summary>A new draft with the configuration of an environment that the actor administers.</summary>
    /// <param name="source">Handle of the one that is copied; it may be in any state.</param>
    /// <param name="asked">The draft; its name and region are kept, whatever the source says.</param>
    /// <param name="withPeople">Its admins, authorized users and reviewers too.</param>
    /// <param name="cancellation">Stops waiting, not the change.</param>
    public Task<Result<ConfigurationOutcome>> CopyAsync(string source, NewEnvironment asked, bool withPeople, CancellationToken cancellation) =>
        door.RunAsync<ConfigurationOutcome>("environment.copy", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(source, version: null, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            if (found.Value.May(session.As("tre admin").Actor, EnvironmentAction.EditDetails, session.Now) is { IsOk: false } refused)
            {
                return refused.Error;
            }

            var created = await EnvironmentCommands.CreateAsync(session, asked, token);
            if (!created.IsOk)
            {
                return created.Error;
            }

            var names = withPeople ? await NamesAsync(session, found.Value, token) : null;
            var (id, number) = (found.Value.Id, found.Value.Policies.TermsVersion);
            var terms = await session.FirstAsync<TermsOfUse>(item => item.Environment == id && item.Number == number, token);
            var copied = ConfigurationBuilder.Of(found.Value, await DocumentCommands.DocumentsAsync(session, found.Value, token), terms?.Text, names);
            return await ApplyAsync(session, created.Value, copied with { Details = copied.Details with { Name = asked.Name.Trim() }, Region = asked.Region }, token);
        }, cancellation);

    private static async Task<Result<ConfigurationOutcome>> ApplyAsync(IWriteSession session, ResearchEnvironment environment, EnvironmentConfiguration configuration, CancellationToken cancellation)
    {
        var taken = environment.TakeOver(session.As("tre admin").Actor, configuration, session.Now);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        var (before, wereConfirmed) = (environment.Policies.Version, environment.ArePoliciesConfirmed);
        var set = await PolicyCommands.SetAsync(session, environment, new PolicyDraft(configuration.Policies, configuration.TermsOfUse ?? "", "Taken over with a configuration."), cancellation);
        if (!set.IsOk)
        {
            return ConfigurationProblem.At("$.policies", set.Error);
        }

        environment.LeaveToConfirm(wereConfirmed && environment.Policies.Version == before);
        if (configuration.Documents is { } documents && await TakeDocumentsAsync(session, environment, documents, cancellation) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        return new ConfigurationOutcome(environment.Handle, configuration.People is { } people ? await new PeopleTaker(session, environment).TakeAsync(people, cancellation) : []);
    }

    // The same content stays the same document, so that its address goes on working.
    private static async Task<Result> TakeDocumentsAsync(IWriteSession session, ResearchEnvironment environment, IReadOnlyList<ConfiguredDocument> wanted, CancellationToken cancellation)
    {
        var present = (await DocumentCommands.DocumentsAsync(session, environment, cancellation)).ToList();
        foreach (var gone in present.Where(document => wanted.All(other => other.File.Hash != document.Hash)).ToList())
        {
            gone.Delete();
            session.Remove(gone);
            present.Remove(gone);
        }

        foreach (var (document, at) in wanted.Select((document, at) => (document, at)))
        {
            if (present.Find(other => other.Hash == document.File.Hash) is { } same)
            {
                if (same.Order == at + 1 && same.Title == document.Title)
                {
                    continue;
                }

                if (same.Rename(document.Title) is { IsOk: false } wrong)
                {
                    return ConfigurationProblem.At($"$.documents[{at}]", wrong.Error);
                }

                same.Place(at + 1);
                continue;
            }

            var added = EnvironmentDocument.Add(environment, session.Actor, document.File, document.Title, present, session.Now);
            if (!added.IsOk)
            {
                return ConfigurationProblem.At($"$.documents[{at}]", added.Error);
            }

            added.Value.Place(at + 1);
            session.Add(added.Value);
            present.Add(added.Value);
        }

        return Result.Ok;
    }

    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IWriteSession session, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var (people, organizations) = ConfigurationBuilder.NamedIn(environment);
        var names = (await session.ListAsync<Person>(person => people.Contains(person.Id), cancellation)).ToDictionary(person => person.Id.Value, person => person.UserName);
        foreach (var organization in await session.ListAsync<Organization>(item => organizations.Contains(item.Id), cancellation))
        {
            names[organization.Id.Value] = organization.Handle;
        }

        return names;
    }
}

/// <summary>Names the place in the file to which a refusal belongs.</summary>
internal static class ConfigurationProblem
{
    public static Error At(string path, Error error) => error is Invalid invalid
        ? new Invalid([.. invalid.Problems.Select(problem => problem with { Field = problem.Field.Length == 0 ? path : $"{path}.{Camel(problem.Field)}" })])
        : error;

    private static string Camel(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
}
