using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory.Withdrawals;

/// <summary>Whom an environment leaves out now.</summary>
/// <param name="All">Everybody who has withdrawn: no request and no dispensal counts them.</param>
/// <param name="Shown">Those of a batch that has taken effect: the showcase does not count them.</param>
internal sealed record WithdrawnNow(IReadOnlySet<string> All, IReadOnlySet<string> Shown)
{
    public static WithdrawnNow Nobody { get; } = new(new HashSet<string>(), new HashSet<string>());
}

/// <summary>Reads the list of an environment for those who count people.</summary>
internal sealed class WithdrawnReading(IDbContextFactory<PortalDbContext> contexts, IWithdrawnKeys keys)
{
    public async Task<WithdrawnNow> NowAsync(EnvironmentId environment, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var list = await db.Set<WithdrawalList>().Where(row => row.Id == environment).Select(row => new { row.All, row.Shown }).FirstOrDefaultAsync(cancellation);
        return Of(list?.All, list?.Shown);
    }

    /// <summary>The people of a list as it is stored; nobody without one.</summary>
    public WithdrawnNow Of(StoredKeys? all, StoredKeys? shown) =>
        all is null || shown is null ? WithdrawnNow.Nobody : new WithdrawnNow(keys.Of(all), keys.Of(shown));
}
