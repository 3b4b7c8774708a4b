using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;

namespace TrePortal.Tests.Histories;

/// <summary>Sixty-four actors at work on a few requests at the same time, and the proof that what came of it is legal.</summary>
/// <param name="name">Seed and number, for whoever has to run it again.</param>
internal sealed class History(HistoryWorld world, Random random, string name)
{
    public const int Actors = 64;

    private static readonly string[] Others = ["otto", "otto", "otto", "otto", "otto", "carl", "cleo", "tina", "tina", "stan", "robot"];
    private static readonly string[] Heirs = ["carl", "carl", "cleo", "otto"];

    private readonly ConcurrentBag<Entry> _ledger = [];
    private List<Guid> _requests = [];

    /// <summary>How many operations came to what.</summary>
    public string Sum { get; private set; } = "";

    public int Done { get; private set; }

    public int Refused { get; private set; }

    /// <summary>The kinds of operations that were done, once for each time.</summary>
    public IEnumerable<string> DoneKinds => _ledger.Where(entry => entry.IsDone).Select(entry => entry.Operation.GetType().Name);

    /// <summary>Each actor does a few things in turn, at the same time as all others.</summary>
    public Task MixedAsync(int each) => RunAsync(requests: random.Next(1, 4), submitted: false, (seed, person) => WorkAsync(new Random(seed), person, each));

