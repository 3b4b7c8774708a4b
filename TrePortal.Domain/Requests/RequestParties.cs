using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>
/// Who has to do with a request, and thereby which role each has on it: the one rule for the aggregate and for queries.
/// </summary>
/// <param name="Owner">Who started it.</param>
/// <param name="Named">Collaborators now.</param>
/// <param name="EverNamed">Collaborators now or earlier.</param>
/// <param name="IsSubmitted">It has been submitted at least once.</param>
/// <param name="OpenedSteps">Steps of the latest version whose turn has come.</param>
/// <param name="Deciders">Everybody who decided on any version.</param>
public sealed record RequestParties(
    PersonId Owner,
    IReadOnlyCollection<PersonId> Named,
    IReadOnlyCollection<PersonId> EverNamed,
    bool IsSubmitted,
    IReadOnlyCollection<string> OpenedSteps,
    IReadOnlyCollection<PersonId> Deciders)
{
    /// <summary>Owner or collaborator, now or earlier: never a reviewer of it (spec.md R1).</summary>
    public bool Includes(PersonId person) => person == Owner || EverNamed.Contains(person);

    public RequestRole RolesOf(PersonId person, ReviewerStanding standing)
    {
        var roles = RequestRole.None;
        if (person == Owner)
        {
            roles |= RequestRole.Owner;
        }

        if (Named.Contains(person))
        {
            roles |= RequestRole.Collaborator;
        }

        if (IsSubmitted && !Includes(person) && (OpenedSteps.Any(standing.Steps.Contains) || Deciders.Contains(person)))
        {
            roles |= RequestRole.Reviewer;
        }

        if (IsSubmitted && standing.IsTreAdmin)
        {
            roles |= RequestRole.TreAdmin;
        }

        return roles;
    }
}

/// <summary>What a person is in the environment of a request, as far as the request's review is concerned.</summary>
public sealed record ReviewerStanding(bool IsTreAdmin, IReadOnlyCollection<string> Steps)
{
    public static ReviewerStanding Of(ResearchEnvironment environment, PersonId person) => new(
        environment.Admins.Any(admin => admin.Person == person),
        [.. environment.Steps.Where(step => step.IsReviewedBy(person)).Select(step => step.Id)]);
}
