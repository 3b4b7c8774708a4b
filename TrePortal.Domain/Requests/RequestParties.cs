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
/// <param name="Places">Who stepped back, and who handed their place to whom.</param>
public sealed record RequestParties(
    PersonId Owner,
    IReadOnlyCollection<PersonId> Named,
    IReadOnlyCollection<PersonId> EverNamed,
    bool IsSubmitted,
    IReadOnlyCollection<string> OpenedSteps,
    IReadOnlyCollection<PersonId> Deciders,
    ReviewPlaces Places)
{
    /// <summary>Owner or collaborator, now or earlier: never a reviewer of it (spec.md R1).</summary>
    public bool Includes(PersonId person) => person == Owner || EverNamed.Contains(person);

    /// <summary>Whether a place on a step can be handed to this person: a reviewer of the environment, of another step, who has nothing to do with the request.</summary>
    public bool MayTake(PersonId person, string step, ReviewerStanding standing) =>
        standing.Assigned.Any(place => place.Reviewer == person)
            && !Includes(person) && !Places.Recused.Contains(person) && !Places.HasGiven(step, person) && !Places.SitsOn(step, person, standing);

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

        if (IsSubmitted && !Includes(person) && !Places.Recused.Contains(person)
            && (OpenedSteps.Any(step => Places.MayRead(step, person, standing)) || Deciders.Contains(person)))
        {
            roles |= RequestRole.Reviewer;
        }

        if (IsSubmitted && standing.Admins.Contains(person))
        {
            roles |= RequestRole.TreAdmin;
        }

        return roles;
    }
}

/// <summary>Who the environment of a request puts in charge of it, as it is now.</summary>
/// <param name="Admins">Of the environment.</param>
/// <param name="Assigned">Reviewers of its steps.</param>
public sealed record ReviewerStanding(IReadOnlyCollection<PersonId> Admins, IReadOnlyCollection<AssignedPlace> Assigned)
{
    public static ReviewerStanding Of(ResearchEnvironment environment) => new(
        [.. environment.Admins.Select(admin => admin.Person)],
        [.. environment.Steps.SelectMany(step => step.Reviewers.Select(reviewer => new AssignedPlace(step.Id, reviewer.Person)))]);

    public bool IsAssigned(string step, PersonId person) => Assigned.Any(place => place.Step == step && place.Reviewer == person);
}

/// <param name="Step">Id of the step.</param>
/// <param name="Reviewer">One of those whom the environment put on it.</param>
public sealed record AssignedPlace(string Step, PersonId Reviewer);
