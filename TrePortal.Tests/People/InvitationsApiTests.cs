using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.People;

[Trait("Category", "Integration")]
public sealed partial class InvitationsApiTests : IAsyncLifetime
{
    private const string Root = "/api/v1/orgs/org-north";

    private readonly TestWeb _web = new(("Portal:SignInsPerMinute", "100000"));
    private HttpClient _boss = null!;
    private HttpClient _sam = null!;

    public async Task InitializeAsync()
    {
        await _web.PersonAsync("boss");
        await _web.PersonAsync("sam");
        Assert.True((await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "boss", default))).IsOk);
        _boss = await _web.ApiAs("boss");
        _sam = await _web.ApiAs("sam");
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task An_invitation_goes_out_is_answered_and_stands_in_the_list_of_the_answered()
    {
        var sent = await InviteAsync("sam", "new@example.org");
        Assert.Equal(["invited", "invited"], sent.Select(row => row.GetProperty("code").GetString()));
        Assert.Equal([JsonValueKind.Null, JsonValueKind.String], sent.Select(row => row.GetProperty("link").ValueKind));
        var mine = (await _sam.GetFromJsonAsync<JsonElement>("/api/v1/me/invitations")).GetProperty("items")[0].GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.NoContent, (await _sam.PostAsync($"/api/v1/me/invitations/{mine}/accept", null)).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, (await _sam.PostAsync($"/api/v1/me/invitations/{mine}/decline", null)).StatusCode);
        Assert.Equal(2, (await _boss.GetFromJsonAsync<JsonElement>(Root)).GetProperty("members").GetInt32());
        Assert.Equal("accepted", (await _boss.GetFromJsonAsync<JsonElement>(Root + "/invitations?open=false")).GetProperty("items")[0].GetProperty("state").GetString());
        var open = (await _boss.GetFromJsonAsync<JsonElement>(Root + "/invitations")).GetProperty("items")[0];
        Assert.Equal(HttpStatusCode.NoContent, (await _boss.DeleteAsync($"{Root}/invitations/{open.GetProperty("id").GetGuid()}")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _boss.PostAsync($"{Root}/invitations/{open.GetProperty("id").GetGuid()}/renew", null)).StatusCode);
    }

    [Fact]
    public async Task A_stranger_finds_neither_invitations_nor_members()
    {
        var id = (await InviteAsync("new@example.org"))[0].GetProperty("invitation").GetGuid();

        foreach (var address in new[] { "", "/members", "/members/boss/holdings", "/invitations" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _sam.GetAsync(Root + address)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _sam.PostAsJsonAsync(Root + "/invitations", new { people = new[] { new { address = "x@example.org" } } })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _sam.DeleteAsync($"{Root}/invitations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _sam.PostAsync($"{Root}/invitations/{id}/renew", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _sam.PostAsync($"/api/v1/me/invitations/{id}/accept", null)).StatusCode);
    }

    [Fact]
    public async Task The_name_changes_with_the_version_that_was_read()
    {
        var read = await _boss.GetAsync(Root);
        var without = await _boss.PatchAsJsonAsync(Root, new { name = "X" });
        using var change = new HttpRequestMessage(HttpMethod.Patch, Root) { Content = JsonContent.Create(new { name = "Northern Lights" }) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);

        var done = await _boss.SendAsync(change);

        Assert.Equal(((HttpStatusCode)428, HttpStatusCode.OK), (without.StatusCode, done.StatusCode));
        Assert.Equal("Northern Lights", (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_org_admin_without_the_permission_cannot_create_an_environment()
    {
        var refused = await _boss.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-mine", name = "Mine", organization = "org-north", region = "eu-north" });

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task The_link_opens_a_page_that_makes_the_account_and_signs_in_and_then_works_no_more()
    {
        var link = new Uri((await InviteAsync("new@example.org"))[0].GetProperty("link").GetString()!).PathAndQuery;
        using var browser = _web.Browser();

        var page = await browser.GetStringAsync(link);
        Assert.Contains("You are invited to North", page, StringComparison.Ordinal);
        using var joined = await browser.PostAsync(link, new FormUrlEncodedContent(
        [
            new("_handler", "join"), new("__RequestVerificationToken", Forgery().Match(page).Groups[1].Value), new("Form.UserName", "newt"), new("Form.DisplayName", "Newt"),
            new("Form.Password", "seven blue herons"), new("Form.Again", "seven blue herons"),
        ]));

        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/")).StatusCode);
        Assert.Contains("does not work any more", await _web.Browser().GetStringAsync(link), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await (await _web.ApiAs("newt")).GetAsync(Root)).StatusCode);
    }

    [Fact]
    public async Task The_page_of_a_link_is_the_same_for_an_address_that_somebody_has()
    {
        var links = await InviteAsync("sam@example.org", "zoe@example.org");

        var known = await _web.Browser().GetStringAsync(new Uri(links[0].GetProperty("link").GetString()!).PathAndQuery);
        var unknown = await _web.Browser().GetStringAsync(new Uri(links[1].GetProperty("link").GetString()!).PathAndQuery);

        Assert.Equal(Plain(unknown), Plain(known.Replace("sam@", "zoe@", StringComparison.Ordinal)));

        static string Plain(string page) => Varying().Replace(page, "");
    }

    private async Task<IReadOnlyList<JsonElement>> InviteAsync(params string[] addresses)
    {
        var answer = await _boss.PostAsJsonAsync(Root + "/invitations", new { people = addresses.Select(address => new { address }), note = "Welcome" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray()];
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Forgery();

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"|secret(=|%3[Dd]|%253[Dd])[A-Za-z0-9_-]{43}|field-[0-9]+[a-z-]*|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Varying();
}
