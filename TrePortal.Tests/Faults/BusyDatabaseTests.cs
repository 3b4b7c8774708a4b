using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Api;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Faults;

/// <summary>Somebody else holds the database's write lock: callers wait, then are told when to come again, and nothing happens twice (F05).</summary>
[Trait("Category", "Fault")]
public sealed class BusyDatabaseTests(ITestOutputHelper output)
{
    private const int Callers = 12;

    [Fact]
    public async Task Who_is_patient_enough_is_served_and_others_are_told_to_come_again()
    {
        await using var world = await RequestWorld.CreateAsync();

        // Seconds held, seconds of patience.
        (double Held, int Patience)[] cases = FullVolume.IsOn
            ? [.. Enumerable.Range(0, 10).SelectMany(_ => new (double, int)[] { (1, 10), (10, 4), (60, 10) })]
            : [(0.5, 10), (4, 1)];
        var (served, sentAway, token) = (0, 0, (string?)null);
        foreach (var (held, patience) in cases)
        {
            await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder), ("Database:PatienceSeconds", $"{patience}"));
            var (otto, unmarked) = (web.ApiWith(token ??= await web.TokenAsync("otto")), await web.ApiAs("otto")); // a person has fifty tokens, no more
            var id = await world.SubmittedAsync();
            var address = $"/api/v1/requests/{id}/messages";
            Assert.Equal(HttpStatusCode.OK, (await otto.GetAsync($"/api/v1/requests/{id}")).StatusCode);
            var holder = HoldAsync(world.Portal.Folder, TimeSpan.FromSeconds(held), out var isHeld);
            await isHeld;
            var clock = Stopwatch.StartNew();
            var calls = Enumerable.Range(0, Callers).Select(number => PostAsync(otto, address, number)).ToList();

            // Reading goes on meanwhile, also with a token whose first use today would be noted.
            Assert.Equal(HttpStatusCode.OK, (await otto.GetAsync($"/api/v1/requests/{id}")).StatusCode);
            if (held > 1)
            {
                Assert.Equal(HttpStatusCode.OK, (await unmarked.GetAsync($"/api/v1/requests/{id}")).StatusCode);
            }

            Assert.False(holder.IsCompleted, "reading waited for the writer");

            var answers = await Task.WhenAll(calls);
            foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            {
                await FrameTests.AssertProblem(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            }

            var done = answers.Count(answer => answer.StatusCode == HttpStatusCode.Created);
            Assert.Equal(held < patience ? Callers : 0, done);
            Assert.Equal(done, await MessagesAsync(world, id));
            output.WriteLine($"held {held} s, patience {patience} s: {done} of {Callers} served, all answered after {clock.ElapsedMilliseconds} ms");
            await holder;

            // The same calls again, with the same keys: what was done is not done twice, what was not is done now.
            var again = await Task.WhenAll(Enumerable.Range(0, Callers).Select(number => PostAsync(otto, address, number)));
            Assert.All(again, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
            Assert.Equal(Callers, await MessagesAsync(world, id));
            foreach (var (first, second) in answers.Zip(again).Where(pair => pair.First.StatusCode == HttpStatusCode.Created))
            {
                Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
            }

            (served, sentAway) = (served + done, sentAway + Callers - done);
        }

        await world.Portal.AllHoldAsync();
        await new KillHarness(world.Portal).AuditChainHoldsAsync();
        output.WriteLine($"{cases.Length} times the database was held (F05): {served} calls waited and were served, {sentAway} were sent away");
        Assert.True(served > 0 && sentAway > 0);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, int number)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { text = $"Message {number}" }) };
        message.Headers.Add("Idempotency-Key", $"{address[^45..^9]}-{number}");
        return await client.SendAsync(message);
    }

    private static Task<int> MessagesAsync(RequestWorld world, AccessRequestId id) =>
        world.Portal.Look(db => db.Set<RequestMessage>().CountAsync(message => message.Request == id));

    // As another process would: a connection that shares nothing with the portal's.
    private static Task HoldAsync(string folder, TimeSpan time, out Task isHeld)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        isHeld = held.Task;
        return Task.Run(async () =>
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")};Pooling=False;Default Timeout=30");
            await connection.OpenAsync();
            await using var transaction = connection.BeginTransaction(); // immediate
            held.SetResult();
            await Task.Delay(time);
        });
    }
}
