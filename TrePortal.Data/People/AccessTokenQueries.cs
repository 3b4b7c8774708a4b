using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <inheritdoc cref="IAccessTokenQueries"/>
internal sealed class AccessTokenQueries(IDbContextFactory<PortalDbContext> contexts, IWriteFailures failures, TimeProvider clock) : IAccessTokenQueries
{
    private static readonly TimeSpan LongestMark = TimeSpan.FromMilliseconds(200);

    private static readonly ConcurrentDictionary<AccessTokenId, DateOnly> _marking = new();

    private static readonly FrequentQuery<Func<PortalDbContext, string, DateTimeOffset, CancellationToken, Task<Found?>>> _good = new(() => EF.CompileAsyncQuery((PortalDbContext db, string hash, DateTimeOffset now, CancellationToken _) => db.Set<AccessToken>()
        .Where(token => token.SecretHash == hash && token.RevokedAt == null && token.ExpiresAt > now)
        .Where(token => db.Set<Person>().Any(person => person.Id == token.Owner && person.IsEnabled))
        .Select(token => new Found(token.Id, token.Owner, token.Scope, token.LastUsedOn)).FirstOrDefault()));

    public async Task<IReadOnlyList<AccessTokenRow>> ListMineAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Mine(db, reader).OrderByDescending(token => token.CreatedAt).ThenByDescending(token => token.Id).Select(Row).ToListAsync(cancellation);
    }

    public async Task<AccessTokenRow?> FindMineAsync(Actor reader, AccessTokenId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Mine(db, reader).Where(token => token.Id == id).Select(Row).FirstOrDefaultAsync(cancellation);
    }

    public async Task<TokenHolder?> UseAsync(TokenSecret secret, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var found = await _good.In(db)(db, secret.Hash, now, cancellation);
        if (found is null)
        {
            return null;
        }

        if (found.LastUsedOn != today)
        {
            var marking = Task.Run(() => MarkAsync(found.Id, today), CancellationToken.None);
            await Task.WhenAny(marking, Task.Delay(LongestMark, cancellation));
        }

        return new TokenHolder(found.Id, found.Owner, found.Scope);
    }

    // Not a change anybody decided: no command, no audit event, no new version. Nor a reason to wait: who only reads is let in
    // while somebody holds the database, and a later call marks it.
    private async Task MarkAsync(AccessTokenId id, DateOnly today)
    {
        if (!_marking.TryAdd(id, today))
        {
            return;
        }

        try
        {
            await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
            await db.Set<AccessToken>().Where(token => token.Id == id).ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsedOn, today), CancellationToken.None);
        }
        catch (DbException failure) when (failures.Explain(failure) is not null)
        {
            // not marked
        }
        finally
        {
            _marking.TryRemove(id, out _);
        }
    }

    private static IQueryable<AccessToken> Mine(PortalDbContext db, Actor reader) =>
        db.Set<AccessToken>().Where(token => token.Owner == reader.Id && token.RevokedAt == null);

    private static System.Linq.Expressions.Expression<Func<AccessToken, AccessTokenRow>> Row =>
        token => new AccessTokenRow(token.Id, token.Name, token.Scope, token.Prefix, token.CreatedAt, token.ExpiresAt, token.LastUsedOn);

    private sealed record Found(AccessTokenId Id, PersonId Owner, TokenScope Scope, DateOnly? LastUsedOn);
}

internal sealed class AccessTokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.ToTable("AccessTokens");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.Property(row => row.SecretHash).HasMaxLength(64);
        builder.Property(row => row.Prefix).HasMaxLength(16);
        builder.HasIndex(row => row.SecretHash).IsUnique();
        builder.HasIndex(row => row.Owner);
    }
}
