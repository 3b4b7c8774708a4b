namespace TrePortal.Domain.Kernel;

/// <summary>
/// Who acts, as read from the database in the transaction of the command (or the moment of the query): never from a
/// cookie or a token. Roles that are relative to an object are computed by that object.
/// </summary>
public sealed record Actor(PersonId Id, string UserName, bool IsPlatformAdmin, IReadOnlyList<OrganizationStanding> Organizations)
{
    /// <summary>The portal's own identity for an environment; it performs dispensals and imports and is nobody's account.</summary>
    public bool IsRobot { get; init; }

    /// <summary>The network address from which this call comes; null for the portal itself.</summary>
    public string? Origin { get; init; }

    public static Actor Robot(EnvironmentId environment) =>
        new(new PersonId(environment.Value), "robot", IsPlatformAdmin: false, []) { IsRobot = true };

    /// <summary>Whoever works at the server itself: command line, first start, demonstration. Nobody's account.</summary>
    public static Actor Operator { get; } = new(new PersonId(Guid.Empty), "operator", IsPlatformAdmin: true, []);

    /// <summary>Whoever stands at the door with the secret of an invitation and has no account yet. Has no right at all.</summary>
    public static Actor Guest { get; } = new(new PersonId(Guid.Empty), "guest", IsPlatformAdmin: false, []);

    public bool IsMemberOf(OrganizationId organization) => Organizations.Any(standing => standing.Organization == organization);

    public bool IsOrganizationAdmin(OrganizationId organization) =>
        Organizations.Any(standing => standing.Organization == organization && standing.IsAdmin);

    /// <summary>The Research Environment Management permission, which being an org admin does not imply.</summary>
    public bool MayManageEnvironments(OrganizationId organization) =>
        Organizations.Any(standing => standing.Organization == organization && standing.MayManageEnvironments);
}

public sealed record OrganizationStanding(OrganizationId Organization, bool IsAdmin, bool MayManageEnvironments);

/// <summary>Who is at the other end of this circuit, request or command line.</summary>
public interface ICurrentActor
{
    /// <summary>The signed-in person with their present rights.</summary>
    /// <exception cref="NotSignedInException">Nobody is signed in, or the account is disabled.</exception>
    Task<Actor> GetAsync(CancellationToken cancellation);
}

/// <summary>Nobody is signed in, or the account was disabled meanwhile. The page answers with the sign-in page, the API with 401.</summary>
public sealed class NotSignedInException() : Exception("Nobody is signed in.");

/// <summary>
/// Where a command comes from: the person's id as the sign-in says it (rights are read later, in the transaction), the
/// face (page, api, command line, portal), the network address, and the API's idempotency key, if any.
/// </summary>
public sealed record Caller(PersonId? Person, string Face, string Origin)
{
    public IdempotencyKey? Idempotency { get; init; }

    public static Caller Portal { get; } = new(null, "portal", "local");

    /// <summary>Acts with the rights of <see cref="Actor.Operator"/>. Only the server's own start and command line make one.</summary>
    public bool IsOperator { get; private init; }

    public static Caller Operator(string face) => new(null, face, "local") { IsOperator = true };

    /// <summary>Acts as <see cref="Actor.Guest"/>. Only the page that takes an invitation's secret makes one.</summary>
    public bool IsGuest { get; init; }
}

/// <summary>The key that the client chose, and the hash of route and body that it was first sent with.</summary>
public sealed record IdempotencyKey(string Key, string ContentHash);

/// <summary>Knows the caller of this circuit, HTTP request or command-line run.</summary>
public interface ICallerSource
{
    Task<Caller> GetAsync(CancellationToken cancellation);
}
