using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Faults;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Api;

/// <summary>
/// A client that heard nothing sends the same call again, many times at once and after a restart: it happens once, and
/// every answer is the first one, word for word (F10).
/// </summary>
[Trait("Category", "Integration")]
public sealed class RepeatedCallTests(ITestOutputHelper output)
{
    private const int RoundsOfAPortal = 5;

    private static readonly (HttpStatusCode, string?) Reused = (HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

    [Fact]
    public async Task The_same_submission_and_the_same_decision_sent_again_and_again_happen_once()
    {
        var random = new Random(10);
        await using var world = await RequestWorld.CreateAsync(
            ReviewMode.Parallel, ShowcaseMode.Inventory, null, Policies.Default, [new("ethics", 2, ["rita", "remo", "rosa"])]);
        var (rounds, calls) = (FullVolume.Or(10, 500), 0); // a submission and a decision in each
        Dictionary<string, string>? tokens = null;
        for (var round = 0; round < rounds;)
        {
            var told = new List<(AccessRequestId Id, int Round, IReadOnlyList<Answer> Submitted, IReadOnlyList<Answer> Decided)>();
            await using (var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder), ("Portal:ApiCallsPerMinute", "1000000")))
            {
                tokens ??= new() { ["otto"] = await web.TokenAsync("otto"), ["rita"] = await web.TokenAsync("rita"), ["remo"] = await web.TokenAsync("remo") };
                var (otto, rita, remo) = (web.ApiWith(tokens["otto"]), web.ApiWith(tokens["rita"]), web.ApiWith(tokens["remo"]));
                for (var number = 0; number < RoundsOfAPortal && round < rounds; number++, round++)
                {
                    var id = await world.DraftAsync();
                    var times = random.Next(2, FullVolume.IsOn ? 101 : 13);
                    var submitted = await ManyAsync(times, () => SubmitAsync(otto, id, round));
                    var decided = await ManyAsync(times, () => DecideAsync(rita, id, round));

                    // Somebody else decides too: the request is approved now, and the first answers still say what was so then.
                    Assert.Equal(HttpStatusCode.OK, (await DecideAsync(remo, id, round)).Status);
                    told.Add((id, round, [.. submitted, .. await ManyAsync(2, () => SubmitAsync(otto, id, round))], [.. decided, .. await ManyAsync(2, () => DecideAsync(rita, id, round))]));
                }
            }

            await using var restarted = new TestWeb(("Portal:DataRoot", world.Portal.Folder), ("Portal:ApiCallsPerMinute", "1000000"));
            var (owner, reviewer) = (restarted.ApiWith(tokens["otto"]), restarted.ApiWith(tokens["rita"]));
            foreach (var (id, number, submitted, decided) in told)
            {
                AllAlike([.. submitted, .. await ManyAsync(2, () => SubmitAsync(owner, id, number))], "in-review");
                AllAlike([.. decided, .. await ManyAsync(2, () => DecideAsync(reviewer, id, number))], "in-review");
                calls += submitted.Count + decided.Count + 4;

                // The same key with other words is another call, and is refused whatever they are.
                foreach (var body in new object[] { new { version = 1, outcome = "reject", justification = "No." }, new { version = 1, outcome = "approve", justification = "Fine" } })
                {
                    Assert.Equal(Reused, CodeOf(await PostAsync(reviewer, $"/api/v1/requests/{id}/steps/ethics/decision", body, $"decide-{number}")));
                }

                Assert.Equal(Reused, CodeOf(await PostAsync(owner, $"/api/v1/requests/{id}/withdraw", null, $"submit-{number}", version: 1)));
                Assert.Equal((1, 2, 1), await EffectsAsync(world, id));
            }
        }

        await world.Portal.AllHoldAsync();
        await new KillHarness(world.Portal).AuditChainHoldsAsync();
        output.WriteLine($"{rounds * 2} keys, {calls} calls, in parallel and after a restart: {rounds * 2} effects, one answer each (F10)");
    }

    [Fact]
    public async Task Who_may_not_see_it_any_more_is_not_told_again()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        var id = await world.SubmittedAsync();
        var rita = await web.ApiAs("rita");
        var decide = $"/api/v1/requests/{id}/messages";
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(rita, decide, new { text = "Why?" }, "k")).Status);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(rita, decide, new { text = "Why?" }, "k")).Status);

        await web.AsOperator<Domain.People.PeopleCommands, object>(async people => await people.SetEnabledAsync(world["rita"], false, null, default));

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(rita, decide, new { text = "Why?" }, "k")).Status);
    }

    private static Task<Answer> SubmitAsync(HttpClient client, AccessRequestId id, int round) =>
        PostAsync(client, $"/api/v1/requests/{id}/submit", null, $"submit-{round}", version: 1);

    private static Task<Answer> DecideAsync(HttpClient client, AccessRequestId id, int round) =>
        PostAsync(client, $"/api/v1/requests/{id}/steps/ethics/decision", new { version = 1, outcome = "approve", justification = $"Fine {round}" }, $"decide-{round}");

    private static void AllAlike(IReadOnlyList<Answer> answers, string state)
    {
        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Body));
        Assert.Single(answers.Distinct());
        Assert.Equal(state, JsonSerializer.Deserialize<JsonElement>(answers[0].Body).GetProperty("state").GetString());
    }

    private static (HttpStatusCode, string?) CodeOf(Answer answer) => (answer.Status, JsonSerializer.Deserialize<JsonElement>(answer.Body).GetProperty("code").GetString());

    private static async Task<(int Submissions, int Decisions, int Approvals)> EffectsAsync(RequestWorld world, AccessRequestId id)
    {
        var actions = await world.Portal.Look(db => db.AuditEvents.Where(row => row.SubjectId == id.Value).Select(row => row.Action).ToListAsync());
        var request = await world.Portal.Look(db => db.Set<AccessRequest>().AsNoTracking().SingleAsync(row => row.Id == id));
        Assert.Equal((1, 2), (request.Versions.Count, request.Decisions.Count));
        return (actions.Count(action => action == "request-submitted"), actions.Count(action => action == "step-decided"), actions.Count(action => action == "request-approved"));
    }

    private static Task<Answer[]> ManyAsync(int times, Func<Task<Answer>> call) => Task.WhenAll(Enumerable.Range(0, times).Select(_ => Task.Run(call)));

    private static async Task<Answer> PostAsync(HttpClient client, string address, object? body, string key, long? version = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = body is null ? null : JsonContent.Create(body) };
        message.Headers.Add("Idempotency-Key", key);
        if (version is { } seen)
        {
            message.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{seen}\""));
        }

        using var answer = await client.SendAsync(message);
        return new Answer(answer.StatusCode, answer.Headers.ETag?.Tag, await answer.Content.ReadAsStringAsync());
    }

    private sealed record Answer(HttpStatusCode Status, string? ETag, string Body);
}
