using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Disclosure;

/// <summary>
/// Twice a second brings the ledgers to the disk and new questions into the audit log, each exactly once. An answer is
/// handed to the operating system before anybody sees it, so a process that dies loses none, and what it had not yet put
/// into the log is put there after the next start; only a loss of power can lose the last half second.
/// </summary>
internal sealed partial class LedgerKeeper(DisclosureLedgers ledgers, IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, ILogger<LedgerKeeper> log) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<EnvironmentId, int> _audited = [];

    /// <summary>
    /// Once at the start: questions that the process before had answered but not yet put into the log, and ledgers of
    /// environments that are gone, which go as well.
    /// </summary>
    public async Task TakeOverAsync(CancellationToken cancellation)
    {
        var kept = ledgers.Kept();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var there = await db.Set<ResearchEnvironment>().Where(environment => kept.Contains(environment.Id)).Select(environment => environment.Id).ToListAsync(cancellation);
        foreach (var environment in kept)
        {
            try
            {
                await AuditAsync(environment, ledgers.Of(environment), cancellation);
                if (!there.Contains(environment))
                {
                    ledgers.Remove(environment);
                    await db.Set<AuditedLedger>().Where(row => row.Environment == environment).ExecuteDeleteAsync(cancellation);
                }
            }
            catch (InvalidDataException damage)
            {
                LogDamaged(damage, environment.Value); // said again to whoever asks; the other ledgers are kept
            }
        }
    }

    /// <summary>What waits, now. Answers how many questions went into the log.</summary>
    public async Task<int> KeepAsync(CancellationToken cancellation)
    {
        var written = 0;
        foreach (var (environment, ledger) in ledgers.Open)
        {
            ledger.Flush();
            if (ledger.Questions > _audited.GetValueOrDefault(environment, -1))
            {
                written += await AuditAsync(environment, ledger, cancellation);
            }
        }

        return written;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(KeepAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(TakeOverAsync, stoppingToken);
        using var timer = new PeriodicTimer(_every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(KeepAsync, stoppingToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "the keeper outlives every failure, and says so")]
    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(failure);
        }
    }

    private async Task<int> AuditAsync(EnvironmentId environment, DisclosureLedger ledger, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var row = await db.Set<AuditedLedger>().FirstOrDefaultAsync(audited => audited.Environment == environment, cancellation);
        if (row is null)
        {
            db.Add(row = new AuditedLedger { Environment = environment });
        }

        var waiting = ledger.ChargesFrom(row.Questions, AtOnce);
        var ids = waiting.Select(charge => charge.Person).Distinct().ToList();
        var names = await db.Set<Person>().Where(person => ids.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.UserName, cancellation);
        foreach (var charge in waiting)
        {
            var actor = new Actor(charge.Person, names.GetValueOrDefault(charge.Person, ""), IsPlatformAdmin: false, []);
            var asked = new CohortAsked(environment, charge.Release, charge.Hash, charge.Expression, charge.IsNeighbour);
            await AuditChain.AppendAsync(db, [asked], new AuditStamp(actor, "showcase reader", "showcase", charge.At), cancellation);
        }

        row.Questions += waiting.Count;
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        _audited[environment] = row.Questions;
        return waiting.Count;
    }

    [LoggerMessage(7001, LogLevel.Error, "The disclosure ledgers could not be kept")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(7002, LogLevel.Error, "The disclosure ledger of environment {Environment} is damaged: nothing of it is answered until it is restored")]
    private partial void LogDamaged(Exception damage, Guid environment);
}
