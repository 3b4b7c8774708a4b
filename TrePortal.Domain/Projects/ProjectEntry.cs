using System.Globalization;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Projects;

/// <summary>
/// What, beside role and state, opens or shuts the doors of a request's projects to one person at one moment: the term of
/// access, the networks that are allowed, the terms of use. All three go by the policies as they are now.
/// </summary>
/// <param name="Request">State of the request behind the project.</param>
/// <param name="EndsAt">When access ends by the present term; null when it does not.</param>
/// <param name="IsAllowedNetwork">The person comes from where the environment lets them.</param>
/// <param name="HasAcceptedTerms">The terms in force, or there are none.</param>
/// <param name="Now">The moment.</param>
public sealed record ProjectEntry(RequestState Request, DateTimeOffset? EndsAt, bool IsAllowedNetwork, bool HasAcceptedTerms, DateTimeOffset Now)
{
    public const string TermsCode = "terms";

    public const string NetworkCode = "network";

    public const string EndedCode = "access-ended";

    /// <summary>The request still is approved and its term not over.</summary>
    public bool HasAccess => Request == RequestState.Approved && !(EndsAt <= Now);

    /// <summary>Days until access ends, counted up; null when it does not end or has ended.</summary>
    public int? DaysLeft => HasAccess && EndsAt is { } end ? (int)Math.Ceiling((end - Now).TotalDays) : null;

    /// <summary>The first reason for which nobody of this standing gets in.</summary>
    public Result Check() =>
        !HasAccess ? new Forbidden(
            Request is RequestState.Approved or RequestState.Expired && EndsAt is { } end && end <= Now
                ? string.Create(CultureInfo.InvariantCulture, $"Access ended on {end.UtcDateTime:d MMMM yyyy}. A new request can be made for the same data.")
                : $"The request is {PlainWords.Of(Request)}, so its projects are closed.",
            EndedCode)
        : !IsAllowedNetwork ? new Forbidden("The environment opens its projects from its allowed networks only, and this address is not in one of them. Its contact can say which they are.", NetworkCode)
        : !HasAcceptedTerms ? new Forbidden("Accept the terms of use of the environment first.", TermsCode)
        : Result.Ok;

    /// <param name="accepted">Number of the newest terms that the person accepted; 0 for none.</param>
    public static ProjectEntry Of(Actor actor, AccessRequest request, ResearchEnvironment environment, int accepted, DateTimeOffset now) =>
        Of(actor, request.State, request.ApprovedAt, environment.Policies, accepted, now);

    /// <inheritdoc cref="Of(Actor, AccessRequest, ResearchEnvironment, int, DateTimeOffset)"/>
    public static ProjectEntry Of(Actor actor, RequestState request, DateTimeOffset? approvedAt, Policies policies, int accepted, DateTimeOffset now) => new(
        request,
        approvedAt is { } approved ? policies.EndOfAccess(approved) : null,
        policies.AllowFrom(actor.Origin),
        policies.TermsVersion == 0 || accepted == policies.TermsVersion,
        now);

    /// <summary>As of the transaction of a command.</summary>
    public static async Task<ProjectEntry> ReadAsync(IWriteSession session, AccessRequest request, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var (place, me, number) = (environment.Id, session.Actor.Id, environment.Policies.TermsVersion);
        var hasAccepted = number > 0 && await session.AnyAsync<TermsAcceptance>(row => row.Environment == place && row.Person == me && row.Number == number, cancellation);
        return Of(session.Actor, request, environment, hasAccepted ? number : 0, session.Now);
    }
}
