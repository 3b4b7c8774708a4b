using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Disclosure;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Discovery;

[Trait("Category", "Integration")]
public sealed class DiscoveryApiTests
{
    private static readonly string[] Reads =
        ["", "/collections", "/inventory/dictionary", "/showcase/fields", "/cohorts"];

    [Fact]
    public async Task A_stranger_gets_404_everywhere_and_an_authorized_user_200()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var (otto, stan) = (await web.ApiAs("otto"), await web.ApiAs("stan"));

        foreach (var read in Reads)
        {
            Assert.Equal(HttpStatusCode.OK, (await otto.GetAsync(Address(read))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync(Address(read))).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await stan.PostAsJsonAsync(Address("/showcase/query"), new { tiles = Array.Empty<object>() })).StatusCode);
        Assert.Equal(0, (await stan.GetFromJsonAsync<JsonElement>("/api/v1/environments")).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await otto.GetFromJsonAsync<JsonElement>("/api/v1/environments?search=heart&limit=1")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_query_answers_published_numbers_and_names_what_is_wrong()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var otto = await web.ApiAs("otto");

        var answer = await otto.PostAsJsonAsync(Address("/showcase/query"), new { cohort = Women, tiles = new[] { new { field = "person.age", kind = "integer" } } });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var wrong = await otto.PostAsJsonAsync(Address("/showcase/query"), new { cohort = new { field = "person.id", op = "exists" }, tiles = Array.Empty<object>() });

        Assert.InRange(body.GetProperty("count").GetProperty("value").GetInt32(), 150 - DisclosurePolicy.Standard.WidestError, 150 + DisclosurePolicy.Standard.WidestError);
        Assert.All(body.GetProperty("tiles")[0].GetProperty("bars").EnumerateArray(), bar =>
            Assert.True(bar.GetProperty("count").TryGetProperty("fewerThan", out _) || bar.GetProperty("count").TryGetProperty("from", out _) || bar.GetProperty("count").GetProperty("value").GetInt32() % 5 == 0));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal("cohort-field-unknown", (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_cohort_gets_a_next_version_and_keeps_the_one_before()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var otto = await web.ApiAs("otto");
        var there = await SavedAsync(otto, new { name = "Some", cohort = Women });
        var before = await otto.GetAsync(there);

        var stale = await ChangeAsync(otto, there, "\"999\"", new { cohort = new { field = "person.age", op = "exists" } });
        var changed = await ChangeAsync(otto, there, before.Headers.ETag!.Tag, new { cohort = new { field = "person.age", op = "exists" }, name = "Others" });
        var body = await changed.Content.ReadFromJsonAsync<JsonElement>();
        var same = await ChangeAsync(otto, there, changed.Headers.ETag!.Tag, new { cohort = new { field = "person.age", op = "exists" } });

        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.True(changed.StatusCode == HttpStatusCode.OK, body.GetRawText());
        Assert.Equal(("Others", 2), (body.GetProperty("row").GetProperty("name").GetString(), body.GetProperty("row").GetProperty("revision").GetInt32()));
        var earlier = Assert.Single(body.GetProperty("before").EnumerateArray());
        Assert.Equal((1, "Sex is Female"), (earlier.GetProperty("number").GetInt32(), earlier.GetProperty("words").GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, same.StatusCode);
    }

    [Fact]
    public async Task A_cohort_is_shared_by_exact_name_read_by_that_person_and_taken_back()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var (otto, rita, stan) = (await web.ApiAs("otto"), await web.ApiAs("rita"), await web.ApiAs("stan"));
        var there = await SavedAsync(otto, new { name = "Ours", cohort = Women });

        var unknown = await PutAsync(otto, there, "/readers/nobody");
        var shared = await PutAsync(otto, there, "/readers/rita");
        await PutAsync(otto, there, "/readers/stan"); // he may not see the environment: it is shared, and shows him nothing

        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, shared.StatusCode);
        var listed = Assert.Single((await rita.GetFromJsonAsync<JsonElement>(Address("/cohorts"))).GetProperty("items").EnumerateArray());
        Assert.Equal("Ours", listed.GetProperty("name").GetString());
        Assert.NotNull(listed.GetProperty("sharedBy").GetString());
        var read = await rita.GetFromJsonAsync<JsonElement>(there);
        Assert.Equal("person.sex", read.GetProperty("cohort").GetProperty("field").GetString());
        Assert.Equal(0, read.GetProperty("readers").GetArrayLength()); // whom else it is shared with is the owner's business
        Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync(there)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ChangeAsync(rita, there, (await rita.GetAsync(there)).Headers.ETag!.Tag, new { name = "Mine now" })).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await otto.DeleteAsync(there + "/readers/rita")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rita.GetAsync(there)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await otto.DeleteAsync(there + "/readers/rita")).StatusCode);
    }

    [Fact]
    public async Task Saved_cohorts_are_combined_within_the_limits()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var otto = await web.ApiAs("otto");
        var women = Id(await SavedAsync(otto, new { name = "Women", cohort = Women }));
        var aged = Id(await SavedAsync(otto, new { name = "Aged", cohort = new { field = "person.age", op = "exists" } }));

        var both = await otto.GetFromJsonAsync<JsonElement>(await SavedAsync(otto, new { name = "Both", combine = new { how = "intersection", cohorts = new[] { women, aged } } }));
        var without = await otto.GetFromJsonAsync<JsonElement>(await SavedAsync(otto, new { name = "Without", combine = new { how = "difference", cohorts = new[] { aged, women } } }));
        var alone = await otto.PostAsJsonAsync(Address("/cohorts"), new { name = "Alone", combine = new { how = "union", cohorts = new[] { women } } });
        var unknown = await otto.PostAsJsonAsync(Address("/cohorts"), new { name = "Unknown", combine = new { how = "union", cohorts = new[] { women, Guid.AllBitsSet } } });

        Assert.Equal(2, both.GetProperty("cohort").GetProperty("filters").GetArrayLength());
        Assert.Contains("not", without.GetProperty("cohort").GetRawText(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (alone.StatusCode, unknown.StatusCode));

        static Guid Id(string address) => Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);
    }

    [Fact]
    public async Task Dashboards_are_arranged_and_their_default_is_chosen()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var (tina, otto, stan) = (await web.ApiAs("tina"), await web.ApiAs("otto"), await web.ApiAs("stan"));
        object sex = new { tiles = new object[] { new { field = "person.sex", isWide = true }, new { field = "person.sex", field2 = "person.age" } } };

        var chosen = await tina.GetAsync(Address("/showcase/default-dashboard"));
        var blind = await tina.PutAsJsonAsync(Address("/showcase/default-dashboard"), sex);
        var put = await Send(tina, HttpMethod.Put, Address("/showcase/default-dashboard"), chosen.Headers.ETag!.Tag, sex);
        var usual = await otto.GetFromJsonAsync<JsonElement>(Address("/showcase/dashboard"));
        var own = await otto.PutAsJsonAsync(Address("/showcase/dashboard"), new { tiles = new[] { new { field = "person.age" } } });
        var mine = await own.Content.ReadFromJsonAsync<JsonElement>();
        var odd = await otto.PutAsJsonAsync(Address("/showcase/dashboard"), new { tiles = new[] { new { field = "age" } } });

        Assert.Equal(((HttpStatusCode)428, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity), (blind.StatusCode, put.StatusCode, odd.StatusCode));
        Assert.Equal((2, "person.age", false), (usual.GetProperty("tiles").GetArrayLength(), usual.GetProperty("tiles")[1].GetProperty("field2").GetString(), usual.GetProperty("isOwn").GetBoolean()));
        Assert.True(usual.GetProperty("tiles")[0].GetProperty("isWide").GetBoolean());
        Assert.Equal(("person.age", true), (mine.GetProperty("tiles")[0].GetProperty("field").GetString(), mine.GetProperty("isOwn").GetBoolean()));
        Assert.Equal(HttpStatusCode.NoContent, (await otto.DeleteAsync(Address("/showcase/dashboard"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await otto.GetAsync(Address("/showcase/default-dashboard"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync(Address("/showcase/dashboard"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.PutAsJsonAsync(Address("/showcase/dashboard"), sex)).StatusCode);
        var after = await tina.GetAsync(Address("/showcase/default-dashboard"));
        Assert.Equal(HttpStatusCode.NoContent, (await Send(tina, HttpMethod.Delete, Address("/showcase/default-dashboard"), after.Headers.ETag!.Tag, null)).StatusCode);
    }

    [Fact]
    public async Task A_query_compares_two_cohorts_and_counts_by_two_fields()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var otto = await web.ApiAs("otto");

        var answer = await otto.PostAsJsonAsync(Address("/showcase/query"), new { cohort = Women, compareWith = new { field = "person.age", op = "exists" }, tiles = new[] { new { field = "person.sex", field2 = "person.age" } } });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.GetRawText());
        Assert.Equal("person.age", body.GetProperty("tiles")[0].GetProperty("grid").GetProperty("by").GetString());
        Assert.True(body.GetProperty("compared").GetProperty("count").TryGetProperty("text", out _));
        Assert.Equal(body.GetProperty("tiles")[0].GetProperty("grid").GetProperty("cells").GetArrayLength(), body.GetProperty("compared").GetProperty("tiles")[0].GetProperty("grid").GetProperty("cells").GetArrayLength());
        Assert.Equal(2, body.GetProperty("budget").GetProperty("usedToday").GetInt32());
    }

    [Fact]
    public async Task A_cohort_is_saved_renamed_and_deleted_by_its_owner_only()
    {
        await using var world = await RequestWorld.CreateAsync();
        await using var web = Over(world);
        var (otto, rita) = (await web.ApiAs("otto"), await web.ApiAs("rita"));

        var made = await otto.PostAsJsonAsync(Address("/cohorts"), new { name = "Women", cohort = Women });
        var there = made.Headers.Location!.OriginalString;
        var found = await otto.GetAsync(there);
        var unseen = await rita.GetAsync(there);
        var blind = await otto.PatchAsJsonAsync(there, new { name = "Half" });
        var renamed = await Send(otto, HttpMethod.Patch, there, found.Headers.ETag!.Tag, new { name = "Half" });
        var stale = await Send(otto, HttpMethod.Delete, there, found.Headers.ETag!.Tag, null);
        var deleted = await Send(otto, HttpMethod.Delete, there, renamed.Headers.ETag!.Tag, null);

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.NotFound, (HttpStatusCode)428, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent],
            [made.StatusCode, found.StatusCode, unseen.StatusCode, blind.StatusCode, renamed.StatusCode, stale.StatusCode, deleted.StatusCode]);
        Assert.Equal(0, (await otto.GetFromJsonAsync<JsonElement>(Address("/cohorts"))).GetProperty("items").GetArrayLength());
    }

    private static object Women { get; } = new { field = "person.sex", op = "in", values = new[] { "F" } };

    private static TestWeb Over(RequestWorld world) => new(("Portal:DataRoot", world.Portal.Folder));

    private static string Address(string rest) => $"/api/v1/environments/{RequestWorld.Handle}{rest}";

    private static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string address, string tag, object? body)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.IfMatch.ParseAdd(tag);
        return await client.SendAsync(request);
    }

    private static async Task<string> SavedAsync(HttpClient client, object cohort)
    {
        using var made = await client.PostAsJsonAsync(Address("/cohorts"), cohort);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return made.Headers.Location!.OriginalString;
    }

    private static async Task<HttpResponseMessage> ChangeAsync(HttpClient client, string there, string seen, object change)
    {
        using var patch = new HttpRequestMessage(HttpMethod.Patch, there) { Content = JsonContent.Create(change) };
        patch.Headers.TryAddWithoutValidation("If-Match", seen);
        return await client.SendAsync(patch);
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string there, string what)
    {
        using var seen = await client.GetAsync(there);
        using var put = new HttpRequestMessage(HttpMethod.Put, there + what);
        put.Headers.IfMatch.Add(seen.Headers.ETag!);
        return await client.SendAsync(put);
    }
}
