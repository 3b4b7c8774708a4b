using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

[Trait("Category", "Integration")]
public sealed class VersionsApiTests : IAsyncLifetime
{
    private const string Root = "/api/v1/environments/tre-api/inventory";

    private readonly TestWeb _web = new();
    private HttpClient _ada = null!;
    private HttpClient _sam = null!;

    public async Task InitializeAsync()
    {
        await _web.PersonAsync("ada");
        await _web.PersonAsync("sam");
        Assert.True((await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default))).IsOk);
        Assert.True((await _web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default))).IsOk);
        (_ada, _sam) = (await _web.ApiAs("ada"), await _web.ApiAs("sam"));
        Assert.Equal(HttpStatusCode.Created, (await _ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-api", name = "Api", organization = "org-north", region = "eu-north" })).StatusCode);
        var release = new ByteArrayContent(new SmallInventory().Zip("")) { Headers = { ContentType = new("application/zip") } };
        Assert.Equal(HttpStatusCode.Accepted, (await _ada.PutAsync(Root + "/versions/1/assets", release)).StatusCode);
        await TestPortal.Until(async () => (await _ada.GetAsync(Root + "/versions/1/report")).IsSuccessStatusCode, 60);
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task A_version_is_read_described_acknowledged_checked_and_discarded()
    {
        var list = await JsonAsync(await _ada.GetAsync(Root + "/versions"));
        Assert.Equal((1, "pending"), (list.GetProperty("items")[0].GetProperty("number").GetInt32(), list.GetProperty("items")[0].GetProperty("state").GetString()));

        int[] answers =
        [
            (int)(await SendAsync(HttpMethod.Patch, "/versions/1", null, new { label = "One" })).StatusCode,
            (int)(await SendAsync(HttpMethod.Patch, "/versions/1", await TagAsync(), new { label = "One", notes = "First." })).StatusCode,
            (int)(await SendAsync(HttpMethod.Patch, "/versions/1", new EntityTagHeaderValue("\"1\""), new { label = "Late" })).StatusCode,
        ];
        Assert.Equal([428, 200, 412], answers);
        Assert.Equal("One", (await JsonAsync(await _ada.GetAsync(Root + "/versions/1"))).GetProperty("label").GetString());

        var warnings = (await JsonAsync(await _ada.GetAsync(Root + "/versions/1/warnings"))).GetProperty("items");
        var code = warnings[0].GetProperty("code").GetString();
        Assert.Equal(204, (int)(await SendAsync(HttpMethod.Post, $"/versions/1/warnings/{code}/acknowledge", await TagAsync(), new { note = "Fine." })).StatusCode);
        Assert.Equal(204, (int)(await SendAsync(HttpMethod.Post, "/versions/1/warnings/acknowledge", await TagAsync(), new { })).StatusCode);
        Assert.All((await JsonAsync(await _ada.GetAsync(Root + "/versions/1/warnings"))).GetProperty("items").EnumerateArray(), warning => Assert.NotEqual(JsonValueKind.Null, warning.GetProperty("acknowledged").ValueKind));

        var check = await JsonAsync(await _ada.PostAsync(Root + "/versions/1/validate", null));
        Assert.Equal((true, 0), (check.GetProperty("isIntact").GetBoolean(), check.GetProperty("damaged").GetArrayLength()));
        Assert.Equal(0, (await JsonAsync(await _ada.GetAsync(Root + "/versions/1/impact"))).GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await _ada.GetAsync(Root + "/versions/1/diff")).StatusCode); // nothing before it
        Assert.Equal(0, (await JsonAsync(await _ada.GetAsync(Root + "/versions/1/diff?from=1"))).GetProperty("fields").GetArrayLength());

        Assert.Equal(204, (int)(await SendAsync(HttpMethod.Delete, "/versions/1", await TagAsync(), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _ada.GetAsync(Root + "/versions/1")).StatusCode);
    }

    [Fact]
    public async Task Keys_of_withdrawn_people_come_in_and_never_go_out()
    {
        var list = new StringContent("id\nA1\nNobody\nA1\n", new MediaTypeHeaderValue("text/csv"));
        var answer = await _ada.PostAsync(Root + "/withdrawn", list);
        var text = await answer.Content.ReadAsStringAsync();
        var said = await JsonAsync(answer);
        Assert.Equal((2, 1, 1), (said.GetProperty("added").GetInt32(), said.GetProperty("repeated").GetInt32(), said.GetProperty("unknown").GetInt32()));
        Assert.Equal(3, said.GetProperty("unknownLines")[0].GetInt32());
        Assert.DoesNotContain("Nobody", text, StringComparison.Ordinal);

        Assert.Equal(422, (int)(await _ada.PostAsync(Root + "/withdrawn", new StringContent("id\n", new MediaTypeHeaderValue("text/csv")))).StatusCode);
        Assert.Equal(415, (int)(await _ada.PostAsync(Root + "/withdrawn", new StringContent("id\nA1\n", new MediaTypeHeaderValue("application/xml")))).StatusCode);
        Assert.Equal(204, (int)(await SendAsync(HttpMethod.Delete, "/withdrawn", null, new { participant = "Nobody", reason = "A slip" })).StatusCode);
        Assert.Equal(422, (int)(await SendAsync(HttpMethod.Delete, "/withdrawn", null, new { participant = "Nobody", reason = "Again" })).StatusCode);
        var now = await JsonAsync(await _ada.GetAsync(Root + "/withdrawn"));
        Assert.Equal((1, 2), (now.GetProperty("total").GetInt32(), now.GetProperty("history").GetArrayLength()));
        Assert.Equal(0, (await JsonAsync(await _ada.GetAsync(Root + "/withdrawn/projects"))).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_stranger_is_told_not_found()
    {
        foreach (var address in new[] { "/versions", "/versions/1", "/versions/1/warnings", "/versions/1/diff?from=1", "/versions/1/impact", "/withdrawn", "/withdrawn/projects" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _sam.GetAsync(Root + address)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _sam.PostAsync(Root + "/versions/1/validate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _sam.PostAsync(Root + "/withdrawn", new StringContent("id\nA1\n", new MediaTypeHeaderValue("text/csv")))).StatusCode);
    }

    private async Task<EntityTagHeaderValue> TagAsync() => (await _ada.GetAsync(Root + "/versions/1")).Headers.ETag!;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, EntityTagHeaderValue? seen, object? body)
    {
        using var request = new HttpRequestMessage(method, Root + address) { Content = body is null ? null : JsonContent.Create(body) };
        if (seen is not null)
        {
            request.Headers.IfMatch.Add(seen);
        }

        return await _ada.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
