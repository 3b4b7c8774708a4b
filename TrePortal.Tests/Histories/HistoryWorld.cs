using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Requests;

namespace TrePortal.Tests.Histories;

/// <summary>
/// A portal with a random pipeline, and the one place where operations of the model become commands: each call is entered in
/// the ledger of the actor who made it, and nothing else is.
/// </summary>
internal sealed class HistoryWorld : IAsyncDisposable
{
    private const int Term = 30;

    private readonly RequestWorld _world;
    private long _ticks;

    private HistoryWorld(RequestWorld world, Rules rules)
    {
        _world = world;
        Rules = rules;
        Reviewers = [.. Pool.Where(name => rules.Steps.Any(step => world.Knows(name) && step.Reviewers.Contains(world[name])))];
    }

    private static readonly string[] Pool = ["rita", "remo", "rosa", "rolf", "ruth", "ravi", "rune"];

    public Rules Rules { get; }

    /// <summary>Everybody who sits on a step.</summary>
    public IReadOnlyList<string> Reviewers { get; }

    public RequestWorld World => _world;

    public EnvironmentId Environment { get; private set; }

    /// <summary>One to four steps with quorums of one to three; some people sit on several. Steps wait for each other, or not.</summary>
    public static async Task<HistoryWorld> CreateAsync(Random random)
    {
        var isSequential = random.Next(2) == 0;
        var mayRejectFinally = random.Next(2) == 0;
        var steps = new List<PlannedStep>();
        for (var number = random.Next(1, 5); number > 0; number--)
        {
            var reviewers = Pool.OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToList();
            steps.Add(new($"step{steps.Count + 1}", random.Next(1, Math.Min(3, reviewers.Count) + 1), reviewers));
        }

        var policies = Policies.Default with { AccessTermDays = Term, FinalRejectionAllowed = mayRejectFinally };
        var world = await RequestWorld.CreateAsync(isSequential ? ReviewMode.Sequential : ReviewMode.Parallel, ShowcaseMode.Inventory, null, policies, steps);
        var made = new HistoryWorld(world, new Rules(
            isSequential,
            [.. steps.Select(step => new Rules.Step(step.Id, step.Quorum, [.. step.Reviewers.Select(name => world[name])]))],
            [world["tina"]],
            mayRejectFinally,
            Term));
        made.Environment = (await world.Portal.Look(db => db.Set<ResearchEnvironment>().AsNoTracking().SingleAsync(row => row.Handle == RequestWorld.Handle))).Id;
        return made;
    }

    public PersonId PersonOf(string name) => _world[name];

    public async Task<Entry> DoAsync(Operation operation)
    {
        var asked = Interlocked.Increment(ref _ticks);
        var (refusal, receipt) = await CallAsync(operation);
        return new Entry(operation, asked, Interlocked.Increment(ref _ticks), refusal?.Code, receipt);
    }

    /// <summary>What somebody who looks at the page sees of it.</summary>
    public Task<(RequestState State, long Version, int Latest)> LookAsync(Guid id) => _world.Portal.Look(async db =>
    {
        var key = new AccessRequestId(id);
        var found = await db.Set<AccessRequest>().AsNoTracking().Where(row => row.Id == key).Select(row => new { row.State, row.Version, Latest = row.Versions.Count }).FirstOrDefaultAsync();
        return found is null ? default : (found.State, found.Version, found.Latest);
    });

    public Task<long> LastEventAsync() => _world.Portal.Look(db => db.AuditEvents.MaxAsync(row => row.Sequence));

    public Task<List<AuditEvent>> EventsAfterAsync(long sequence) =>
        _world.Portal.Look(db => db.AuditEvents.AsNoTracking().Where(row => row.Sequence > sequence).OrderBy(row => row.Sequence).ToListAsync());

