using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <inheritdoc cref="IAccessTokenQueries"/>
internal sealed class AccessTokenQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IAccessTokenQueries
{
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
        var found = await db.Set<AccessToken>()
            .Where(token => token.SecretHash == secret.Hash && token.RevokedAt == null && token.ExpiresAt > now)
            .Where(token => db.Set<Person>().Any(person => person.Id == token.Owner && person.IsEnabled))
            .Select(token => new { token.Id, token.Owner, token.Scope, token.LastUsedOn })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        if (found.LastUsedOn != today)
        {
            // Not a change anybody decided: no command, no audit event, no new version.
            await db.Set<AccessToken>().Where(token => token.Id == found.Id).ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsedOn, today), cancellation);
        }

        return new TokenHolder(found.Id, found.Owner, found.Scope);
    }

    private static IQueryable<AccessToken> Mine(PortalDbContext db, Actor reader) =>
        db.Set<AccessToken>().Where(token => token.Owner == reader.Id && token.RevokedAt == null);

    private static System.Linq.Expressions.Expression<Func<AccessToken, AccessTokenRow>> Row =>
        token => new AccessTokenRow(token.Id, token.Name, token.Scope, token.Prefix, token.CreatedAt, token.ExpiresAt, token.LastUsedOn);
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
