using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Disclosure;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Disclosure;

public sealed class LedgerKeeperTests
{
    private const string Women = """{"field":"person.sex","op":"in","values":["F"]}""";

    [Fact]
    public async Task What_a_process_that_died_had_answered_is_audited_by_the_next_one_once()
    {
        await using var world = await RequestWorld.CreateAsync();
        await AskAsync(world);
        var ledgers = world.Portal.Services.GetRequiredService<DisclosureLedgers>();
        ledgers.Dispose(); // as if the process had ended before the keeper came round

        using var next = new DisclosureLedgers(world.Portal.Services.GetRequiredService<Data.Kernel.DataRoot>(), new StillDice());
        using var keeper = KeeperOf(world, next);
        await keeper.TakeOverAsync(CancellationToken.None);
        await keeper.TakeOverAsync(CancellationToken.None);
        await keeper.KeepAsync(CancellationToken.None);

        Assert.Equal(1, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "cohort-asked")));
    }

    [Fact]
    public async Task The_ledger_of_an_environment_that_is_gone_goes_at_the_next_start_but_its_questions_stay_in_the_log()
    {
        await using var world = await RequestWorld.CreateAsync();
        await AskAsync(world);
        world.Portal.Services.GetRequiredService<DisclosureLedgers>().Dispose();
        await world.Portal.Look(db => db.Set<ResearchEnvironment>().ExecuteDeleteAsync());

        using var next = new DisclosureLedgers(world.Portal.Services.GetRequiredService<Data.Kernel.DataRoot>(), new StillDice());
        using var keeper = KeeperOf(world, next);
        await keeper.TakeOverAsync(CancellationToken.None);

        Assert.Empty(next.Kept());
        Assert.False(await world.Portal.Look(db => db.Set<AuditedLedger>().AnyAsync()));
        Assert.Equal(1, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "cohort-asked")));
    }

    private static async Task AskAsync(RequestWorld world) => RequestWorld.Ok(await world.As("otto").Portal.Do<IShowcase, Result<ShowcaseAnswer>>(async showcase =>
        await showcase.QueryAsync(RequestWorld.Handle, await world.Portal.ActorAsync(), new(Women, []), CancellationToken.None)));

    private static LedgerKeeper KeeperOf(RequestWorld world, DisclosureLedgers ledgers) => ActivatorUtilities.CreateInstance<LedgerKeeper>(world.Portal.Services, ledgers);
}
