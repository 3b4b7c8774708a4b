using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Requests;

[Trait("Category", "Integration")]
public sealed class RequestsApiTests : IAsyncLifetime
{
    private RequestWorld _world = null!;
    private TestWeb _web = null!;

    public async Task InitializeAsync()
    {
        _world = await RequestWorld.CreateAsync();
        _web = new TestWeb(("Portal:DataRoot", _world.Portal.Folder));
    }

    public async Task DisposeAsync()
    {
        await _web.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task From_a_draft_to_the_approval()
    {
        var otto = await _web.ApiAs("otto");
        var rita = await _web.ApiAs("rita");
        var remo = await _web.ApiAs("remo");

        var created = await otto.PostAsJsonAsync("/api/v1/requests", new { environment = RequestWorld.Handle, content = new { title = "Statins" } });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var address = created.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.NotFound, (await rita.GetAsync(address)).StatusCode);

        var edited = await SendAsync(otto, HttpMethod.Patch, address, 1, new
        {
            publicSummary = "For everybody.",
            purpose = "To know.",
            expectedOutputs = "A paper.",
            startsOn = "2026-04-01",
            endsOn = "2027-04-01",
            cohort = new { savedCohort = (string?)null },
            collections = new[] { new { id = "core" } },
            isDeclared = true,
        });
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        var named = await SendAsync(otto, HttpMethod.Put, $"{address}/collaborators/carl", VersionOf(edited));
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        var submitted = await SendAsync(otto, HttpMethod.Post, $"{address}/submit", VersionOf(named));
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
        Assert.Matches("^AR-[0-9]{4}-0001$", (await JsonAsync(submitted)).GetProperty("reference").GetString());

        var queue = await JsonAsync(await rita.GetAsync("/api/v1/reviews"));
        Assert.Equal("ethics", queue.GetProperty("items")[0].GetProperty("step").GetString());
        Assert.Equal(HttpStatusCode.OK, (await rita.PostAsJsonAsync($"{address}/steps/ethics/decision", new { version = 1, outcome = "approve", justification = "" })).StatusCode);
        var decided = await remo.PostAsJsonAsync($"{address}/steps/data/decision", new { version = 1, outcome = "approve" });

        Assert.Equal("approved", (await JsonAsync(decided)).GetProperty("state").GetString());
        Assert.Equal(64, (await JsonAsync(await otto.GetAsync($"{address}/versions"))).GetProperty("items")[0].GetProperty("hash").GetString()!.Length);
        Assert.Equal("approved", (await JsonAsync(await otto.GetAsync("/api/v1/requests?state=approved&role=owner"))).GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Messages_then_the_end_by_owner_or_admin()
    {
        var (closed, revoked) = (await ApprovedAsync(), await ApprovedAsync());
        var (otto, tina, stan, rita) = (await _web.ApiAs("otto"), await _web.ApiAs("tina"), await _web.ApiAs("stan"), await _web.ApiAs("rita"));
        var (first, second) = ($"/api/v1/requests/{closed}", $"/api/v1/requests/{revoked}");

        Assert.Equal(HttpStatusCode.Created, (await rita.PostAsJsonAsync($"{first}/messages", new { text = "How is it going, @otto?" })).StatusCode);
        var thread = await JsonAsync(await otto.GetAsync($"{first}/messages"));
        var message = thread.GetProperty("messages").GetProperty("items")[0];
        Assert.Equal(("How is it going, @otto?", "otto", true), (message.GetProperty("text").GetString(), message.GetProperty("mentions")[0].GetString(), message.GetProperty("isUnread").GetBoolean()));
        Assert.Equal(HttpStatusCode.NoContent, (await otto.PostAsJsonAsync($"{first}/messages/read", new { until = message.GetProperty("at").GetString() })).StatusCode);
        Assert.False((await JsonAsync(await otto.GetAsync($"{first}/messages"))).GetProperty("messages").GetProperty("items")[0].GetProperty("isUnread").GetBoolean());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await otto.PostAsJsonAsync($"{first}/messages", new { text = " " })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await tina.PostAsJsonAsync($"{first}/messages", new { text = "Hello" })).StatusCode);
        foreach (var (action, body) in new (string, object)[] { ("messages", new { text = "x" }), ("revoke", new { reason = "x" }), ("close", new { statement = "x" }), ("messages/read", new { until = DateTimeOffset.UnixEpoch }) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(stan, HttpMethod.Post, $"{first}/{action}", 1, body)).StatusCode);
        }

