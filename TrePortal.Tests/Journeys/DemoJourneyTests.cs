using TrePortal.Domain.Disclosure;
using TrePortal.Tests.Dispensal;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>The whole job on the demonstration's data.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class DemoJourneyTests(Browser browser, ITestOutputHelper output)
{
    private const string Biobank = "Northfield Biobank";
    private static readonly DisclosurePolicy _rules = DisclosurePolicy.Standard;

    [BrowserFact]
    public async Task A_researcher_explores_asks_and_receives_exactly_what_two_reviewers_approved()
    {
        var journey = new Journey(browser, "demo", output);
        var researcher = await journey.SignInAsync("researcher1");
        await researcher.LookAsync("resource-center", alsoOnPhone: true);
        await researcher.FollowAsync(Biobank);
        await researcher.LookAsync("environment", alsoOnPhone: true);
        await researcher.FollowAsync("Explore data");
        await researcher.LookAsync("showcase", alsoOnPhone: true);

        var showcase = new ShowcaseMoves(researcher);
        var everybody = await showcase.SizeAsync();
        journey.Measured("a filter is answered in", await showcase.ClickBarAsync("Sex", "Female"), "ms");
        var women = await showcase.SizeAsync();
        await showcase.AddCodesAsync("Diagnoses", "includes any of", "Cardiovascular");
        var cohort = await showcase.SizeAsync();
        await researcher.LookAsync("showcase-filtered", alsoOnPhone: true);
        await showcase.SaveAsync("Women with heart disease");
        await showcase.RequestWithItAsync();

        var request = new RequestMoves(researcher);
        var wish = new Wish("Heart disease in women", "Which women develop heart disease, and when.", ["Diagnoses", "Hospital visits", "Study documents"], "collaborator1");
        await request.FillAsync(wish);
        var id = await request.SubmitAsync();
        await researcher.LookAsync("request-in-review", alsoOnPhone: true);

        Assert.True(everybody > women && women > cohort && cohort > 100, $"{everybody} people, {women} women, {cohort} in the cohort.");

        foreach (var reviewer in (string[])["reviewer1", "reviewer2"])
        {
            var phone = await journey.SignInAsync(reviewer, width: Visitor.Phone);
            await new RequestMoves(phone).OpenReviewAsync(wish.Title);
            if (reviewer == "reviewer1")
            {
                await new RequestMoves(phone).WriteAsync("Until which age, @researcher1?");
                await new RequestMoves(researcher).IsRungForAsync("You are mentioned in a message on");
                await request.AnswerAsync("Until which age", "Until ninety, @reviewer1.");
                await phone.SeesAsync("Until ninety"); // it arrives by itself
                await phone.LookAsync("messages", alsoOnPhone: true);
            }

            await new RequestMoves(phone).ApproveAsync();
        }

        await request.ExpectStateAsync("Approved"); // it follows by itself
        await researcher.LookAsync("request-approved", alsoOnPhone: true);
        var project = await new ProjectMoves(researcher).CreateAsync("Hearts of women");
        await new ProjectMoves(researcher).SeesFilesAsync();
        await new ProjectMoves(researcher).LooksAtPeopleAsync();
        await LosesTheDoorAsync(journey, project, id);
        Assert.True(journey.RecordsSeen > 0, "The watch for record numbers does not see those of the table that is open.");
        await journey.EndAsync();
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(journey.Portal.DataRoot, "projects", project.ToString(), "dispensals")));
        Dispensed.ManifestIsTrue(folder);
        Assert.InRange(File.ReadLines(Path.Combine(folder, "participant.data.csv")).Count() - 1, cohort - _rules.WidestError, cohort + _rules.WidestError); // as far away as the rules allow
    }

    // The page of a collaborator is open when an admin takes back what was approved: it closes itself.
    private static async Task LosesTheDoorAsync(Journey journey, Guid project, Guid request)
    {
        var collaborator = await journey.SignInAsync("collaborator1");
        await collaborator.GoAsync($"/projects/{project}");
        await new ProjectMoves(collaborator).SeesFilesAsync();
        var admin = await journey.SignInAsync("treadmin");
        await admin.GoAsync($"/requests/{request}");
        await new RequestMoves(admin).RevokeAsync("The consent of the study has changed.");
        journey.Measured("the open page of a collaborator closed after a revocation in", await new ProjectMoves(collaborator).IsShutOutAsync(), "ms");
        await collaborator.LookAsync("project-revoked", alsoOnPhone: true);
    }
}
