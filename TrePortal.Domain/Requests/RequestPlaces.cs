using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>A reviewer who stepped back from a request because of a conflict of interest: for all steps and all versions.</summary>
public sealed class RequestRecusal
{
    /// <summary>Characters of a reason.</summary>
    public const int MostCharacters = 1_000;

    private RequestRecusal()
    {
    }

    internal RequestRecusal(PersonId reviewer, string reason, DateTimeOffset now)
    {
        Reviewer = reviewer;
        Reason = reason.Trim();
        At = now;
    }

    public PersonId Reviewer { get; private set; }

    /// <summary>For the other reviewers and the admins; may be empty, and is never shown to the people of the request.</summary>
    public string Reason { get; private set; } = "";

    public DateTimeOffset At { get; private set; }
}

/// <summary>A place on a step of one request, given by one reviewer to another (spec.md W4).</summary>
public sealed class RequestHandOver
{
    private RequestHandOver()
    {
    }

    internal RequestHandOver(string step, PersonId from, PersonId to, PersonId origin, DateTimeOffset now)
    {
        Step = step;
        From = from;
        To = to;
        Origin = origin;
        At = now;
    }

    public string Step { get; private set; } = "";

    public PersonId From { get; private set; }

    public PersonId To { get; private set; }

    /// <summary>The reviewer to whom the environment gave this place; it ends when the environment takes it from them.</summary>
    public PersonId Origin { get; private set; }

    public DateTimeOffset At { get; private set; }
}

/// <summary>
/// Who sits on the steps of one request: whom the environment put there, less those who stepped back or handed their
/// place on, and those to whom it was handed. The one rule for the aggregate and for queries.
/// </summary>
public sealed record ReviewPlaces(IReadOnlyCollection<PersonId> Recused, IReadOnlyCollection<HandedPlace> Handed)
{
    public static ReviewPlaces Unchanged { get; } = new([], []);

    public bool SitsOn(string step, PersonId person, ReviewerStanding standing) =>
        !Recused.Contains(person) && !HasGiven(step, person)
            && (standing.IsAssigned(step, person) || Handed.Any(place => place.Step == step && place.To == person && standing.IsAssigned(step, place.Origin)));

    /// <summary>Whoever sits on it, or sat there until they handed their place on, may read the request.</summary>
    public bool MayRead(string step, PersonId person, ReviewerStanding standing) =>
        !Recused.Contains(person) && (standing.IsAssigned(step, person) || SitsOn(step, person, standing));

    /// <summary>Everybody who sits on a step.</summary>
    public IEnumerable<PersonId> Of(string step, ReviewerStanding standing) =>
        standing.Assigned.Where(place => place.Step == step).Select(place => place.Reviewer)
            .Concat(Handed.Where(place => place.Step == step).Select(place => place.To))
            .Distinct()
            .Where(person => SitsOn(step, person, standing));

    /// <summary>The reviewer of the environment whose place on the step this person has.</summary>
    public PersonId OriginOf(string step, PersonId person, ReviewerStanding standing) =>
        standing.IsAssigned(step, person) ? person : Handed.First(place => place.Step == step && place.To == person).Origin;

    /// <summary>Places go one way, so that nobody gets one back which they gave.</summary>
    public bool HasGiven(string step, PersonId person) => Handed.Any(place => place.Step == step && place.From == person);
}

/// <inheritdoc cref="RequestHandOver"/>
public sealed record HandedPlace(string Step, PersonId From, PersonId To, PersonId Origin);
