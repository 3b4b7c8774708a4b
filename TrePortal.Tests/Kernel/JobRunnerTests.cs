using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Kernel;

[Trait("Category", "Integration")]
public sealed class JobRunnerTests
{
    private static readonly EnvironmentId Anywhere = new(Guid.Parse("01940000-0000-7000-8000-000000000001"));

    [Fact]
    public async Task A_job_is_done_once_and_says_so()
    {
        var handler = new Handler((_, _) => Task.FromResult(Result.Ok));
        await using var portal = await StartAsync(handler);

        var job = await EndOf(portal, await EnqueueAsync(portal));

        Assert.Equal((JobState.Done, 1, 1), (job.State, job.Attempts, handler.Runs));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_can_change_nothing_any_more()
    {
        var release = new TaskCompletionSource();
        var zombie = new TaskCompletionSource<Exception?>();
        var handler = new Handler(async (run, _) =>
        {
            if (run.Fence > 1)
            {
                return Result.Ok;
            }

            await release.Task; // asleep, deaf to its token
            zombie.SetResult(await Record.ExceptionAsync(() =>
                run.ChangeAsync<bool>("test.zombie", (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None)));
            throw new LeaseLostException();
        });
        await using var portal = await StartAsync(handler, new JobOptions { LeaseSeconds = 20 });
        var id = await EnqueueAsync(portal);
        await TestPortal.Until(() => Task.FromResult(handler.Runs == 1));

        portal.Clock.Advance(TimeSpan.FromSeconds(21));
        var job = await EndOf(portal, id);
        release.SetResult();

        Assert.Equal((JobState.Done, 2L, 2), (job.State, job.Fence, job.Attempts));
        Assert.IsType<LeaseLostException>(await zombie.Task);
        Assert.Equal(JobState.Done, (await Find(portal, id)).State);
    }

    [Fact]
    public async Task A_failure_of_the_machine_is_tried_again()
    {
        Handler? handler = null;
        handler = new Handler((_, _) => handler!.Runs < 3 ? throw new IOException("the disk's fault") : Task.FromResult(Result.Ok));
        await using var portal = await StartAsync(handler);

        var job = await EndOf(portal, await EnqueueAsync(portal));

        Assert.Equal((JobState.Done, 3), (job.State, job.Attempts));
    }

    [Fact]
    public async Task A_job_that_keeps_failing_ends_as_failed_with_a_reason()
    {
        var handler = new Handler((_, _) => throw new IOException("the disk's fault"));
        await using var portal = await StartAsync(handler, new JobOptions { Attempts = 2 });

        var job = await EndOf(portal, await EnqueueAsync(portal));

        Assert.Equal((JobState.Failed, 2, "job-broken"), (job.State, job.Attempts, job.ErrorCode));
        Assert.Equal("job-broken", handler.Failure?.Code);
    }

    [Fact]
    public async Task A_refusal_by_the_handler_is_not_tried_again()
    {
        var handler = new Handler((_, _) => Task.FromResult<Result>(new Invalid("file", "bad-file", "The file is bad.")));
        await using var portal = await StartAsync(handler);

        var job = await EndOf(portal, await EnqueueAsync(portal));

        Assert.Equal((JobState.Failed, 1, "The file is bad."), (job.State, job.Attempts, job.ErrorMessage));
    }

    [Fact]
    public async Task A_cancelled_job_stops_and_is_recorded()
    {
        var handler = new Handler(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return Result.Ok;
        });
        await using var portal = await StartAsync(handler, new JobOptions { LeaseSeconds = 1 });
        var id = await EnqueueAsync(portal);
        await TestPortal.Until(() => Task.FromResult(handler.Runs == 1));

        Assert.True((await portal.Do<JobCommands, Result>(commands => commands.CancelAsync(id, CancellationToken.None))).IsOk);
        var job = await EndOf(portal, id);

        Assert.Equal((JobState.Cancelled, "cancelled"), (job.State, handler.Failure?.Code));
        Assert.IsType<IllegalMove>((await portal.Do<JobCommands, Result>(commands => commands.CancelAsync(id, CancellationToken.None))).Error);
    }

    [Fact]
    public async Task Jobs_of_one_queue_run_one_after_the_other_in_order()
    {
        var running = 0;
        var order = new List<int>();
        var handler = new Handler(async (run, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            order.Add(run.Payload<JsonElement>().GetProperty("number").GetInt32());
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Result.Ok;
        });
        await using var portal = await StartAsync(handler, new JobOptions { Workers = 3, Attempts = 1 });

        var ids = new List<JobId>();
        for (var number = 1; number <= 4; number++)
        {
            portal.Clock.Advance(TimeSpan.FromSeconds(1));
            ids.Add(await EnqueueAsync(portal, new { number }));
        }

        foreach (var id in ids)
        {
            Assert.Equal(JobState.Done, (await EndOf(portal, id)).State);
        }

        Assert.Equal([1, 2, 3, 4], order);
    }

    [Fact]
    public async Task A_stranger_sees_no_job()
    {
        await using var portal = await StartAsync(new Handler((_, _) => Task.FromResult(Result.Ok)));
        var id = await EnqueueAsync(portal);
        portal.As(await portal.PersonAsync("ada"));

        var reader = await portal.ActorAsync();

        Assert.Null(await portal.Do<IJobQueries, JobView?>(jobs => jobs.FindAsync(reader, id, CancellationToken.None)));
        Assert.IsType<NotFound>((await portal.Do<JobCommands, Result>(commands => commands.CancelAsync(id, CancellationToken.None))).Error);
    }

    private static async Task<TestPortal> StartAsync(Handler handler, JobOptions? jobs = null)
    {
        var portal = await TestPortal.CreateAsync(services => services.AddSingleton<IJobHandler>(handler), jobs);
        await portal.StartWorkersAsync();
        return portal;
    }

    private static async Task<JobId> EnqueueAsync(TestPortal portal, object? payload = null) =>
        (await portal.Do<IWriteDoor, Result<JobId>>(door => door.RunAsync<JobId>("test", (session, _) =>
            Task.FromResult<Result<JobId>>(session.Enqueue(new JobRequest("test", Guid.Empty, Anywhere, payload ?? new { }, "q"))), CancellationToken.None))).Value;

    private static Task<Job> Find(TestPortal portal, JobId id) => portal.Look(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Id == id));

    private static async Task<Job> EndOf(TestPortal portal, JobId id)
    {
        await TestPortal.Until(async () => (await Find(portal, id)).State is JobState.Done or JobState.Failed or JobState.Cancelled, seconds: 20);
        return await Find(portal, id);
    }

    private sealed class Handler(Func<JobRun, CancellationToken, Task<Result>> work) : IJobHandler
    {
        private int _runs;

        public string Kind => "test";

        public int Runs => _runs;

        public Error? Failure { get; private set; }

        public Task<Result> RunAsync(JobRun run, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _runs);
            return work(run, cancellation);
        }

        public Task FailedAsync(JobRun run, IWriteSession session, Error reason, CancellationToken cancellation)
        {
            Failure = reason;
            return Task.CompletedTask;
        }
    }
}
