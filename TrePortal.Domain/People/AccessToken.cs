using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public readonly record struct AccessTokenId(Guid Value) : IEntityId<AccessTokenId>
{
    public static AccessTokenId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public enum TokenScope
{
    /// <summary>May only ask.</summary>
    Read,

    /// <summary>May do whatever its owner may.</summary>
    Write,
}

/// <summary>
/// A personal access token for the API. Only the hash of its secret is kept; the secret is 256 random bits, so a plain
/// SHA-256 cannot be guessed back.
/// </summary>
public sealed class AccessToken : AggregateRoot
{
    public const int DefaultDays = 90;

    public const int MaxDays = 365;

    private const int MaxPerPerson = 50;

    private AccessToken()
    {
    }

    public AccessTokenId Id { get; private set; }

    public PersonId Owner { get; private set; }

    public string Name { get; private set; } = "";

    public TokenScope Scope { get; private set; }

    public string SecretHash { get; private set; } = "";

    /// <summary>The first characters of the secret, by which its owner knows it again.</summary>
    public string Prefix { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>To the day, so that use costs no write but the day's first. Kept by the check itself, not by a command.</summary>
    public DateOnly? LastUsedOn { get; private set; }

    public static Result<AccessToken> Create(PersonId owner, TokenDetails details, TokenSecret secret, int alreadyHeld, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(details.Name) || details.Name.Length > 100 || details.Name.Any(char.IsControl))
        {
            return new Invalid(nameof(Name), "name", "Give a name of at most 100 characters, such as what will use the token.");
        }

        if (details.Days is < 1 or > MaxDays)
        {
            return new Invalid(nameof(TokenDetails.Days), "days", $"A token lives 1 to {MaxDays} days.");
        }

        if (alreadyHeld >= MaxPerPerson)
        {
            return new Invalid("", "too-many-tokens", $"You have {MaxPerPerson} tokens. Revoke one that you no longer use.");
        }

        var token = new AccessToken
        {
            Id = EntityId.New<AccessTokenId>(now),
            Owner = owner,
            Name = details.Name.Trim(),
            Scope = details.Scope,
            SecretHash = secret.Hash,
            Prefix = secret.Prefix,
            CreatedAt = now,
            ExpiresAt = now.AddDays(details.Days),
        };
        token.Record(new AccessTokenCreated(token.Id, owner, details.Scope, token.ExpiresAt));
        return token;
    }

    public Result Revoke(Actor actor, DateTimeOffset now)
    {
        if (actor.Id != Owner)
        {
            return new NotFound("This token");
        }

        if (RevokedAt is null)
        {
            RevokedAt = now;
            Record(new AccessTokenRevoked(Id, Owner));
        }

        return Result.Ok;
    }

    /// <summary>It came where others may read it: in an address, which proxies and browsers write down. It is worth nothing from now on.</summary>
    public void Expose(DateTimeOffset now)
    {
        if (RevokedAt is null)
        {
            RevokedAt = now;
            Record(new AccessTokenExposed(Id, Owner));
        }
    }
}

/// <summary>What a new token is to be.</summary>
public sealed record TokenDetails(string Name, TokenScope Scope, int Days);

public sealed record AccessTokenCreated(AccessTokenId Token, PersonId Owner, TokenScope Scope, DateTimeOffset ExpiresAt) : DomainEvent
{
    public override EventSubject Subject => new("token", Token.Value);
}

public sealed record AccessTokenRevoked(AccessTokenId Token, PersonId Owner) : DomainEvent
{
    public override EventSubject Subject => new("token", Token.Value);
}

/// <summary>A valid token was sent in an address and is revoked for it.</summary>
public sealed record AccessTokenExposed(AccessTokenId Token, PersonId Owner) : DomainEvent
{
    public override EventSubject Subject => new("token", Token.Value);
}
