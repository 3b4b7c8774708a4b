using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Microsoft.Playwright;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Journeys;

/// <summary>What a TRE admin does from "New environment" to publishing.</summary>
internal sealed class AdminMoves(Visitor visitor)
{
    private static readonly string[] Release = ["tabular", "showcase", "files", "file_inventory.tsv", "data_collections.json"];

    private IPage Page => visitor.Page;

    // As its provider would send it: one archive of the folder's parts, all or those named.
    private static string Zip(string release, string folder, IReadOnlyList<string> parts)
    {
        var path = Path.Combine(folder, "release.zip");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var part in Release.Where(name => parts.Count == 0 || parts.Contains(name)).Select(name => Path.Combine(release, name)))
        {
            var files = Directory.Exists(part) ? Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories) : [part];
            foreach (var file in files.Order(StringComparer.Ordinal))
            {
                archive.CreateEntryFromFile(file, Path.GetRelativePath(release, file), CompressionLevel.Fastest);
            }
        }

        return path;
    }

    /// <summary>Starts a draft and answers its handle.</summary>
    public async Task<string> CreateAsync(string name)
    {
        await visitor.GoAsync("/admin/environments");
        await visitor.LookAsync("admin-environments", alsoOnPhone: true);
        await visitor.FollowAsync("New environment");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Assertions.Expect(Page.GetByLabel("Handle")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^tre-[a-z0-9-]{3,}$"));
        await Page.GetByLabel("Region").FillAsync("eu-north");
        await visitor.LookAsync("new-environment", alsoOnPhone: true);
        var handle = await Page.GetByLabel("Handle").InputValueAsync();
        await visitor.LeaveAsync(() => visitor.ClickAsync("Create draft"));
        await Assertions.Expect(visitor.Heading(name).First).ToBeVisibleAsync();
        return handle;
    }

    public async Task DescribeAsync(string description)
    {
        await Page.GetByLabel("Description").FillAsync(description);
        await Page.GetByLabel("Contact").FillAsync("Data office, data@example.org");
        await Page.GetByLabel("Keywords").FillAsync("liver, outcomes, laboratory");
        await Page.GetByLabel("Data categories").FillAsync("Hepatology");
        await Assertions.Expect(Page.Locator(".save-state").GetByText("Saved").First).ToBeVisibleAsync(); // by itself
        await visitor.LookAsync("details", alsoOnPhone: true);
    }

    public async Task AuthorizeAsync(params IReadOnlyList<string> userNames)
    {
        await SectionAsync("Members", "Authorized users");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Add people and organizations" }).ClickAsync();
        await Page.GetByLabel("People and organizations, one per line").FillAsync(string.Join('\n', userNames));
        await visitor.ClickAsync("Check the list");
        await visitor.LookAsync("members-preview", alsoOnPhone: true);
        await visitor.ClickAsync($"Confirm {userNames.Count}");
        await visitor.SeesAsync($"{userNames.Count} changed by {userNames.Count} lines");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Back to members" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Add people and organizations" })).ToBeVisibleAsync();
        await visitor.LookAsync("members", alsoOnPhone: true);
    }

    /// <summary>Uploads a release of the study, looks at the progress, and answers how long it took until everything was imported.</summary>
    public Task<TimeSpan> ImportReleaseAsync(int version) => ImportReleaseAsync(version, parts: [], ["Tabular inventory", "File inventory"]);

    /// <summary>The same for some of its parts, which bring these assets.</summary>
    public async Task<TimeSpan> ImportReleaseAsync(int version, IReadOnlyList<string> parts, IReadOnlyList<string> assets)
    {
        using var folder = new TemporaryFolder();
        var archive = Zip(SharedData.LiverOutcomes(version), folder.Path, parts);
        await SectionAsync("Inventory", "Inventory");
        await visitor.LookAsync("inventory-empty", alsoOnPhone: true);
        var clock = Stopwatch.StartNew();
        await Page.GetByLabel("Drop files here, or choose them").SetInputFilesAsync(archive);
        var running = Page.GetByRole(AriaRole.Region, new() { Name = "Import", Exact = true });
        await Assertions.Expect(running.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await visitor.PictureAsync("import-running");
        await Assertions.Expect(running).ToHaveCountAsync(0, new() { Timeout = 120_000 });
        var took = clock.Elapsed;
        await visitor.SeesAsync("Last import");
        foreach (var asset in assets)
        {
            await Assertions.Expect(Page.GetByRole(AriaRole.Article, new() { Name = asset }).GetByText("Valid")).ToBeVisibleAsync();
        }

        return took;
    }

    public async Task ExploreTheInventoryItselfAsync()
    {
        await Page.GetByRole(AriaRole.Radio, new() { Name = "The tabular inventory" }).CheckAsync();
        await visitor.LookAsync("inventory-imported", alsoOnPhone: true);
    }

    /// <summary>A step that every one of its reviewers has to approve.</summary>
    public async Task AddStepAsync(string name, string id, string looksAt, params IReadOnlyList<string> reviewers)
    {
        await SectionAsync("Review pipeline", "Review pipeline");
        await Page.GetByLabel("Name of the step").FillAsync(name);
        await Page.GetByLabel("Id", new() { Exact = true }).FillAsync(id);
        await Page.GetByLabel("What the step looks at").FillAsync(looksAt);
        await Page.GetByLabel("Approvals needed").Last.FillAsync(reviewers.Count.ToString(CultureInfo.InvariantCulture));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add step" }).ClickAsync();
        var step = Page.GetByRole(AriaRole.Article, new() { Name = name });
        foreach (var reviewer in reviewers)
        {
            await step.GetByLabel("Add reviewer").FillAsync(reviewer);
            await step.GetByRole(AriaRole.Button, new() { Name = "Add reviewer" }).ClickAsync();
            await Assertions.Expect(step.GetByText(reviewer, new() { Exact = false }).First).ToBeVisibleAsync();
        }

        await Assertions.Expect(step.GetByText("Enough reviewers")).ToBeVisibleAsync();
    }

    public async Task ConfirmPoliciesAsync()
    {
        await SectionAsync("Policies", "Policies");
        await visitor.LookAsync("policies", alsoOnPhone: true);
        await visitor.ClickAsync("Confirm policies");
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).GetByText("Confirmed")).ToBeVisibleAsync();
    }

    public async Task PublishAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await visitor.LookAsync("publish-asked");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#content .chip").GetByText("Active", new() { Exact = true }).First).ToBeVisibleAsync();
        await visitor.LookAsync("published", alsoOnPhone: true);
    }

    /// <summary>Reads the warnings of the version under construction, if any wait, acknowledges them, and goes back to the inventory.</summary>
    public async Task AcknowledgeAsync()
    {
        await SectionAsync("Inventory", "Inventory");
        var link = Page.GetByRole(AriaRole.Link, new() { Name = "Read the warnings" });
        if (!await link.IsVisibleAsync())
        {
            return;
        }

        await link.ClickAsync();
        var acknowledge = Page.GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Acknowledge") }).First;
        await acknowledge.WaitForAsync();
        await visitor.LookAsync("warnings", alsoOnPhone: true);
        await acknowledge.ClickAsync();
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Acknowledge") }).ClickAsync();
        await visitor.SeesAsync("Every warning is acknowledged.");
        await SectionAsync("Inventory", "Inventory");
    }

    /// <summary>Deactivates or reactivates, and waits until the environment is in the state.</summary>
    public async Task ChangeStateAsync(string button, string state)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await visitor.LookAsync(button.ToLowerInvariant() + "-asked");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Assertions.Expect(Page.Locator("#content .chip").GetByText(state, new() { Exact = true }).First).ToBeVisibleAsync();
    }

    /// <summary>Compares a version with the one before and reads whom it affects.</summary>
    /// <param name="number">Of the version under construction.</param>
    /// <param name="different">Words that the comparison shows.</param>
    /// <param name="lost">Words that the impact shows; nothing is lost without them.</param>
    public async Task CompareAsync(int number, IReadOnlyList<string> different, IReadOnlyList<string> lost)
    {
        await SectionAsync("Inventory", "Inventory");
        await visitor.Link("All versions").ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Versions", Exact = true })).ToBeVisibleAsync();
        await visitor.LookAsync("versions", alsoOnPhone: true);
        await Page.GetByRole(AriaRole.Link, new() { NameRegex = new System.Text.RegularExpressions.Regex($"^Version {number}\\b") }).First.ClickAsync();
        var tabs = Page.GetByRole(AriaRole.Navigation, new() { Name = $"Version {number}" });
        await tabs.WaitForAsync();
        await visitor.LookAsync("version", alsoOnPhone: true);
        await ReadAsync(tabs, "Changes", different);
        await ReadAsync(tabs, "Impact", lost);
    }

    /// <summary>Reactivates although something in use goes away: only with the handle typed.</summary>
    public async Task ReactivateAllTheSameAsync(string handle, string names)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Reactivate", Exact = true }).ClickAsync();
        var dialog = Page.Locator("dialog[open]");
        await Assertions.Expect(dialog.GetByText(names)).ToBeVisibleAsync();
        await visitor.LookAsync("reactivate-impact", alsoOnPhone: true);
        var confirm = dialog.GetByRole(AriaRole.Button, new() { Name = "Reactivate all the same" });
        await confirm.ClickAsync();
        await Assertions.Expect(dialog.GetByText("This is not the same")).ToBeVisibleAsync();
        await dialog.GetByLabel($"Type {handle} to confirm").FillAsync(handle);
        await confirm.ClickAsync();
        await Assertions.Expect(Page.Locator("#content .chip").GetByText("Active", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    private async Task ReadAsync(ILocator tabs, string tab, IReadOnlyList<string> words)
    {
        await tabs.GetByRole(AriaRole.Link, new() { Name = tab }).ClickAsync();
        foreach (var word in words)
        {
            await visitor.SeesAsync(word);
        }

        await visitor.LookAsync("version-" + tab.ToLowerInvariant(), alsoOnPhone: true);
    }

    private async Task SectionAsync(string link, string heading)
    {
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Sections of the environment" }).GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 2 }).First).ToBeVisibleAsync();
        await visitor.SettleAsync();
    }
}
