using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Requests;
using Xunit.Abstractions;

namespace TrePortal.Tests.Reviews;

/// <summary>Many decisions at the same moment on a real database leave one legal history.</summary>
[Trait("Category", "Integration")]
public sealed class ConcurrentDecisionsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Sixty_four_decisions_at_once_leave_exactly_one_legal_history()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2, more: ManyCallers.Use);
        var id = await world.SubmittedAsync();
        var started = Stopwatch.StartNew();

        // Every reviewer says approve and reject on every step, over and over, all at once.
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(async number =>
        {
            var reviewer = new[] { "rita", "remo", "rosa" }[number % 3];
            var step = number % 2 == 0 ? "ethics" : "data";
            var outcome = number % 7 == 0 ? DecisionOutcome.Reject : DecisionOutcome.Approve;
            return await DecideAsync(world, id, reviewer, step, new Verdict(1, outcome, "Because."));
        }));

        output.WriteLine($"64 decisions in {started.ElapsedMilliseconds} ms: {results.Count(result => result.IsOk)} done");
        var request = (await world.ReadAsync(id, "otto"))!;
        var steps = request.Latest!.Steps;
        var decisions = steps.SelectMany(step => step.Decisions.Select(decision => (step.Step, decision))).ToList();
        Assert.Equal(results.Count(result => result.IsOk), decisions.Count);
        Assert.Equal(decisions.Count, decisions.DistinctBy(item => (item.Step, item.decision.Reviewer.Id)).Count());
        Assert.True(decisions.Count(item => item.decision.Outcome == DecisionOutcome.Reject) <= 1);
        Assert.Equal(
            request.State,
            steps.Any(step => step.State == StepState.Rejected) ? RequestState.InRevision : steps.All(step => step.State == StepState.Approved) ? RequestState.Approved : RequestState.InReview);
        Assert.All(steps.Where(step => step.State == StepState.Approved), step => Assert.Equal(step.Quorum, step.Approvals));
        Assert.NotEqual(RequestState.InReview, request.State);
        Assert.All(results.Where(result => !result.IsOk), result => Assert.True(result.Error is IllegalMove or Forbidden or Stale, result.Error?.Message));
    }

    [Fact]
    public async Task The_same_decision_sent_many_times_counts_once()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2, more: ManyCallers.Use);
        var id = await world.SubmittedAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => DecideAsync(world, id, "remo", "data", new Verdict(1, DecisionOutcome.Approve, ""))));

        Assert.Equal(1, results.Count(result => result.IsOk));
        Assert.Equal(1, (await world.ReadAsync(id, "otto"))!.Latest!.Steps[1].Approvals);
    }

    private static async Task<Result<RequestState>> DecideAsync(RequestWorld world, AccessRequestId id, string reviewer, string step, Verdict verdict)
    {
        await Task.Yield();
        ManyCallers.Me.Value = new Caller(world[reviewer], "api", "127.0.0.1");
        await using var scope = world.Portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ReviewCommands>().DecideAsync(id, step, verdict, CancellationToken.None);
    }

    /// <summary>Each asynchronous flow has a caller of its own; without one, the test's.</summary>
    private sealed class ManyCallers(ICallerSource others) : ICallerSource
    {
        public static AsyncLocal<Caller?> Me { get; } = new();

        public static void Use(IServiceCollection services)
        {
            var before = services.Last(service => service.ServiceType == typeof(ICallerSource));
            services.Remove(before);
            services.AddScoped<ICallerSource>(scope => new ManyCallers((ICallerSource)before.ImplementationFactory!(scope)));
        }

        public async Task<Caller> GetAsync(CancellationToken cancellation) => Me.Value ?? await others.GetAsync(cancellation);
    }
}
