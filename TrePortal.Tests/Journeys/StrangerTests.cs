using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>Whoever has no role on an object cannot even learn that it exists.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class StrangerTests(Browser browser, ITestOutputHelper output)
{
    private const string Draft = "tre-northfield-liver";

    [BrowserFact]
    public async Task Every_route_answers_a_stranger_as_if_the_object_had_never_been()
    {
        using var stranger = await ApiAsync("researcher2");
        var theirs = await ObjectsAsync();
        var never = new Objects("tre-never-was", Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "org-never-was");
        var differences = new List<string>();
        var routes = await RoutesAsync(stranger);
        foreach (var (method, route) in routes)
        {
            var answer = await AskAsync(stranger, method, theirs.In(route));
            var ofNothing = await AskAsync(stranger, method, never.In(route));
            if (answer != ofNothing || (answer.Status != HttpStatusCode.NotFound && !IsAboutTheBody(method, answer.Status)))
            {
                differences.Add($"{method} {route}: {answer}; of what never was: {ofNothing}");
            }
        }

        Assert.True(routes.Count > 50, $"Only {routes.Count} routes were found.");
        Assert.True(differences.Count == 0, string.Join(System.Environment.NewLine, differences));
    }

    [BrowserFact]
    public async Task Every_page_of_somebody_elses_objects_says_not_found()
    {
        var journey = new Journey(browser, "strangers", output);
        var theirs = await ObjectsAsync();
        string[] pages =
        [
            $"/environments/{Draft}", $"/environments/{Draft}/explore", $"/environments/{Draft}?tab=dictionary", $"/admin/environments/{Draft}", $"/admin/environments/{Draft}/members",
            $"/admin/environments/{Draft}/inventory/versions/1/browse", $"/admin/environments/{Draft}/inventory/versions/1/browse/fields?field=participant.sex", $"/admin/environments/{Draft}/inventory/versions/1/collections",
            $"/admin/environments/{Draft}/members/admins", $"/admin/environments/{Draft}/members/add",
            $"/admin/environments/{Draft}/members/admins/add", $"/admin/environments/{Draft}/members/batches/{theirs.Import}", $"/admin/environments/{Draft}/pipeline", $"/admin/environments/{Draft}/policies",
            $"/admin/environments/{Draft}/inventory/versions", $"/admin/environments/{Draft}/inventory/withdrawn", $"/admin/environments/{Draft}/inventory/versions/1", $"/admin/environments/{Draft}/inventory/versions/1/warnings",
            $"/admin/environments/{Draft}/inventory/versions/1/report", $"/admin/environments/{Draft}/inventory/versions/1/changes", $"/admin/environments/{Draft}/inventory/versions/1/impact",
            $"/admin/environments/{Draft}/inventory", $"/admin/environments/{Draft}/inventory/showcase", $"/requests/{theirs.Request}", $"/requests/{theirs.Request}/edit", $"/requests/{theirs.Request}?tab=history",
            "/admin/organization?org=org-northfield", "/admin/organization?org=org-northfield&tab=invitations&remove=treadmin",
            $"/admin/environments/{Draft}/documents", $"/admin/environments/{Draft}/configuration", $"/admin/environments/{Draft}/use", $"/environments/{Draft}/documents/{theirs.Import}",
            $"/reviews/{theirs.Request}", $"/projects/new?request={theirs.Request}", $"/projects/{theirs.Project}", $"/projects/{theirs.Project}?file=participant.data.csv",
            $"/projects/{theirs.Project}?tab=work", $"/projects/{theirs.Project}?tab=activity",
        ];
        var stranger = await journey.SignInAsync("researcher2");
        foreach (var page in pages)
        {
            await stranger.IsToldNotFoundAsync(page);
        }

        await stranger.LookAsync("not-found", alsoOnPhone: true);
        string[] downloads = [$"/projects/{theirs.Project}/download/participant.data.csv", $"/projects/{theirs.Project}/work/notes.txt", $"/admin/environments/{Draft}/members/batches/{theirs.Import}/result.csv", $"/admin/environments/{Draft}/inventory/imports/{theirs.Import}/report.csv",
            $"/admin/environments/{Draft}/inventory/versions/1/collections/data_collections.json",
            $"/environments/{Draft}/documents/{theirs.Import}/content", $"/admin/environments/{Draft}/configuration/export.json"];
        foreach (var download in downloads)
        {
            var answer = await stranger.Page.APIRequest.GetAsync(download);
            Assert.True(answer.Status == 404, $"{download} answers {answer.Status}.");
        }

        await journey.EndAsync();
    }

    // A body that cannot be read is refused before anybody looks for the object.
    private static bool IsAboutTheBody(HttpMethod method, HttpStatusCode status) =>
        method != HttpMethod.Get && status is HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType;

    private async Task<HttpClient> ApiAsync(string userName)
    {
        var (code, token, errors) = await browser.Portal.RunVerbAsync("token", "create", "--user", userName);
        Assert.True(code == 0, errors);
        var client = new HttpClient { BaseAddress = browser.Portal.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A draft environment with its import, an approved request of researcher1, and a project that has received its data.</summary>
    private async Task<Objects> ObjectsAsync()
    {
        using var owner = await ApiAsync("researcher1");
        using var admin = await ApiAsync("treadmin");
        var requests = await owner.GetFromJsonAsync<JsonElement>("/api/v1/requests");
        var request = requests.GetProperty("items").EnumerateArray()
            .First(row => row.GetProperty("state").GetString() == "approved" && row.GetProperty("environment").GetProperty("handle").GetString() == "tre-northfield-biobank").GetProperty("id").GetGuid();
        var created = await owner.PostAsJsonAsync("/api/v1/projects", new { request, name = "Not for strangers", dispense = true });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var project = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var dispensal = Guid.Empty;
        await TestPortal.Until(
            async () =>
            {
                var now = (await owner.GetFromJsonAsync<JsonElement>($"/api/v1/projects/{project}")).GetProperty("dispensals")[0];
                dispensal = now.GetProperty("id").GetGuid();
                return now.GetProperty("state").GetString() == "delivered";
            },
            seconds: 60);
        var import = (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/environments/{Draft}/inventory/versions/1/report")).GetProperty("id").GetGuid();
        return new Objects(Draft, request, project, dispensal, import, "org-northfield");
    }

    /// <summary>Every route of the document that names an object.</summary>
    private static async Task<IReadOnlyList<(HttpMethod Method, string Route)>> RoutesAsync(HttpClient client)
    {
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               where path.Name.Contains('{', StringComparison.Ordinal)
               from operation in path.Value.EnumerateObject()
               where operation.Name is "get" or "post" or "put" or "patch" or "delete"
               select (HttpMethod.Parse(operation.Name), path.Name),
        ];
    }

    private static async Task<Answer> AskAsync(HttpClient client, HttpMethod method, string address)
    {
        using var message = new HttpRequestMessage(method, address);
        message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (method != HttpMethod.Get)
        {
            message.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(message);
        var problem = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, problem.StartsWith('{') && JsonDocument.Parse(problem).RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null);
    }

    /// <summary>What a stranger is told, without the reference number that every answer has of its own.</summary>
    private sealed record Answer(HttpStatusCode Status, string? Says);

    private sealed record Objects(string Environment, Guid Request, Guid Project, Guid Dispensal, Guid Import, string Organization)
    {
        public string In(string route) => route
            .Replace("/requests/{id}", $"/requests/{Request}", StringComparison.Ordinal)
            .Replace("/jobs/{id}", $"/jobs/{Import}", StringComparison.Ordinal)
            .Replace("/review-steps/{id}", "/review-steps/governance", StringComparison.Ordinal)
            .Replace("{id}", Request.ToString(), StringComparison.Ordinal)
            .Replace("{handle}", Environment, StringComparison.Ordinal)
            .Replace("{org}", Organization, StringComparison.Ordinal)
            .Replace("{project}", Project.ToString(), StringComparison.Ordinal)
            .Replace("{dispensal}", Dispensal.ToString(), StringComparison.Ordinal)
            .Replace("{path}", "participant.data.csv", StringComparison.Ordinal)
            .Replace("{user}", "researcher1", StringComparison.Ordinal)
            .Replace("{key}", "researcher1", StringComparison.Ordinal)
            .Replace("{batch}", Request.ToString(), StringComparison.Ordinal)
            .Replace("{document}", Import.ToString(), StringComparison.Ordinal)
            .Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{asset}", "tabular", StringComparison.Ordinal)
            .Replace("{step}", "governance", StringComparison.Ordinal);
    }
}
