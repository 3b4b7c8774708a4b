using System.Text.RegularExpressions;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>The whole job on a real study, from an empty draft to files on disk.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class LiverJourneyTests(Browser browser, ITestOutputHelper output)
{
    private const string Environment = "Liver outcomes";

    private const string Cohort = """
        {"logic":"and","filters":[
          {"field":"participant.sex","op":"in","values":["0"]},
          {"field":"participant.age_at_entry","op":"between","values":[50,69]},
          {"field":"participant.conditions","op":"any","values":["cardiovascular"]},
          {"field":"participant.bmi","op":"exists"},
          {"entity":"event","logic":"and","filters":[
            {"field":"event.condition","op":"in","values":["stroke","atrial_fibrillation"]},
            {"field":"event.event_day","op":"greater-than-eq","values":[0]}]}]}
        """;

    private static readonly string[] Fields =
    [
        "participant.age_at_entry", "participant.sex", "participant.nafld_case", "participant.conditions", "participant.followup_days", "participant.vital_status",
        "event.event_id", "event.eid", "event.event_day", "event.condition", "lab.lab_id", "lab.eid", "lab.lab_day", "lab.test", "lab.value",
    ];

    private static readonly string[] Collections = ["core", "outcomes", "laboratory", "files_lab_series"];

    private static readonly Wish Wish = new(
        "Stroke and atrial fibrillation in women", "How laboratory values before the first stroke differ from those of women without one.",
        ["Core", "Outcomes", "Laboratory", "Laboratory series files"], "collaborator1");

    [BrowserFact(NeedsSharedData = true)]
    public async Task Six_people_bring_a_study_from_a_new_environment_to_dispensed_files_that_equal_the_source()
    {
        var journey = new Journey(browser, "liver", output);
        var treadmin = await journey.SignInAsync("treadmin");
        var handle = await PublishAsync(journey, treadmin);
        var researcher = await journey.SignInAsync("researcher1");
        await ExploreAsync(journey, researcher);
        var request = await AskAsync(journey, researcher);
        var moves = new ProjectMoves(researcher);
        var project = await moves.CreateAsync("Strokes in women");
        await moves.SeesFilesAsync();
        await moves.VerifyAsync();

        var collaborator = await journey.SignInAsync("collaborator1");
        await collaborator.GoAsync("/projects");
        await collaborator.LookAsync("projects", alsoOnPhone: true);
        await collaborator.FollowAsync("Strokes in women");
        await new ProjectMoves(collaborator).SeesFilesAsync();

        var stranger = await journey.SignInAsync("researcher2");
        foreach (var address in (string[])[$"/environments/{handle}", $"/environments/{handle}/explore", $"/admin/environments/{handle}", $"/requests/{request}", $"/requests/{request}/edit", $"/reviews/{request}", $"/projects/{project}", $"/projects/new?request={request}"])
        {
            await stranger.IsToldNotFoundAsync(address);
        }

        var deliveries = Path.Combine(journey.Portal.DataRoot, "projects", project.ToString(), "dispensals");
        var folder = Assert.Single(Directory.GetDirectories(deliveries));
        await journey.DoAsync(() => NextReleaseAsync(treadmin, handle));
        await journey.DoAsync(() => moves.UpgradeAsync(from: 1, to: 2));
        await journey.EndAsync();
        var newer = Assert.Single(Directory.GetDirectories(deliveries), delivery => delivery != folder);
        Dispensed.IsWhatTheOracleSays(newer, SharedData.LiverOutcomes(2), Cohort, Fields, Collections);
        Dispensed.IsWhatTheOracleSays(folder, SharedData.LiverOutcomes(1), Cohort, Fields, Collections); // as it was delivered
        Assert.Equal(
            (291, 6, 2),
            (File.ReadLines(Path.Combine(folder, "participant.data.csv")).Count() - 1, Directory.GetFiles(Path.Combine(folder, "files", "lab-series")).Length, Directory.GetFiles(Path.Combine(folder, "files", "documents")).Length));
        var (code, said, errors) = await journey.Portal.RunVerbAsync("audit", "verify");
        Assert.True(code == 0, said + errors);
    }

    private static async Task<string> PublishAsync(Journey journey, Visitor treadmin)
    {
        var admin = new AdminMoves(treadmin);
        var handle = await admin.CreateAsync(Environment);
        await admin.DescribeAsync("17,549 people of a published population study, with events and laboratory measurements.\n\n- one row per participant\n- dated events\n- files of laboratory series");
        await admin.AuthorizeAsync("researcher1", "reviewer1", "reviewer2", "reviewer3");
        var took = await admin.ImportReleaseAsync(1);
        journey.Measured("the release is uploaded and imported in", took.TotalSeconds, "s");
        await admin.AcknowledgeAsync();
        await admin.ExploreTheInventoryItselfAsync();
        await admin.AddStepAsync("Data governance", "governance", "Is the purpose allowed?", "reviewer1");
        await admin.AddStepAsync("Scientific review", "science", "Can the question be answered?", "reviewer2", "reviewer3");
        await treadmin.LookAsync("pipeline", alsoOnPhone: true);
        await admin.ConfirmPoliciesAsync();
        await admin.PublishAsync();
        return handle;
    }

    private static async Task NextReleaseAsync(Visitor treadmin, string handle)
    {
        var admin = new AdminMoves(treadmin);
        await treadmin.GoAsync($"/admin/environments/{handle}");
        await admin.ImportReleaseAsync(2);
        await admin.AcknowledgeAsync();
        await admin.ChangeStateAsync("Deactivate", "Maintenance");
        await admin.ChangeStateAsync("Reactivate", "Active");
    }

    private static async Task ExploreAsync(Journey journey, Visitor researcher)
    {
        await researcher.OpenEnvironmentAsync(Environment);
        await researcher.LookAsync("environment");
        await researcher.FollowAsync("Explore data");
        await researcher.LookAsync("showcase");

        var showcase = new ShowcaseMoves(researcher);
        var slowest = await showcase.ClickBarAsync("Sex", "Female");
        await showcase.AddRangeAsync("Age at entry", "50", "69");
        await showcase.AddCodesAsync("Conditions recorded during follow-up", "includes any of", "Cardiovascular disease");
        await showcase.AddKnownAsync("Body mass index");
        await showcase.AddCodesAsync("Condition", "is any of", "Stroke", "Atrial fibrillation");
        await showcase.AddAtLeastInGroupAsync("event", "Day of event", "0");
        journey.Measured("a filter is answered in", slowest, "ms");
        Assert.InRange(await showcase.SizeAsync(), 265, 320); // 291, as far away as the rules allow
        await researcher.LookAsync("showcase-cohort", alsoOnPhone: true);
        await showcase.SaveAsync("Women with stroke or fibrillation");
        await showcase.RequestWithItAsync();
    }

    private static async Task<Guid> AskAsync(Journey journey, Visitor researcher)
    {
        var owner = new RequestMoves(researcher);
        await owner.FillAsync(Wish, alsoOnPhone: false);
        var request = await owner.SubmitAsync();

        var governance = await journey.SignInAsync("reviewer1");
        var first = new RequestMoves(governance);
        await first.OpenReviewAsync(Wish.Title, alsoOnPhone: true);
        await first.ApproveAsync();
        var science = await journey.SignInAsync("reviewer2");
        var second = new RequestMoves(science);
        await second.OpenReviewAsync(Wish.Title);
        await second.RejectAsync("Say which laboratory values you compare.");

        await owner.ExpectStateAsync("In revision"); // it follows by itself
        await researcher.SeesAsync("Say which laboratory values you compare.");
        await researcher.LookAsync("request-in-revision", alsoOnPhone: true);
        await researcher.LeaveAsync(() => researcher.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { NameRegex = new Regex("^Edit") }).First.ClickAsync());
        await researcher.Field("Research purpose").FillAsync(Wish.Purpose + " We compare total cholesterol, blood pressure and FIB-4.");
        await researcher.LookAsync("request-revised");
        await owner.SubmitAsync("Resubmit for review");

        await first.OpenReviewAsync(Wish.Title);
        await governance.SeesAsync("Changed since version 1");
        await first.ApproveAsync();
        await second.OpenReviewAsync(Wish.Title);
        await second.ApproveAsync();
        await owner.ExpectStateAsync("In review"); // two must approve the second step
        await researcher.LookAsync("request-one-of-two", alsoOnPhone: true);
        var third = new RequestMoves(await journey.SignInAsync("reviewer3"));
        await third.OpenReviewAsync(Wish.Title);
        await third.ApproveAsync();
        await owner.ExpectStateAsync("Approved");
        await researcher.LookAsync("request-approved");
        return request;
    }
}
