using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.ShowcaseBuilder;

[Trait("Category", "Integration")]
public sealed class ShowcaseBuilderApiTests
{
    private const string Root = "/api/v1/environments/tre-api/inventory/versions/1";

    [Fact]
    public async Task A_recipe_is_read_written_tried_and_used()
    {
        await using var web = new TestWeb();
        await web.PersonAsync("ada");
        await web.PersonAsync("sam");
        Assert.True((await web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default))).IsOk);
        Assert.True((await web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default))).IsOk);
        var (ada, sam) = (await web.ApiAs("ada"), await web.ApiAs("sam"));
        Assert.Equal(HttpStatusCode.Created, (await ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-api", name = "Api", organization = "org-north", region = "eu-north" })).StatusCode);
        using var release = new ByteArrayContent(new SmallInventory().Zip("")) { Headers = { ContentType = new("application/zip") } };
        Assert.Equal(HttpStatusCode.Accepted, (await ada.PutAsync(Root + "/assets", release)).StatusCode);
        await TestPortal.Until(async () => (await ada.GetAsync(Root + "/report")).IsSuccessStatusCode, 30);

        var suggested = await ada.GetAsync(Root + "/showcase-recipe");
        var body = await suggested.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("suggested", body.GetProperty("origin").GetString());
        Assert.Equal("\"0\"", suggested.Headers.ETag!.Tag);

        var recipe = new { fields = new object[] { new { field = "person.sex", how = "keep" }, new { field = "person.age", how = "bands", edges = new[] { 0, 40 } } } };
        Assert.Equal(428, (int)(await ada.PutAsJsonAsync(Root + "/showcase-recipe", recipe)).StatusCode);
        Assert.Equal(422, (int)(await PutAsync(ada, suggested.Headers.ETag, new { fields = new[] { new { field = "person.id", how = "keep" } } })).StatusCode);
        Assert.Equal(400, (int)(await PutAsync(ada, suggested.Headers.ETag, new { fields = Array.Empty<object>(), salt = 1 })).StatusCode);
        var written = await PutAsync(ada, suggested.Headers.ETag, recipe);
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        Assert.Equal(412, (int)(await PutAsync(ada, suggested.Headers.ETag, recipe)).StatusCode);
        Assert.Equal("saved", (await written.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("origin").GetString());

        var field = await (await ada.PostAsJsonAsync(Root + "/showcase-recipe/field-preview", new { field = "person.age", how = "bands", edges = new[] { 40 } })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("age_band", field.GetProperty("name").GetString());
        Assert.All(field.GetProperty("after").EnumerateArray(), bar => Assert.Equal(10, bar.GetProperty("count").GetProperty("fewerThan").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await ada.PostAsJsonAsync(Root + "/showcase-recipe/preview", recipe)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.PostAsJsonAsync(Root + "/showcase-recipe/edges", new { field = "person.age", bands = 4, equalCounts = false })).StatusCode);

        foreach (var (method, address) in new[] { ("GET", "/showcase-recipe"), ("POST", "/showcase/derive") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Root + address);
            Assert.Equal(HttpStatusCode.NotFound, (await sam.SendAsync(request)).StatusCode);
        }

        var started = await ada.PostAsync(Root + "/showcase/derive", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await TestPortal.Until(async () => (await ada.GetFromJsonAsync<JsonElement>(started.Headers.Location)).GetProperty("state").GetString() == "done", 30);
        var version = await ada.GetFromJsonAsync<JsonElement>(Root);
        Assert.Equal(3, version.GetProperty("assets").GetProperty("showcase").GetProperty("entities")[0].GetProperty("fields").GetInt32());
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, EntityTagHeaderValue? seen, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Root + "/showcase-recipe") { Content = JsonContent.Create(body) };
        request.Headers.IfMatch.Add(seen!);
        return await client.SendAsync(request);
    }
}
