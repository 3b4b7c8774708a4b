using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>
/// A review without a mouse in which places change, and what comes after: policies that open and shut a project, another
/// owner, and the end.
/// </summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class ReviewJourneyTests(Browser browser, ITestOutputHelper output)
{
    private const string Environment = "tre-northfield-biobank";
    private const string Title = "Smoking and the heart";

    [BrowserFact]
    public async Task Reviewers_decide_by_keyboard_hand_over_and_step_back_and_the_project_ends_with_another_owner()
    {
        var journey = new Journey(browser, "review", output);
        using var researcher = await TypedTextTests.ApiAsync(browser.Portal, "researcher2");
        using var admin = await TypedTextTests.ApiAsync(browser.Portal, "treadmin");
        var request = await SubmitAsync(researcher);

        await journey.DoAsync(async () =>
        {
            await ByKeyboardAsync(journey);
            await StepsBackAsync(journey, request);
            await HandsOverAsync(journey, request);
        });
        var owner = await journey.SignInAsync("researcher2");
        await owner.GoAsync($"/requests/{request}");
        await new RequestMoves(owner).ExpectStateAsync("Approved");
        await owner.GoAsync($"/requests/{request}?tab=history");
        await owner.SeesAsync("stepped back");
        await Assertions.Expect(owner.Page.GetByText("We wrote a paper together.")).ToHaveCountAsync(0); // the reason is not for the owner
        await owner.LookAsync("history", alsoOnPhone: true);
        await owner.GoAsync($"/requests/{request}");
        var project = await new ProjectMoves(owner).CreateAsync("Smoke");
        await new ProjectMoves(owner).SeesFilesAsync();
        await PoliciesAsync(owner, admin, project);

        var treadmin = await journey.SignInAsync("treadmin");
        await treadmin.GoAsync($"/requests/{request}");
        await new RequestMoves(treadmin).PassOwnershipAsync("collaborator1", "The owner has left the institute.");
        await owner.GoAsync("/");
        await owner.IsToldNotFoundAsync($"/projects/{project}");
        var heir = await journey.SignInAsync("collaborator1");
        await heir.GoAsync($"/projects/{project}");
        await new ProjectMoves(heir).DeleteAsync("Smoke");
        Assert.False(Directory.Exists(Path.Combine(browser.Portal.DataRoot, "projects", project.ToString())));
        await journey.EndAsync();
    }

    private static async Task ByKeyboardAsync(Journey journey)
    {
        var reviewer = await journey.SignInAsync("reviewer1");
        await reviewer.GoAsync("/reviews");
        var keys = new Keyboard(reviewer.Page);
        await keys.PressAsync(Title);
        await Assertions.Expect(reviewer.Heading(Title).First).ToBeVisibleAsync();
        await reviewer.SettleAsync();
        await keys.ToAsync("Justification");
        await keys.TypeAsync("The purpose is clear.");
        await reviewer.LookAsync("justified");
        await keys.PressAsync("Approve step");
        await Assertions.Expect(reviewer.Page.GetByRole(AriaRole.Status).GetByText("You approved")).ToBeVisibleAsync();
        await reviewer.LookAsync("decided-by-keyboard");
    }

    private static async Task StepsBackAsync(Journey journey, Guid request)
    {
        var reviewer = await journey.SignInAsync("reviewer3");
        await reviewer.GoAsync($"/reviews/{request}");
        await new RequestMoves(reviewer).StepBackAsync("We wrote a paper together.");
        await reviewer.IsToldNotFoundAsync($"/reviews/{request}");
    }

    // reviewer2 sits on "science", reviewer1 on "governance": the place goes to reviewer1, who decides.
    private static async Task HandsOverAsync(Journey journey, Guid request)
    {
        var from = await journey.SignInAsync("reviewer2");
        await from.GoAsync($"/reviews/{request}");
        await from.SeesAsync("We wrote a paper together.");
        var keys = new Keyboard(from.Page);
        await keys.PressAsync("Not for you to decide?");
        await keys.ToAsync("Your place on “Scientific review” to");
        await keys.KeyAsync("ArrowDown");
        await from.LookAsync("hand-over", alsoOnPhone: true);
        await keys.PressAsync("Hand over");
        await keys.PressAsync("Hand over"); // of the question
        await from.SeesAsync("handed the place on");
        await from.LookAsync("handed-over");

        var to = await journey.SignInAsync("reviewer1");
        await new RequestMoves(to).OpenReviewAsync(Title);
        await new RequestMoves(to).ApproveAsync();
    }

    private static async Task PoliciesAsync(Visitor owner, HttpClient admin, Guid project)
    {
        const string File = "participant.data.csv";
        var before = (await PoliciesAsync(admin)).Policies;
        try
        {
            await new ProjectMoves(owner).LooksAtPeopleAsync(); // a look is allowed
            Assert.Equal(HttpStatusCode.Forbidden, await DownloadAsync(owner, project, File));
            await Assertions.Expect(owner.Page.GetByRole(AriaRole.Link, new() { Name = "Download", Exact = false })).ToHaveCountAsync(0);

            await SetAsync(admin, before, mayPreview: false, mayDownload: true);
            await owner.GoAsync($"/projects/{project}?file={File}");
            await owner.SeesAsync("The environment does not allow a look at tables in the page.");
            await owner.LookAsync("look-refused", alsoOnPhone: true);
            Assert.Equal(HttpStatusCode.OK, await DownloadAsync(owner, project, File));
            Assert.Contains("file-downloaded", await admin.GetStringAsync(new Uri($"/api/v1/audit?environment={Environment}&kind=project&limit=20", UriKind.Relative)), StringComparison.Ordinal);
            await owner.GoAsync($"/projects/{project}?tab=activity");
            await owner.SeesAsync("downloaded participant.data.csv");
        }
        finally
        {
            await SetAsync(admin, before, before.GetProperty("mayPreview").GetBoolean(), before.GetProperty("mayDownload").GetBoolean());
        }
    }

    private static async Task<HttpStatusCode> DownloadAsync(Visitor visitor, Guid project, string file) =>
        (HttpStatusCode)(await visitor.Page.APIRequest.GetAsync($"/projects/{project}/download/{file}")).Status;

    private static async Task<(JsonElement Policies, string Tag)> PoliciesAsync(HttpClient admin)
    {
        var answer = await admin.GetAsync(new Uri($"/api/v1/environments/{Environment}/policies", UriKind.Relative));
        var read = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return (read.TryGetProperty("policies", out var policies) ? policies : read, answer.Headers.ETag!.ToString());
    }

    private static async Task SetAsync(HttpClient admin, JsonElement before, bool mayPreview, bool mayDownload)
    {
        var (_, tag) = await PoliciesAsync(admin);
        using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/environments/{Environment}/policies")
        {
            Content = JsonContent.Create(new { tier = before.GetProperty("tier").GetString(), mayPreview, mayDownload, maximumCollaborators = before.GetProperty("maximumCollaborators").GetInt32(), note = "For a while." }),
            Headers = { { "If-Match", tag } },
        };
        var answer = await admin.SendAsync(change);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<Guid> SubmitAsync(HttpClient researcher)
    {
        var content = new
        {
            title = Title, publicSummary = "Whether smoking goes with heart disease.", purpose = "We compare smokers with people who never smoked.", expectedOutputs = "A paper.",
            startsOn = "2027-01-01", endsOn = "2028-01-01", cohort = new { savedCohort = (Guid?)null }, collections = new[] { new { id = "core" } }, isDeclared = true,
        };
        var started = await researcher.PostAsJsonAsync("/api/v1/requests", new { environment = Environment, content });
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
        var id = JsonDocument.Parse(await started.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetGuid();
        await SendAsync(researcher, HttpMethod.Put, $"/api/v1/requests/{id}/collaborators/collaborator1");
        await SendAsync(researcher, HttpMethod.Post, $"/api/v1/requests/{id}/submit");
        return id;
    }

    private static async Task SendAsync(HttpClient client, HttpMethod method, string address)
    {
        var id = new Uri(string.Join('/', address.Split('/').Take(5)), UriKind.Relative);
        using var request = new HttpRequestMessage(method, address) { Headers = { { "If-Match", (await client.GetAsync(id)).Headers.ETag!.ToString() } } };
        var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
