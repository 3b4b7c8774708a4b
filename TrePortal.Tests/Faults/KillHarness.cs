using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Faults;

/// <summary>
/// Runs the workers of a data root in a process of its own, kills that process with SIGKILL at a named point or at a
/// moment, starts it again, and looks at what is left.
/// </summary>
internal sealed class KillHarness(TestPortal portal)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Processes killed so far.</summary>
    public int Killed { get; private set; }

    /// <summary>How many kills a fault test makes: few by default, the stated number with TREPORTAL_FULL=1.</summary>
    public static int Kills(int sample, int full) => FullVolume.Or(sample, full);

    /// <summary>Starts the workers, which kill themselves when they reach the point.</summary>
    /// <param name="command">What is done in place of the workers' work: see <see cref="JobHost"/>.</param>
    public async Task KillAtAsync(string point, params string[] command)
    {
        using var process = Start(point, command);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"{point} was not reached.");
        }

        Assert.Equal(128 + 9, process.ExitCode); // SIGKILL, and nothing milder
        Killed++;
    }

    /// <summary>Starts the workers and kills them that long after they began to work.</summary>
    public async Task KillAfterAsync(TimeSpan moment)
    {
        using var process = Start(null);
        await process.StandardOutput.ReadLineAsync(); // "working"
        await Task.Delay(moment);
        process.Kill();
        await process.WaitForExitAsync();
        Killed++;
    }

    /// <summary>Starts the workers and lets them work until no job is left.</summary>
    public async Task RunUntilQuietAsync()
    {
        using var process = Start(null);
        try
        {
            await TestPortal.Until(
                async () => !process.HasExited
                    ? !await portal.Look(db => db.Jobs.AnyAsync(job => job.State == JobState.Queued || job.State == JobState.Running))
                    : throw new InvalidOperationException("The workers stopped: " + await process.StandardOutput.ReadToEndAsync()),
                Patience.TotalSeconds);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Workers beside other workers, to be stopped and continued. They print what they did, line by line.</summary>
    public Process StartWorkers() => Start(null, isOneOfSeveral: true);

    /// <summary>Every event follows from the one before, from the first on, without a gap (INV23).</summary>
    public async Task AuditChainHoldsAsync()
    {
        var events = await portal.Look(db => db.AuditEvents.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync());
        var head = await portal.Look(db => db.AuditHeads.AsNoTracking().SingleAsync());
        var before = AuditHead.Genesis;
        foreach (var (link, at) in events.Select((link, at) => (link, at)))
        {
            Assert.Equal((at + 1L, before), (link.Sequence, link.PreviousHash));
            Assert.Equal(link.Sealed().Hash, link.Hash);
            before = link.Hash;
        }

        Assert.Equal((events.Count, before), (head.Sequence, head.Hash));
    }

    /// <summary>Nothing that must hold was broken on the way.</summary>
    public Task InvariantsHoldAsync() => portal.AllHoldAsync();

    /// <summary>Does a command in a process of its own that nothing kills; it must succeed.</summary>
    public async Task DoAsync(params string[] command)
    {
        using var process = Start(null, command);
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
    }

    private Process Start(string? crashAt, params string[] command) => Start(crashAt, isOneOfSeveral: false, command);

    private Process Start(string? crashAt, bool isOneOfSeveral, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(JobHost).Assembly.Location);
        start.ArgumentList.Add(portal.Folder);
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["TREPORTAL_CRASH_AT"] = crashAt ?? "";
        start.Environment["TREPORTAL_TEST_SHARE"] = isOneOfSeveral ? "1" : "";
        return Process.Start(start)!;
    }
}
