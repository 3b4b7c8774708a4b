using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>Members and pipeline through the API: the same commands and queries as the pages.</summary>
[Trait("Category", "Integration")]
public sealed class MembershipApiTests : IAsyncLifetime
{
    private const string Root = "/api/v1/environments/tre-api";

    private readonly TestWeb _web = new();
    private HttpClient _ada = null!;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "ada", "rita", "rex", "sam" })
        {
            await _web.PersonAsync(name);
        }

        Assert.True((await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default))).IsOk);
        Assert.True((await _web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default))).IsOk);
        _ada = await _web.ApiAs("ada");
        Assert.Equal(HttpStatusCode.Created, (await _ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-api", name = "Api", organization = "org-north", region = "eu-north" })).StatusCode);
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task A_list_is_previewed_added_read_in_pages_and_undone()
    {
        var lines = new { lines = new object[] { new { name = "rita" }, new { name = "rex", until = "2099-01-31" }, new { name = "org-north" }, new { name = "nobody" } } };

        var preview = await AskAsync("authorized-users/preview", lines);
        var added = await AskAsync("authorized-users", lines);
        var batch = added.GetProperty("batch").GetGuid();
        var first = await _ada.GetFromJsonAsync<JsonElement>(Root + "/authorized-users?limit=2");
        var second = await _ada.GetFromJsonAsync<JsonElement>($"{Root}/authorized-users?limit=2&cursor={first.GetProperty("nextCursor").GetString()}");
        var found = await _ada.GetFromJsonAsync<JsonElement>(Root + "/authorized-users?search=rex&show=people&sort=end");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _ada.GetAsync(Root + "/authorized-users?show=everybody")).StatusCode);
        var csv = await _ada.GetStringAsync($"{Root}/membership-batches/{batch}?format=csv");
        var undone = await AskAsync($"membership-batches/{batch}/undo", new { });

        Assert.Equal("added added added unknown", Codes(preview));
        Assert.Equal(Codes(preview), Codes(added));
        Assert.Equal("org-north rex|rita", Names(first) + "|" + Names(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Equal("rex", Names(found));
        Assert.Contains("\"4\",\"nobody\",\"\",\"\",\"unknown\",\"no\"", csv, StringComparison.Ordinal);
        Assert.Equal("removed removed removed", Codes(undone));
        Assert.Empty((await _ada.GetFromJsonAsync<JsonElement>(Root + "/authorized-users")).GetProperty("items").EnumerateArray());
        Assert.Equal(1, (await _ada.GetFromJsonAsync<JsonElement>(Root + "/membership-batches")).GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.Conflict, (await _ada.PostAsJsonAsync($"{Root}/membership-batches/{batch}/undo", new { })).StatusCode);
    }

    [Fact]
    public async Task Last_days_removals_and_their_impact_are_answered_row_by_row()
    {
        await AskAsync("authorized-users", new { lines = new[] { new { name = "rita" }, new { name = "rex" } } });
        var keys = (await _ada.GetFromJsonAsync<JsonElement>(Root + "/authorized-users")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("key").GetGuid()).ToList();

        var impact = await AskAsync("membership-impact", new { keys });
        var ended = await AskAsync("authorized-users/end-dates", new { keys, until = "2099-01-31" });
        var removed = await AskAsync("authorized-users/removals", new { keys = keys.Append(Guid.CreateVersion7()) });

        Assert.Equal((2, 2), (impact.GetProperty("losing").GetInt32(), impact.GetProperty("names").GetArrayLength()));
        Assert.Equal("end-changed end-changed", Codes(ended));
        Assert.Equal("removed removed gone", Codes(removed));
    }

    [Fact]
    public async Task Many_admins_are_added_and_one_is_removed()
    {
        var added = await AskAsync("admins", new { lines = new[] { new { name = "rita" }, new { name = "org-north" }, new { name = "ada" } } });
        var removed = await _ada.DeleteAsync(Root + "/admins/rita");
        var myself = await _ada.DeleteAsync(Root + "/admins/ada");

        Assert.Equal("added organization already", Codes(added));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.UnprocessableEntity), (removed.StatusCode, myself.StatusCode));
        Assert.Equal(1, (await _ada.GetFromJsonAsync<JsonElement>(Root + "/admins")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Reviewers_are_named_together_and_the_pipeline_is_tried_out_even_with_a_reading_token()
    {
        await AskAsync("authorized-users", new { lines = new[] { new { name = "rita" }, new { name = "rex" } } });
        Assert.Equal(HttpStatusCode.NoContent, (await _ada.PostAsJsonAsync(Root + "/review-steps/ethics", new { name = "Ethics" })).StatusCode);

        var assigned = await AskAsync("review-steps/ethics/reviewers", new { names = new[] { "rita", "rex", "sam" } });
        var reading = await _web.ApiAs("ada", TokenScope.Read);
        var tried = await reading.PostAsJsonAsync(Root + "/review-pipeline/dry-run", new { requester = "rita", collaborators = new[] { "sam" } });

        Assert.Equal("added added not-authorized", Codes(assigned));
        var step = (await tried.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("steps")[0];
        Assert.Equal(("rex", "requester", true), (step.GetProperty("asked")[0].GetProperty("userName").GetString(), step.GetProperty("notAsked")[0].GetProperty("reason").GetString(), step.GetProperty("isReachable").GetBoolean()));
        Assert.Equal(HttpStatusCode.Forbidden, (await reading.PostAsJsonAsync(Root + "/admins", new { lines = new[] { new { name = "sam" } } })).StatusCode);
    }

    private async Task<JsonElement> AskAsync(string address, object body)
    {
        var answer = await _ada.PostAsJsonAsync($"{Root}/{address}", body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Codes(JsonElement answer) => string.Join(' ', answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()));

    private static string Names(JsonElement answer) => string.Join(' ', answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
}
