using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Api;

[Trait("Category", "Integration")]
public sealed class FrameTests(FrameTests.Portal portal) : IClassFixture<FrameTests.Portal>
{
    private readonly TestWeb _web = portal.Web;

    [Fact]
    public async Task A_token_says_who_I_am()
    {
        var me = await (await _web.ApiAs("ada")).GetFromJsonAsync<JsonElement>("/api/v1/me");

        Assert.Equal("ada", me.GetProperty("userName").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer trep_0000000000000000000000000000000000000000000")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic cm9vdDpyb290")]
    public async Task Without_a_good_token_the_answer_is_401(string authorization)
    {
        using var client = _web.Client();
        if (authorization.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }

        using var answer = await client.GetAsync("/api/v1/me");

        await AssertProblem(answer, HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Fact]
    public async Task A_token_in_the_address_is_refused()
    {
        using var answer = await (await _web.ApiAs("ada")).GetAsync("/api/v1/me?access_token=x");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_read_token_reads_and_does_not_write()
    {
        using var client = await _web.ApiAs("ada", TokenScope.Read);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me")).StatusCode);
        await AssertProblem(await client.PostAsJsonAsync("/api/v1/me/tokens", new { name = "x", scope = "read" }), HttpStatusCode.Forbidden, "token-scope");
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"scope\":\"read\",\"more\":1}")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\",\"scope\":\"read\"}")]
    [InlineData("{\"Name\":\"x\",\"scope\":\"read\"}")]
    [InlineData("{\"name\":\"x\\u0000\",\"scope\":\"read\"}")]
    [InlineData("{\"name\":\"x\",\"scope\":1}")]
    [InlineData("{\"name\":null,\"scope\":\"read\"}")]
    [InlineData("{\"scope\":\"read\"}")]
    [InlineData("{\"name\":")]
    [InlineData("")]
    public async Task Malformed_json_is_400(string body)
    {
        using var client = await _web.ApiAs("ada");

        await AssertProblem(await client.PostAsync("/api/v1/me/tokens", Json(body)), HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        using var client = await _web.ApiAs("ada");

        using var answer = await client.PostAsync("/api/v1/me/tokens", new StringContent("name=x"));

        await AssertProblem(answer, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Unacceptable_content_names_the_field()
    {
        using var client = await _web.ApiAs("ada");

        var problem = await AssertProblem(
            await client.PostAsJsonAsync("/api/v1/me/tokens", new { name = "x", scope = "read", days = 4000 }), HttpStatusCode.UnprocessableEntity, "invalid");

        Assert.Equal("days", problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Unknown_addresses_and_strangers_objects_are_both_404()
    {
        await _web.AsOperator<OrganizationCommands, object>(async commands => await commands.CreateAsync("org-north", "North", "root", default));
        using var ada = await _web.ApiAs("ada");

        await AssertProblem(await ada.GetAsync("/api/v1/nothing"), HttpStatusCode.NotFound, "not-found");
        await AssertProblem(await ada.GetAsync("/api/v1/orgs/org-north"), HttpStatusCode.NotFound, "not-found");
        await AssertProblem(await ada.GetAsync("/api/v1/users"), HttpStatusCode.NotFound, "not-found");
        await AssertProblem(await ada.PutAsync("/api/v1/me", Json("{}")), HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task A_change_says_which_version_it_saw()
    {
        await _web.AsOperator<OrganizationCommands, object>(async commands => await commands.CreateAsync("org-change", "North", "root", default));
        using var root = await _web.ApiAs("root");
        Assert.Equal(HttpStatusCode.Created, (await root.PostAsJsonAsync("/api/v1/orgs/org-change/members", new { userName = "ada", level = "member" })).StatusCode);
        using var read = await root.GetAsync("/api/v1/orgs/org-change");
        var body = Json("{\"level\":\"member\",\"mayManageEnvironments\":true}");

        await AssertProblem(await root.PatchAsync("/api/v1/orgs/org-change/members/ada", body), (HttpStatusCode)428, "if-match-missing");

        root.DefaultRequestHeaders.IfMatch.Add(read.Headers.ETag!);
        using var changed = await root.PatchAsync("/api/v1/orgs/org-change/members/ada", Json("{\"level\":\"member\",\"mayManageEnvironments\":true}"));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(read.Headers.ETag, changed.Headers.ETag);

        await AssertProblem(await root.DeleteAsync("/api/v1/orgs/org-change/members/ada"), HttpStatusCode.PreconditionFailed, "stale");
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_first_answer_and_refuses_other_content()
    {
        using var root = await _web.ApiAs("root");
        root.DefaultRequestHeaders.Add("Idempotency-Key", "k1");
        var body = new { handle = "org-key", name = "North", admin = "root" };

        Assert.Equal(HttpStatusCode.Created, (await root.PostAsJsonAsync("/api/v1/orgs", body)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await root.PostAsJsonAsync("/api/v1/orgs", body)).StatusCode);
        await AssertProblem(
            await root.PostAsJsonAsync("/api/v1/orgs", new { handle = "org-south", name = "South", admin = "root" }),
            HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        using var root = await _web.ApiAs("root");

        var first = await root.GetFromJsonAsync<JsonElement>("/api/v1/users?limit=1");
        var second = await root.GetFromJsonAsync<JsonElement>("/api/v1/users?limit=1&cursor=" + first.GetProperty("nextCursor").GetString());

        Assert.Equal("ada", first.GetProperty("items")[0].GetProperty("userName").GetString());
        Assert.Equal("root", second.GetProperty("items")[0].GetProperty("userName").GetString());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("cursor=%25%25")]
    public async Task A_page_that_cannot_be_is_422(string query)
    {
        using var root = await _web.ApiAs("root");

        await AssertProblem(await root.GetAsync("/api/v1/users?" + query), HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task A_disabled_persons_token_is_refused_at_once()
    {
        await _web.PersonAsync("zoe");
        using var zoe = await _web.ApiAs("zoe");
        var id = (await zoe.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("id").GetGuid();

        await _web.AsOperator<PeopleCommands, object>(async commands => await commands.SetEnabledAsync(new(id), false, null, default));

        Assert.Equal(HttpStatusCode.Unauthorized, (await zoe.GetAsync("/api/v1/me")).StatusCode);
    }

    internal static async Task<JsonElement> AssertProblem(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    public sealed class Portal : IAsyncLifetime
    {
        internal TestWeb Web { get; } = new();

        public async Task InitializeAsync()
        {
            await Web.PersonAsync("root", platformAdmin: true);
            await Web.PersonAsync("ada");
        }

        public Task DisposeAsync() => Web.DisposeAsync().AsTask();
    }
}
