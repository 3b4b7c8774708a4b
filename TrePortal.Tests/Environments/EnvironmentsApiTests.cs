using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

[Trait("Category", "Integration")]
public sealed class EnvironmentsApiTests : IAsyncLifetime
{
    private const string Root = "/api/v1/environments";

    private readonly TestWeb _web = new();
    private HttpClient _ada = null!;
    private HttpClient _sam = null!;

    public async Task InitializeAsync()
    {
        await _web.PersonAsync("ada");
        await _web.PersonAsync("sam");
        var organization = await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default));
        Assert.True(organization.IsOk);
        var member = await _web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default));
        Assert.True(member.IsOk);
        _ada = await _web.ApiAs("ada");
        _sam = await _web.ApiAs("sam");
        var created = await _ada.PostAsJsonAsync(Root, new { handle = "tre-api", name = "Api", organization = "org-north", region = "eu-north" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task A_change_brings_the_version_that_was_read()
    {
        var read = await _ada.GetAsync(Root + "/tre-api/settings");

        var without = await PatchAsync(null, new { contact = "x" });
        var done = await PatchAsync(read.Headers.ETag, new { contact = "api@example.org" });
        var stale = await PatchAsync(read.Headers.ETag, new { contact = "late" });

        Assert.Equal([428, 200, 412], new[] { without, done, stale }.Select(answer => (int)answer.StatusCode));
        Assert.Equal("api@example.org", (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details").GetProperty("contact").GetString());
    }

    [Fact]
    public async Task A_stranger_gets_not_found_everywhere()
    {
        foreach (var address in new[] { "settings", "checklist", "admins", "authorized-users", "policies", "review-pipeline", "inventory/versions", "inventory/versions/1", "inventory/versions/1/report" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _sam.GetAsync($"{Root}/tre-api/{address}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _sam.PostAsync(Root + "/tre-api/publish", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await UploadAsync(_sam, "assets/tabular", [1, 2, 3])).StatusCode);
    }

    [Fact]
    public async Task An_upload_is_imported_and_its_report_can_be_read()
    {
        var started = await UploadAsync(_ada, "assets", new SmallInventory().Zip(""));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);

        await TestPortal.Until(async () => (await _ada.GetAsync(Root + "/tre-api/inventory/versions/1/report")).IsSuccessStatusCode, 30);

        var version = await _ada.GetFromJsonAsync<JsonElement>(Root + "/tre-api/inventory/versions/1");
        Assert.Equal(2, version.GetProperty("assets").GetProperty("files").GetProperty("files").GetInt32());
        var csv = await _ada.GetStringAsync(Root + "/tre-api/inventory/versions/1/report?format=csv");
        Assert.StartsWith("severity,code,asset", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_upload_is_refused_with_its_reason()
    {
        var unknown = await UploadAsync(_ada, "assets", [1, 2, 3]);
        var other = await UploadAsync(_ada, "assets/everything", [1]);
        var missing = await _ada.PutAsync($"{Root}/tre-api/inventory/versions/7/assets", Zip([1]));

        Assert.Equal([422, 404, 404], new[] { unknown, other, missing }.Select(answer => (int)answer.StatusCode));
    }

    [Fact]
    public async Task Lines_are_answered_one_by_one()
    {
        var answer = await _ada.PostAsJsonAsync(Root + "/tre-api/authorized-users", new { lines = new[] { new { name = "sam" }, new { name = "nobody" } } });

        var items = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items");
        Assert.Equal([true, false], items.EnumerateArray().Select(item => item.GetProperty("isDone").GetBoolean()));
    }

    private async Task<HttpResponseMessage> PatchAsync(EntityTagHeaderValue? seen, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, Root + "/tre-api") { Content = JsonContent.Create(body) };
        if (seen is not null)
        {
            request.Headers.IfMatch.Add(seen);
        }

        return await _ada.SendAsync(request);
    }

    private static Task<HttpResponseMessage> UploadAsync(HttpClient client, string address, byte[] content) => client.PutAsync($"{Root}/tre-api/inventory/versions/1/{address}", Zip(content));

    private static ByteArrayContent Zip(byte[] content) => new(content) { Headers = { ContentType = new("application/zip") } };
}