    /// <summary>What the database holds in the end, in the words of the model.</summary>
    public async Task<ModelState> ReadAsync(IReadOnlyCollection<Guid> requests)
    {
        var environment = await _world.Portal.Look(db => db.Set<ResearchEnvironment>().AsNoTracking().SingleAsync(row => row.Handle == RequestWorld.Handle));
        var ids = requests.Select(id => new AccessRequestId(id)).ToList();
        var found = await _world.Portal.Look(db => db.Set<AccessRequest>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync());
        var messages = await _world.Portal.Look(db => db.Set<RequestMessage>().AsNoTracking().Where(row => ids.Contains(row.Request)).ToListAsync());
        return new ModelState(environment.State == EnvironmentState.Active, found.ToImmutableDictionary(request => request.Id.Value, request => new ModelRequest(request.Owner, request.Title)
        {
            State = request.State,
            Changes = request.Version,
            Latest = request.Versions.Count,
            Named = [.. request.Content.Collaborators],
            EverNamed = [.. request.Collaborators.Select(named => named.Person)],
            Steps = [.. request.CurrentSteps.Select(step => new ModelStep(step.Step, step.Quorum, step.State, step.OpenedAt is not null))],
            Decisions = [.. request.Decisions.Select(decision => new ModelDecision(decision.RequestVersion, decision.Step, decision.Reviewer, decision.Outcome, decision.IsFinal, decision.Justification))],
            Recused = [.. request.Recusals.Select(recusal => recusal.Reviewer)],
            Handed = [.. request.HandOvers.Select(place => new ModelPlace(place.Step, place.From, place.To, place.Origin))],
            Messages = [.. messages.Where(message => message.Request == request.Id).Select(message => (message.Author, message.Text))],
            ApprovedAt = request.ApprovedAt,
            LastWords = request.Ending?.Words,
        }));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<(Error? Refusal, object? Receipt)> CallAsync(Operation operation)
    {
        await Task.Yield();
        await using var scope = _world.Portal.Services.CreateAsyncScope();
        if (operation.Who is { } who)
        {
            scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = new Caller(who, "api", "127.0.0.1");
        }

        var (id, never) = (new AccessRequestId(operation.On), CancellationToken.None);
        var requests = scope.ServiceProvider.GetRequiredService<AccessRequestCommands>();
        return operation switch
        {
            Edit edit => Of(await requests.EditAsync(id, RequestWorld.Full with { Title = edit.Title }, edit.Seen, never)),
            Name name => Of(await requests.AddCollaboratorAsync(id, name.UserName, name.Seen, never)),
            Unname unname => Of(await requests.RemoveCollaboratorAsync(id, unname.Person, unname.Seen, never)),
            Submit submit => Of(await requests.SubmitAsync(id, submit.Seen, never)),
            Withdraw withdraw => Of(await requests.WithdrawAsync(id, withdraw.Seen, never)),
            Revoke revoke => Of(await requests.RevokeAsync(id, revoke.Reason, revoke.Seen, never)),
            Close close => Of(await requests.CloseAsync(id, close.Statement, close.Seen, never)),
            Delete delete => ((await requests.DeleteAsync(id, delete.Seen, never)).Error, null),
            Decide decide => Of(await scope.ServiceProvider.GetRequiredService<ReviewCommands>().DecideAsync(id, decide.Step, decide.Verdict, never)),
            StepBack back => ((await scope.ServiceProvider.GetRequiredService<ReviewCommands>().RecuseAsync(id, back.Reason, never)).Error, null),
            HandOver over => ((await scope.ServiceProvider.GetRequiredService<ReviewCommands>().HandOverAsync(id, over.Step, over.To, never)).Error, null),
            PassOwnership pass => Of(await scope.ServiceProvider.GetRequiredService<OwnershipCommands>().PassAsync(id, pass.To, pass.Reason, null, never)),
            Say say => Of(await scope.ServiceProvider.GetRequiredService<MessageCommands>().PostAsync(id, say.Text, never)),
            KeepTerm => Of(await scope.ServiceProvider.GetRequiredService<AccessTermCommands>().KeepAsync(id, Environment, never)),
            ToMaintenance => ((await scope.ServiceProvider.GetRequiredService<LifecycleCommands>().DeactivateAsync(RequestWorld.Handle, null, never)).Error, null),
            BackToActive => ((await scope.ServiceProvider.GetRequiredService<LifecycleCommands>().ReactivateAsync(RequestWorld.Handle, null, null, never)).Error, null),
            _ => throw new InvalidOperationException(operation.ToString()),
        };
    }

    private static (Error?, object?) Of<T>(Result<T> result) => result.IsOk ? (null, result.Value) : (result.Error, null);
}
