using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.CollectionsEditor;

/// <summary>Browser and editor through the API.</summary>
[Trait("Category", "Integration")]
public sealed class CollectionsApiTests : IAsyncLifetime
{
    private const string Version = "/api/v1/environments/tre-api/inventory/versions/1";

    private readonly TestWeb _web = new();
    private HttpClient _ada = null!;
    private HttpClient _sam = null!;

    public async Task InitializeAsync()
    {
        await _web.PersonAsync("ada");
        await _web.PersonAsync("sam");
        Assert.True((await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default))).IsOk);
        Assert.True((await _web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default))).IsOk);
        _ada = await _web.ApiAs("ada");
        _sam = await _web.ApiAs("sam");
        Assert.Equal(HttpStatusCode.Created, (await _ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-api", name = "Api", organization = "org-north", region = "eu-north" })).StatusCode);
        var release = new ByteArrayContent(new SmallInventory().Zip(""));
        release.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        Assert.Equal(HttpStatusCode.Accepted, (await _ada.PutAsync(Version + "/assets", release)).StatusCode);
        await TestPortal.Until(async () => (await _ada.GetAsync(Version + "/collections")).IsSuccessStatusCode, 30);
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task What_the_browser_shows_can_be_read()
    {
        var entities = await ItemsAsync("entities");
        var fields = await _ada.GetFromJsonAsync<JsonElement>(Version + "/fields?entity=person&limit=3");
        var rest = await ItemsAsync($"fields?entity=person&limit=200&cursor={fields.GetProperty("nextCursor").GetString()}");
        var found = await ItemsAsync("fields?q=BASICS%20age");
        var codes = await ItemsAsync("codings/illness");
        var files = await ItemsAsync("files?q=ONE.txt");
        var tile = await _ada.GetFromJsonAsync<JsonElement>(Version + "/fields/person.sex/distribution");
        var receipt = await _ada.GetFromJsonAsync<JsonElement>(Version + "/collections/visits/receipt");

        Assert.Equal(["person", "visit", "scan"], entities.Select(item => item.GetProperty("name").GetString()));
        Assert.Equal("fewer than 10", entities[0].GetProperty("rows").GetProperty("text").GetString());
        Assert.Equal((3, 5), (fields.GetProperty("items").GetArrayLength(), rest.Count));
        Assert.Equal(["person.age"], found.Select(item => item.GetProperty("field").GetString()));
        Assert.Equal(["heart", "angina", "lung"], codes.Select(item => item.GetProperty("code").GetString()));
        Assert.Equal(0, Assert.Single(files).GetProperty("people").GetInt32());
        Assert.Equal(2, tile.GetProperty("bars").GetArrayLength());
        Assert.Equal(["core", "visits"], receipt.GetProperty("collections").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(["person", "visit"], receipt.GetProperty("tables").EnumerateArray().Select(item => item.GetProperty("entity").GetString()));
        Assert.Equal(["id", "sex"], (await ItemsAsync("fields?dataset=showcase")).Select(item => item.GetProperty("field").GetString()!.Split('.')[1]));
    }

    [Fact]
    public async Task Collections_are_replaced_whole_by_who_has_seen_them()
    {
        var read = await _ada.GetAsync(Version + "/collections");
        var document = await read.Content.ReadAsStringAsync();
        var changed = document.Replace("\"Core\"", "\"Basics\"", StringComparison.Ordinal);

        var without = await PutAsync(_ada, null, changed);
        var done = await PutAsync(_ada, read.Headers.ETag, changed);
        var stale = await PutAsync(_ada, read.Headers.ETag, document);

        Assert.Equal([428, 204, 412], new[] { without, done, stale }.Select(answer => (int)answer.StatusCode));
        Assert.Contains("\"Basics\"", await _ada.GetStringAsync(Version + "/collections"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_place()
    {
        var read = await _ada.GetAsync(Version + "/collections");

        var refused = await PutAsync(_ada, read.Headers.ETag, "{ \"version\": \"1.0\",\n  \"collections\": [\n { \"id\": \"core\", \"title\": \"Core\", \"fields\": [\"person.sax\"] } ] }");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().ToList();
        Assert.Contains(errors, error => error.GetProperty("path").GetString() == "line 3, column 46" && error.GetProperty("code").GetString() == "DC-12");
        Assert.Contains(errors, error => error.GetProperty("code").GetString() == "FI-10");
    }

    [Fact]
    public async Task A_stranger_gets_not_found_everywhere()
    {
        foreach (var address in new[] { "entities", "fields", "fields/person.sex/distribution", "codings", "codings/sex", "files", "collections", "collections/core/receipt" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _sam.GetAsync($"{Version}/{address}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(_sam, new EntityTagHeaderValue("\"1\""), "{}")).StatusCode);
    }

    private async Task<List<JsonElement>> ItemsAsync(string address) =>
        [.. (await _ada.GetFromJsonAsync<JsonElement>($"{Version}/{address}")).GetProperty("items").EnumerateArray()];

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, EntityTagHeaderValue? seen, string json)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, Version + "/collections") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (seen is not null)
        {
            message.Headers.IfMatch.Add(seen);
        }

        return await client.SendAsync(message);
    }
}
