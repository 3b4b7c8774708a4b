using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>The configuration of an environment as it stands.</summary>
public static class ConfigurationBuilder
{
    /// <param name="environment">With its members and steps.</param>
    /// <param name="documents">Null leaves them out.</param>
    /// <param name="terms">Text of the terms of use in force; null for none.</param>
    /// <param name="names">User names and handles by id; null leaves people out.</param>
    public static EnvironmentConfiguration Of(ResearchEnvironment environment, IEnumerable<EnvironmentDocument>? documents, string? terms, IReadOnlyDictionary<Guid, string>? names) => new(
        environment.Details,
        environment.Region,
        new(environment.ReviewMode, [.. environment.Steps.Select(step => new ConfiguredStep(step.Id, step.Name, step.Description, step.Quorum, step.RemindAfterDays))]),
        environment.Policies)
    {
        TermsOfUse = terms,
        Showcase = environment.Showcase,
        Documents = documents is null ? null : [.. documents
            .OrderBy(document => document.Order)
            .Select(document => new ConfiguredDocument(document.Title, new(document.FileName, document.Kind, document.Bytes, document.Hash)))],
        People = names is null ? null : People(environment, names),
    };

    /// <summary>The ids of all people and organizations whose names <see cref="Of"/> asks for.</summary>
    public static (IReadOnlyList<PersonId> People, IReadOnlyList<OrganizationId> Organizations) NamedIn(ResearchEnvironment environment) =>
    (
        [.. environment.Admins.Select(admin => admin.Person)
            .Concat(environment.Authorized.Select(entry => entry.Person).OfType<PersonId>())
            .Concat(environment.Steps.SelectMany(step => step.Reviewers).Select(reviewer => reviewer.Person))
            .Distinct()],
        [.. environment.Authorized.Select(entry => entry.Organization).OfType<OrganizationId>()]);

    private static ConfiguredPeople People(ResearchEnvironment environment, IReadOnlyDictionary<Guid, string> names) => new(
        [.. environment.Admins.Select(admin => names.GetValueOrDefault(admin.Person.Value)).OfType<string>().Order(StringComparer.Ordinal)],
        [.. environment.Authorized
            .Where(entry => names.ContainsKey(entry.Key))
            .Select(entry => new ConfiguredAccess(names[entry.Key], entry.Until))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)],
        [.. environment.Steps.SelectMany(step => step.Reviewers
            .Select(reviewer => names.GetValueOrDefault(reviewer.Person.Value)).OfType<string>().Order(StringComparer.Ordinal)
            .Select(name => new ConfiguredReviewer(step.Id, name)))]);
}