        var version = VersionOf(await otto.GetAsync(first));
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(otto, HttpMethod.Post, $"{first}/revoke", version, new { reason = "Mine." })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(otto, HttpMethod.Post, $"{first}/close", version, new { statement = "" })).StatusCode);
        var ended = await JsonAsync(await SendAsync(otto, HttpMethod.Post, $"{first}/close", version, new { statement = "Published." }));
        Assert.Equal(("closed", "Published."), (ended.GetProperty("state").GetString(), ended.GetProperty("ending").GetProperty("words").GetString()));
        ended = await JsonAsync(await SendAsync(tina, HttpMethod.Post, $"{second}/revoke", VersionOf(await tina.GetAsync(second)), new { reason = "Ethics." }));
        Assert.Equal(("revoked", "tina"), (ended.GetProperty("state").GetString(), ended.GetProperty("ending").GetProperty("by").GetProperty("userName").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, (await rita.PostAsJsonAsync($"{second}/messages", new { text = "Too late." })).StatusCode);
    }

    private async Task<Guid> ApprovedAsync()
    {
        var id = await _world.SubmittedAsync();
        RequestWorld.Ok(await _world.DecideAsync(id, "rita", "ethics"));
        RequestWorld.Ok(await _world.DecideAsync(id, "remo", "data"));
        return id.Value;
    }

    [Fact]
    public async Task Refusals_have_their_own_status()
    {
        var id = await _world.SubmittedAsync();
        var address = $"/api/v1/requests/{id}";
        var otto = await _web.ApiAs("otto");
        var rita = await _web.ApiAs("rita");
        var stan = await _web.ApiAs("stan");
        var version = VersionOf(await otto.GetAsync(address));

        Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.PostAsJsonAsync($"{address}/steps/ethics/decision", new { version = 1, outcome = "approve" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await otto.PostAsJsonAsync($"{address}/steps/ethics/decision", new { version = 1, outcome = "approve" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await rita.PostAsJsonAsync($"{address}/steps/data/decision", new { version = 1, outcome = "approve" })).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await rita.PostAsJsonAsync($"{address}/steps/ethics/decision", new { version = 7, outcome = "approve" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await rita.PostAsJsonAsync($"{address}/steps/ethics/decision", new { version = 1, outcome = "reject" })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(otto, HttpMethod.Patch, address, version, new { title = "Another" })).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await otto.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(otto, HttpMethod.Post, $"{address}/withdraw", version + 1)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.PostAsJsonAsync("/api/v1/requests", new { environment = RequestWorld.Handle })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await otto.GetAsync("/api/v1/requests?state=nosuch")).StatusCode);
    }

    [Fact]
    public async Task An_unknown_collaborator_and_a_wrong_one_get_the_same_answer_until_there_are_too_many()
    {
        var id = await _world.DraftAsync();
        var otto = await _web.ApiAs("otto");
        var address = $"/api/v1/requests/{id}";
        var version = VersionOf(await otto.GetAsync(address));
        var answers = new List<HttpResponseMessage>();
        for (var round = 0; round < 31; round++)
        {
            answers.Add(await SendAsync(otto, HttpMethod.Put, $"{address}/collaborators/nobody{round}", version));
        }

        Assert.All(answers.Take(30), answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[30].StatusCode);
        Assert.Single((await Task.WhenAll(answers.Take(2).Select(answer => JsonAsync(answer)))).Select(json => json.GetProperty("detail").GetString()).Distinct());
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        for (var round = 0; round < 3; round++)
        {
            await _world.DraftAsync();
        }

        var otto = await _web.ApiAs("otto");
        var first = await JsonAsync(await otto.GetAsync("/api/v1/requests?limit=2"));
        var rest = await JsonAsync(await otto.GetAsync("/api/v1/requests?limit=2&cursor=" + first.GetProperty("nextCursor").GetString()));

        Assert.Equal((2, 1), (first.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("nextCursor").ValueKind);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, long version, object? body = null)
    {
        using var message = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        message.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await client.SendAsync(message);
    }

    private static long VersionOf(HttpResponseMessage answer) => long.Parse(answer.Headers.ETag!.Tag.Trim('"'), CultureInfo.InvariantCulture);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();
}