    /// <summary>Approve, reject, withdraw, edit, submit, revoke, into maintenance and back: each actor one of them, all at the same moment.</summary>
    public async Task ConflictAsync()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = RunAsync(requests: 1, submitted: true, async (seed, person) =>
        {
            var mine = new Random(seed);
            var operation = Draw(mine, person, _requests[0], (RequestState.InReview, 2, 1), isBold: true);
            await go.Task;
            await EnterAsync(operation);
        });
        go.SetResult();
        await running;
    }

    private async Task RunAsync(int requests, bool submitted, Func<int, string, Task> act)
    {
        _requests = [];
        world.World.Portal.Clock.Advance(TimeSpan.FromHours(1)); // names may be tried again
        for (var number = 0; number < requests; number++)
        {
            var draft = await world.World.DraftAsync(RequestWorld.Full with { Title = $"{name} {number}" });
            _requests.Add(draft.Value);
            if (submitted)
            {
                RequestWorld.Ok(await world.World.SubmitAsync(draft));
            }
        }

        var (start, from) = (await world.ReadAsync(_requests), await world.LastEventAsync());
        string[] people = [.. Others, .. Enumerable.Range(0, 14).Select(number => world.Reviewers[number % world.Reviewers.Count])];
        var cast = Enumerable.Range(0, Actors).Select(number => (Seed: random.Next(), Person: number < people.Length ? people[number] : people[random.Next(people.Length)])).ToList();
        await Task.WhenAll(cast.Select(actor => Task.Run(() => act(actor.Seed, actor.Person))));
        await ProveAsync(start, from);
        await CalmAsync();
    }

    private async Task WorkAsync(Random mine, string person, int times)
    {
        for (; times > 0; times--)
        {
            var request = _requests[mine.Next(_requests.Count)];
            var seen = mine.Next(5) > 0 ? await world.LookAsync(request) : ((RequestState)mine.Next(9), mine.Next(1, 8), mine.Next(0, 4));
            await EnterAsync(Draw(mine, person, request, seen, isBold: false));
            if (mine.Next(400) == 0)
            {
                world.World.Portal.Clock.Advance(TimeSpan.FromDays(16)); // two of these end an access term
            }
        }
    }

    private async Task EnterAsync(Operation operation) => _ledger.Add(await world.DoAsync(operation));

    /// <summary>Mostly what makes sense to this person in this state; now and then anything at all.</summary>
    private Operation Draw(Random mine, string person, Guid on, (RequestState State, long Version, int Latest) seen, bool isBold)
    {
        if (person == "robot")
        {
            return new KeepTerm(on);
        }

        var me = world.World[person];
        long? token = mine.Next(2) == 0 ? seen.Version : null;
        var words = string.Create(CultureInfo.InvariantCulture, $"{name} {mine.Next()}");
        var isReviewer = world.Reviewers.Contains(person);
        if (mine.Next(10) == 0)
        {
            return Anything(mine, me, on, words, token, seen.Latest);
        }

        return person switch
        {
            "tina" when mine.Next(3) == 0 || isBold => mine.Next(2) == 0 ? new ToMaintenance(me) : new BackToActive(me),
            "tina" => mine.Next(4) switch { 0 => new BackToActive(me), 1 => Passing(mine, me, on, words), _ => new Revoke(me, on, words, token) },
            _ when isReviewer && mine.Next(12) == 0 => Leaving(mine, me, on, words),
            _ when isReviewer => mine.Next(seen.State == RequestState.InReview ? 8 : 2) == 0 ? new Say(me, on, words) : Decision(mine, me, on, words, seen.Latest, mine.Next(isBold ? 2 : 14) > 0),
            "otto" when isBold => mine.Next(5) switch { 0 => new Withdraw(me, on, token), 1 => new Submit(me, on, token), 2 => new Edit(me, on, words, token), 3 => Naming(mine, me, on, token), _ => new Say(me, on, words) },
            "otto" => seen.State switch
            {
                RequestState.Draft or RequestState.InRevision => mine.Next(6) switch { 0 or 1 => new Edit(me, on, words, token), 2 => Naming(mine, me, on, token), _ => new Submit(me, on, token) },
                RequestState.InReview => mine.Next(9) switch { 0 => new Withdraw(me, on, token), < 4 => new Edit(me, on, words, token), _ => new Say(me, on, words) },
                RequestState.Approved => mine.Next(4) == 0 ? new Close(me, on, words, token) : new Say(me, on, words),
                _ => Anything(mine, me, on, words, token, seen.Latest),
            },
            _ => Anything(mine, me, on, words, token, seen.Latest),
        };
    }

    private Operation Anything(Random mine, PersonId me, Guid on, string words, long? token, int latest) => mine.Next(13) switch
    {
        0 => new Edit(me, on, words, token),
        1 => Naming(mine, me, on, token),
        2 => new Submit(me, on, token),
        3 => new Withdraw(me, on, token),
        4 => _requests.Count > 1 && on == _requests[^1] ? new Delete(me, on, token) : new Submit(me, on, token),
        5 => new Revoke(me, on, words, token),
        6 => new Close(me, on, words, token),
        7 => new Say(me, on, words),
        8 => new ToMaintenance(me),
        9 => new BackToActive(me),
        10 => Leaving(mine, me, on, words),
        11 => Passing(mine, me, on, words),
        _ => Decision(mine, me, on, words, latest, mine.Next(2) == 0),
    };

    private Operation Naming(Random mine, PersonId me, Guid on, long? token)
    {
        string[] people = ["carl", "cleo", "otto", world.Reviewers[mine.Next(world.Reviewers.Count)]];
        var person = people[mine.Next(people.Length)];

        // Naming is rationed by person, so few may do it.
        return me == world.World["otto"] && mine.Next(3) > 0 ? new Name(me, on, world.PersonOf(person), person, token) : new Unname(me, on, world.PersonOf(person), token);
    }

    private PassOwnership Passing(Random mine, PersonId me, Guid on, string words) => new(me, on, world.PersonOf(Heirs[mine.Next(Heirs.Length)]), words);

    // A place is given three times as often as somebody steps back, else nobody is left to decide.
    private Operation Leaving(Random mine, PersonId me, Guid on, string words) => mine.Next(4) == 0
        ? new StepBack(me, on, words)
        : new HandOver(me, on, StepOf(mine, me), world.PersonOf(world.Reviewers[mine.Next(world.Reviewers.Count)]));

    private Decide Decision(Random mine, PersonId me, Guid on, string words, int latest, bool approves)
    {
        var isFinal = mine.Next(approves ? 30 : 5) == 0;
        return new Decide(me, on, StepOf(mine, me), new Verdict(mine.Next(8) == 0 ? latest - 1 : latest, approves ? DecisionOutcome.Approve : DecisionOutcome.Reject, words, isFinal));
    }

    private string StepOf(Random mine, PersonId me)
    {
        var mySteps = world.Rules.Steps.Where(step => step.Reviewers.Contains(me)).ToList();
        var steps = mySteps.Count > 0 && mine.Next(10) > 0 ? mySteps : [.. world.Rules.Steps];
        return steps[mine.Next(steps.Count)].Id;
    }

    private async Task ProveAsync(ModelState start, long from)
    {
        var events = await world.EventsAfterAsync(from);
        var ledger = _ledger.ToList();
        var replay = new Replay(new Model(world.Rules), start, [.. events.Where(happened => happened.Action != "action-refused")], ledger);
        var fault = replay.FindFault();
        Assert.True(fault is null, $"{name}: {fault}");
        SameEnd(replay.End, await world.ReadAsync(_requests));

        // Who may not, or may not know, is in the log with that and nothing else; other refusals leave no trace.
        var refused = ledger.Count(entry => entry is { Refusal: "not-found" or "forbidden" or "final-rejection" });
        Assert.True(refused == events.Count(happened => happened.Action == "action-refused"), $"{name}: {refused} refusals of who may not, {events.Count(happened => happened.Action == "action-refused")} in the log");
        (Done, Refused) = (ledger.Count(entry => entry.IsDone), ledger.Count(entry => !entry.IsDone));
        Sum = $"{name}: {Done} done, {Refused} refused, {replay.Commits} commits, ends {string.Join(", ", replay.End.Requests.Values.Select(request => request.State))}";
    }

    // The client's ledger against the database itself: every decision that was acknowledged is there, as it was said (INV12).
    private void SameEnd(ModelState model, ModelState stored)
    {
        Assert.True(model.IsActive == stored.IsActive, $"{name}: the environment ends otherwise");
        Assert.Equal(model.Requests.Keys.Order(), stored.Requests.Keys.Order());
        foreach (var (id, expected) in model.Requests)
        {
            var found = stored.Requests[id];
            Assert.True(Text(expected) == Text(found), $"{name}: the model ends with\n{Text(expected)}\nand the database holds\n{Text(found)}");
        }

        var kept = stored.Requests.SelectMany(request => request.Value.Decisions.Select(decision => (request.Key, decision))).ToHashSet();
        foreach (var entry in _ledger.Where(entry => entry.Operation is Decide))
        {
            var (on, verdict) = (entry.Operation.On, ((Decide)entry.Operation).Verdict);
            var decision = new ModelDecision(verdict.Version, ((Decide)entry.Operation).Step, entry.Operation.Who!.Value, verdict.Outcome, verdict.IsFinal, verdict.Justification);
            Assert.True(kept.Contains((on, decision)) == entry.IsDone, $"{name}: {entry}, and the database {(entry.IsDone ? "lost" : "kept")} it");
        }
    }

    private static string Text(ModelRequest request) => string.Join('\n',
        $"{request.Owner} {request.Title} {request.State} {request.Changes} {request.Latest} {request.ApprovedAt:O} {request.LastWords}",
        $"named {string.Join(",", request.Named)}; ever {string.Join(",", request.EverNamed.OrderBy(person => person.Value))}",
        string.Join("; ", request.Steps),
        $"recused {string.Join(",", request.Recused.OrderBy(person => person.Value))}; {string.Join("; ", request.Handed.Select(place => place.ToString()).Order(StringComparer.Ordinal))}",
        string.Join("; ", request.Decisions.OrderBy(decision => (decision.Version, decision.Step, decision.By.Value).ToString(), StringComparer.Ordinal)),
        string.Join("; ", request.Messages.OrderBy(message => message.Text, StringComparer.Ordinal)));

    // The next history begins in an environment that takes requests.
    private async Task CalmAsync()
    {
        if (!(await world.ReadAsync([])).IsActive)
        {
            Assert.Null((await world.DoAsync(new BackToActive(world.World["tina"]))).Refusal);
        }
    }
}
