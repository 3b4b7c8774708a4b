using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public sealed class AccessTokenCommands(IWriteDoor door)
{
    /// <summary>
    /// A token for the actor. The secret is null when the call is a repetition under the same idempotency key: it was
    /// shown the first time and is kept nowhere.
    /// </summary>
    public async Task<Result<NewToken>> CreateAsync(TokenDetails details, CancellationToken cancellation)
    {
        var secret = TokenSecret.New();
        var ran = false;
        var created = await door.RunAsync<AccessTokenId>("token.create", async (session, token) =>
        {
            ran = true;
            return await AddAsync(session, session.Actor.Id, details, secret, token);
        }, cancellation);
        return created.IsOk ? new NewToken(created.Value, ran ? secret.Text : null) : created.Error;
    }

    /// <summary>A token for somebody else, by the operator at the command line.</summary>
    public async Task<Result<NewToken>> CreateForAsync(string userName, TokenDetails details, CancellationToken cancellation)
    {
        var secret = TokenSecret.New();
        var created = await door.RunAsync<AccessTokenId>("token.create-for", async (session, token) =>
        {
            if (session.Actor != Actor.Operator)
            {
                return new NotFound("This person");
            }

            var owner = await session.FirstAsync<Person>(person => person.UserName == userName && person.IsEnabled, token);
            return owner is null ? new NotFound($"An enabled person named {userName}") : await AddAsync(session, owner.Id, details, secret, token);
        }, cancellation);
        return created.IsOk ? new NewToken(created.Value, secret.Text) : created.Error;
    }

    public Task<Result> RevokeAsync(AccessTokenId id, CancellationToken cancellation) => door.RunAsync("token.revoke", async (session, token) =>
        await session.FindAsync<AccessToken, AccessTokenId>(id, token) is { } found
            ? found.Revoke(session.Actor, session.Now)
            : new NotFound("This token"), cancellation);

    /// <summary>Revokes a token that was sent in an address. The actor is whoever it stands for.</summary>
    public Task<Result> ExposedAsync(AccessTokenId id, CancellationToken cancellation) => door.RunAsync("token.exposed", async (session, token) =>
    {
        if (await session.FindAsync<AccessToken, AccessTokenId>(id, token) is not { } found || found.Owner != session.Actor.Id)
        {
            return new NotFound("This token");
        }

        found.Expose(session.Now);
        return Result.Ok;
    }, cancellation);

    private static async Task<Result<AccessTokenId>> AddAsync(IWriteSession session, PersonId owner, TokenDetails details, TokenSecret secret, CancellationToken cancellation)
    {
        var now = session.Now;
        var held = await session.ListAsync<AccessToken>(token => token.Owner == owner && token.RevokedAt == null && token.ExpiresAt > now, cancellation);
        var created = AccessToken.Create(owner, details, secret, held.Count, now);
        if (!created.IsOk)
        {
            return created.Error;
        }

        session.Add(created.Value);
        return created.Value.Id;
    }
}

/// <param name="Secret">Shown once; null for a repeated call.</param>
public sealed record NewToken(AccessTokenId Id, string? Secret);
