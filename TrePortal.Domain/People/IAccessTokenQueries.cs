using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public interface IAccessTokenQueries
{
    /// <summary>The reader's own tokens that are not revoked, newest first; expired ones stay in sight.</summary>
    Task<IReadOnlyList<AccessTokenRow>> ListMineAsync(Actor reader, CancellationToken cancellation);

    Task<AccessTokenRow?> FindMineAsync(Actor reader, AccessTokenId id, CancellationToken cancellation);

    /// <summary>Who presents this secret; null when it is unknown, revoked or expired, or its owner is disabled. Notes the day of use.</summary>
    Task<TokenHolder?> UseAsync(TokenSecret secret, CancellationToken cancellation);
}

public sealed record AccessTokenRow(
    AccessTokenId Id, string Name, TokenScope Scope, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateOnly? LastUsedOn);

public sealed record TokenHolder(AccessTokenId Token, PersonId Person, TokenScope Scope);
