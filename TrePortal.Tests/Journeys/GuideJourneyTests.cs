using Microsoft.Playwright;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>docs/guide-first-environment.md, step by step: what it says works, in its words.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class GuideJourneyTests(Browser browser, ITestOutputHelper output)
{
    private const string Name = "Liver outcomes by the guide";

    // Headings of the guide, each with what is done under it; those without are read, not clicked.
    private static readonly (string Heading, Func<Guided, Task>? Do)[] Steps =
    [
        ("1. Start the portal", guided => guided.SignInAsync()),
        ("2. People, organization, permission", null),
        ("3. New environment", guided => guided.NewEnvironmentAsync()),
        ("4. Details", guided => guided.DetailsAsync()),
        ("5. Members", guided => guided.MembersAsync()),
        ("6. Upload the tables", guided => guided.TablesAsync()),
        ("7. Read the report", guided => guided.ReportAsync()),
        ("8. Make the showcase", guided => guided.ShowcaseAsync()),
        ("9. Build the data collections", guided => guided.CollectionsAsync()),
        ("10. Upload the files", guided => guided.FilesAsync()),
        ("11. Review pipeline", guided => guided.PipelineAsync()),
        ("12. Policies", guided => guided.PoliciesAsync()),
        ("13. Publish", guided => guided.PublishAsync()),
        ("14. Look as a researcher", guided => guided.ResearcherAsksAsync()),
        ("15. The next release", guided => guided.NextReleaseAsync()),
        ("16. What the researcher sees", guided => guided.ResearcherSeesTheDriftAsync()),
    ];

    internal static IEnumerable<string> Headings => Steps.Select(step => step.Heading);

    [BrowserFact(NeedsSharedData = true)]
    public async Task Somebody_who_never_saw_the_portal_sets_up_an_environment_by_the_guide_alone()
    {
        var journey = new Journey(browser, "guide", output);
        var guided = new Guided(journey);
        foreach (var (heading, work) in Steps)
        {
            if (work is not null)
            {
                output.WriteLine(heading);
                await journey.DoAsync(() => work(guided));
            }
        }

        await guided.AdminLooksAgainAsync();
        await journey.EndAsync();
    }

    /// <summary>The admin, and where they are.</summary>
    private sealed class Guided(Journey journey)
    {
        private Visitor _visitor = null!;
        private AdminMoves _admin = null!;
        private Visitor _researcher = null!;
        private string _handle = "";

        private IPage Page => _visitor.Page;

        public async Task SignInAsync()
        {
            _visitor = await journey.SignInAsync("treadmin");
            _admin = new AdminMoves(_visitor);
        }

        public async Task NewEnvironmentAsync() => _handle = await _admin.CreateAsync(Name);

        public Task DetailsAsync() => _admin.DescribeAsync("17,549 people of a published population study.");

        public Task MembersAsync() => _admin.AuthorizeAsync("researcher1", "reviewer1", "reviewer2");

        public Task<TimeSpan> TablesAsync() => _admin.ImportReleaseAsync(1, ["tabular"], ["Tabular inventory"]);

        public Task ReportAsync() => _admin.AcknowledgeAsync();

        public async Task ShowcaseAsync()
        {
            var builder = new BuilderMoves(_visitor);
            await builder.OpenAsync();
            await _visitor.SeesAsync("A suggestion to begin with");
            await _visitor.LookAsync("builder", alsoOnPhone: true);
            await builder.ChooseAsync("Age at entry");
            await builder.EdgesAsync("30, 40, 50, 60, 70, 80, 90");
            await _visitor.SeesAsync("90 years and over");
            await _visitor.LookAsync("builder-bands", alsoOnPhone: true);
            await builder.ChooseAsync("Sex");
            await builder.HowAsync("Keep as it is");
            await _visitor.SeesAsync("Can be used in requests");
            await builder.CheckAsync("Age at entry", "Sex");
            await _visitor.LookAsync("builder-checked", alsoOnPhone: true);
            await builder.MakeAsync();
            await _visitor.LookAsync("builder-made", alsoOnPhone: true);
            await builder.OfferAsync();
            await _visitor.FollowAsync("See the inventory and its report");
            await _admin.AcknowledgeAsync();
        }

        public async Task CollectionsAsync()
        {
            var editor = new CollectionMoves(_visitor);
            await editor.OpenAsync();
            await editor.AddAsync("Core", ["Always selected", "Bulk files"], "Age at entry", "Sex", "Vital status");
            await editor.AddAsync("Laboratory", ["Bulk files"]);
            await editor.TakeWholeAsync("Laboratory measurement");
            await editor.AddAsync("Files lab series", ["Bulk files"]);
            await _visitor.LookAsync("collections", alsoOnPhone: true);
            await editor.SaveAsync();
        }

        public Task<TimeSpan> FilesAsync() => _admin.ImportReleaseAsync(1, ["files", "file_inventory.tsv"], ["File inventory"]);

        public async Task PipelineAsync()
        {
            await _admin.AddStepAsync("Data governance", "governance", "Is the purpose allowed?", "reviewer1");
            await _admin.AddStepAsync("Scientific review", "science", "Can the question be answered?", "reviewer2");
        }

        public Task PoliciesAsync() => _admin.ConfirmPoliciesAsync();

        public Task PublishAsync() => _admin.PublishAsync();

        public async Task NextReleaseAsync()
        {
            await _admin.ImportReleaseAsync(2, ["tabular", "files", "file_inventory.tsv"], ["Tabular inventory", "File inventory"]);
            var builder = new BuilderMoves(_visitor);
            await builder.OpenAsync();
            await _visitor.SeesAsync("From the recipe of version 1");
            await builder.MakeAsync();
            await _visitor.LookAsync("builder-again");
            await _visitor.FollowAsync("See the inventory and its report");
            await _admin.AcknowledgeAsync();
            var editor = new CollectionMoves(_visitor);
            await editor.OpenAsync();
            await editor.TakeOutAsync("Core", "Vital status");
            await _visitor.LookAsync("collections-again");
            await editor.SaveAsync();
            await _admin.CompareAsync(2, ["25 removed", "event_count", "cerebrovascular"], ["Drafts", "private to its owner"]);
            await _admin.ChangeStateAsync("Deactivate", "Maintenance");
            await _admin.ReactivateAllTheSameAsync(_handle, "a draft of ");
        }

        /// <summary>The same page at night, and by somebody who only looks.</summary>
        public async Task AdminLooksAgainAsync()
        {
            var dark = await journey.SignInAsync("treadmin", dark: true);
            await dark.GoAsync(new Uri(Page.Url).AbsolutePath.Replace("/details", "", StringComparison.Ordinal).Split("/inventory")[0] + "/inventory/showcase");
            await dark.SeesAsync("An active or superseded version never changes");
            await dark.LookAsync("builder-locked-dark", alsoOnPhone: true);
        }

        public async Task ResearcherAsksAsync()
        {
            _researcher = await journey.SignInAsync("researcher1");
            await _researcher.OpenEnvironmentAsync(Name);
            await _researcher.FollowAsync("Explore data");
            await Assertions.Expect(_researcher.Page.GetByRole(AriaRole.Article, new() { Name = "Age at entry" })).ToBeVisibleAsync();
            await _researcher.SeesAsync("90 years and over");
            await _researcher.LookAsync("made-showcase");
            await _researcher.GoAsync($"/environments/{_handle}");
            await _researcher.LeaveAsync(() => _researcher.Link("Request access").ClickAsync());
            await new RequestMoves(_researcher).FillAsync(new Wish("Liver and laboratory", "How laboratory values change with age.", ["Laboratory"], null) { IsOfEverybody = true }, alsoOnPhone: false);
        }

        public async Task ResearcherSeesTheDriftAsync()
        {
            await _researcher.SeesAsync("A newer inventory version is active"); // it follows by itself
            await _researcher.SeesAsync("This was chosen on version 1. Version 2 is active now.");
            await _researcher.SeesAsync("17,550");
            await _researcher.SeesAsync("17,525");
            await _researcher.SeesAsync("Field participant.vital_status, no longer part of the data collection core");
            await Assertions.Expect(_researcher.Page.GetByRole(AriaRole.Complementary).GetByText("about 17,525")).ToBeVisibleAsync(); // counted again
            await _researcher.LookAsync("drift", alsoOnPhone: true);
            await _researcher.GoAsync(new Uri(_researcher.Page.Url).AbsolutePath.Replace("/edit", "", StringComparison.Ordinal));
            await _researcher.SeesAsync("A newer inventory version is active");
            await _researcher.LookAsync("drift-request", alsoOnPhone: true);
        }
    }
}

/// <summary>The guide and its journey go the same way.</summary>
public sealed class GuideTests
{
    [Fact]
    public void The_guide_has_the_steps_of_the_journey() =>
        Assert.Equal(
            GuideJourneyTests.Headings,
            File.ReadLines(Path.Combine(Repository.Root, "docs", "guide-first-environment.md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
}
