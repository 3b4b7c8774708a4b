using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Journeys;

/// <summary>The whole job by script: nobody opens a page between the new environment and the dispensed files.</summary>
[Trait("Category", "Integration")]
public sealed class ApiJourneyTests : IAsyncLifetime
{
    private const string Environment = "/api/v1/environments/tre-script";

    private readonly TestWeb _web = new();

    public async Task InitializeAsync()
    {
        foreach (var person in new[] { "ada", "rita", "otto", "carl", "stan" })
        {
            await _web.PersonAsync(person);
        }

        await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", CancellationToken.None));
        await _web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, CancellationToken.None));
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task From_a_new_environment_to_verified_files_by_the_api_alone()
    {
        await PublishAsync(await _web.ApiAs("ada"));

        var request = await AskAsync(await _web.ApiAs("otto"));
        await ApproveAsync(await _web.ApiAs("rita"), request);

        var project = await DispenseAsync(await _web.ApiAs("carl"), request);
        await NobodyElseSeesAsync(await _web.ApiAs("stan"), request, project);
        await _web.AsOperator<InvariantChecker, bool>(Planted.AllHoldAsync);
    }

    private static async Task PublishAsync(HttpClient ada)
    {
        var created = await ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-script", name = "By script", organization = "org-north", region = "eu-north" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await ChangeAsync(ada, HttpMethod.Patch, Environment, new { description = "Invented people.", contact = "script@example.org" });
        var people = await ada.PostAsJsonAsync(Environment + "/authorized-users", new { lines = new[] { new { name = "rita" }, new { name = "otto" } } });
        Assert.All((await JsonAsync(people)).GetProperty("items").EnumerateArray(), line => Assert.True(line.GetProperty("isDone").GetBoolean()));

        var upload = new ByteArrayContent(new SmallInventory().Zip("")) { Headers = { ContentType = new("application/zip") } };
        var started = await ada.PutAsync(Environment + "/inventory/versions/1/assets", upload);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await TestPortal.Until(async () => (await ada.GetAsync(Environment + "/inventory/versions/1/report")).IsSuccessStatusCode, 60);

        using var taken = new HttpRequestMessage(HttpMethod.Post, Environment + "/inventory/versions/1/warnings/acknowledge") { Content = JsonContent.Create(new { note = "Invented people." }) };
        taken.Headers.IfMatch.Add((await ada.GetAsync(Environment + "/inventory/versions/1")).Headers.ETag!);
        Assert.True((await ada.SendAsync(taken)).IsSuccessStatusCode);

        await ChangeAsync(ada, HttpMethod.Put, Environment + "/showcase-mode", new { mode = "inventory" });
        await ChangeAsync(ada, HttpMethod.Put, Environment + "/policies", new { tier = "standard", mayDownload = false, mayPreview = true, maximumCollaborators = 5 });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.PostAsync(Environment + "/publish", null)).StatusCode); // no review step yet
        Assert.True((await ada.PostAsJsonAsync(Environment + "/review-steps/ethics", new { name = "Ethics" })).IsSuccessStatusCode);
        Assert.True((await ada.PutAsync(Environment + "/review-steps/ethics/reviewers/rita", null)).IsSuccessStatusCode);
        Assert.True((await ada.PostAsync(Environment + "/publish", null)).IsSuccessStatusCode);
    }

    private static async Task<string> AskAsync(HttpClient otto)
    {
        Assert.Contains("tre-script", await otto.GetStringAsync("/api/v1/environments"), StringComparison.Ordinal);
        var cohort = JsonDocument.Parse("""{"logic":"and","filters":[{"field":"person.sex","op":"in","values":["F"]}]}""").RootElement;
        var answer = await JsonAsync(await otto.PostAsJsonAsync(Environment + "/showcase/query", new { cohort, tiles = new[] { new { field = "person.sex" } } }));
        Assert.Equal(10, answer.GetProperty("count").GetProperty("fewerThan").GetInt32()); // two women: the number is not told
        var saved = await JsonAsync(await otto.PostAsJsonAsync(Environment + "/cohorts", new { name = "Women", cohort }));

        var started = await otto.PostAsJsonAsync("/api/v1/requests", new { environment = "tre-script", content = new { title = "Scans of women" } });
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        var request = started.Headers.Location!.ToString();
        await ChangeAsync(otto, HttpMethod.Patch, request, new
        {
            publicSummary = "For everybody.",
            purpose = "To know.",
            expectedOutputs = "A paper.",
            startsOn = "2027-01-01",
            endsOn = "2028-01-01",
            cohort = new { savedCohort = saved.GetProperty("row").GetProperty("id").GetGuid() },
            collections = new[] { new { id = "core" }, new { id = "visits" }, new { id = "scans" } },
            isDeclared = true,
        });
        await ChangeAsync(otto, HttpMethod.Put, request + "/collaborators/carl", null);
        await ChangeAsync(otto, HttpMethod.Post, request + "/submit", null);
        Assert.Equal(HttpStatusCode.Forbidden, (await otto.PostAsJsonAsync(request + "/steps/ethics/decision", new { version = 1, outcome = "approve" })).StatusCode);
        return request;
    }

    private static async Task ApproveAsync(HttpClient rita, string request)
    {
        var waiting = await JsonAsync(await rita.GetAsync("/api/v1/reviews"));
        Assert.Equal(1, waiting.GetProperty("items").GetArrayLength());

        var decided = await rita.PostAsJsonAsync(request + "/steps/ethics/decision", new { version = 1, outcome = "approve" });

        Assert.Equal("approved", (await JsonAsync(decided)).GetProperty("state").GetString());
    }

    private static async Task<string> DispenseAsync(HttpClient carl, string request)
    {
        var created = await carl.PostAsJsonAsync("/api/v1/projects", new { request = request[^36..], name = "Scans", dispense = true });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var project = created.Headers.Location!.ToString();
        await TestPortal.Until(async () => await StateAsync(carl, project) is "delivered" or "failed", 60);

        Assert.Equal("delivered", await StateAsync(carl, project));
        var files = (await JsonAsync(await carl.GetAsync(project + "/files"))).GetProperty("items").EnumerateArray().Select(file => file.GetProperty("path").GetString()).ToList();
        Assert.Contains("scan.data.csv", files);
        Assert.Contains("files/docs/one.txt", files); // belongs to nobody
        Assert.DoesNotContain("files/\"A1\"/two.txt", files); // belongs to A2 too, who is not in the cohort
        var report = await JsonAsync(await carl.PostAsync(project + "/verify", null));
        Assert.Equal(0, report.GetProperty("problemCount").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await carl.GetAsync(project + "/files/scan.data.csv")).StatusCode);
        return project;
    }

    private static async Task NobodyElseSeesAsync(HttpClient stan, string request, string project)
    {
        foreach (var address in new[] { Environment, Environment + "/collections", request, request + "/versions", project, project + "/files", project + "/preview/scan.data.csv" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync(address)).StatusCode);
        }
    }

    private static async Task<string?> StateAsync(HttpClient client, string project) =>
        (await JsonAsync(await client.GetAsync(project))).GetProperty("dispensals")[0].GetProperty("state").GetString();

    /// <summary>Reads the ETag of the thing that the address belongs to, and sends the change with it.</summary>
    private static async Task ChangeAsync(HttpClient client, HttpMethod method, string address, object? body)
    {
        var whole = address.StartsWith(Environment, StringComparison.Ordinal) ? Environment + "/settings" : address[..("/api/v1/requests/".Length + 36)];
        var read = await client.GetAsync(whole);
        using var change = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);

        var answer = await client.SendAsync(change);

        Assert.True(answer.IsSuccessStatusCode, $"{method} {address}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
