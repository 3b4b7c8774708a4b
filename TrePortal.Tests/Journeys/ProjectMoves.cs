using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>What the people of an approved request do.</summary>
internal sealed class ProjectMoves(Visitor visitor)
{
    private IPage Page => visitor.Page;

    /// <summary>From the approved request to the delivered files, watching; answers the project's id.</summary>
    public async Task<Guid> CreateAsync(string name)
    {
        await visitor.FollowAsync("Create project");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await visitor.LookAsync("new-project", alsoOnPhone: true);
        await visitor.LeaveAsync(() => visitor.ClickAsync("Create project"));
        await Assertions.Expect(visitor.Heading(name).First).ToBeVisibleAsync();
        await visitor.PictureAsync("project-dispensing");
        return Guid.Parse(new Uri(Page.Url).Segments[2].Trim('/'));
    }

    public async Task SeesFilesAsync()
    {
        await Assertions.Expect(Page.Locator("#content .chip").GetByText("Delivered", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Look at participant.data.csv" })).ToBeVisibleAsync();
        await visitor.LookAsync("project-files", alsoOnPhone: true);
    }

    /// <summary>Opens a dispensed table beside the list of files.</summary>
    public async Task LooksAtPeopleAsync()
    {
        await visitor.Link("Look at participant.data.csv").First.ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Cell, new() { NameRegex = new(@"^P\d{6}$") }).First).ToBeVisibleAsync();
    }

    /// <summary>Waits until the open page shows no file any more; answers for how long, in milliseconds.</summary>
    public async Task<double> IsShutOutAsync()
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        await Assertions.Expect(Page.GetByText("The request is revoked, so its projects are closed.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(visitor.Link("Look at participant.data.csv")).ToHaveCountAsync(0);
        return waited.Elapsed.TotalMilliseconds;
    }

    public async Task DeleteAsync(string name)
    {
        await visitor.ClickAsync("Delete project");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Textbox).FillAsync(name);
        await visitor.LookAsync("delete-asked", alsoOnPhone: true);
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Delete project" }).ClickAsync();
        await visitor.SeesAsync("Its files are erased; the hashes of all of them are in the audit log.");
        await visitor.LookAsync("project-deleted", alsoOnPhone: true);
    }

    /// <summary>Receives the newer version beside the one that is there, and looks back at the older files.</summary>
    public async Task UpgradeAsync(int from, int to)
    {
        await visitor.SeesAsync($"Version {to} is active"); // it follows by itself
        await visitor.LookAsync("project-upgrade-offered", alsoOnPhone: true);
        await visitor.ClickAsync($"Dispense version {to}");
        await Assertions.Expect(Page.GetByText($"Show the files of version {from}")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await SeesFilesAsync();
        await visitor.Link($"Show the files of version {from}").ClickAsync();
        await Assertions.Expect(visitor.Link($"Show the files of version {to}")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Heading($"Files of version {from}")).ToBeVisibleAsync();
        await visitor.LookAsync("project-older-files", alsoOnPhone: true);
    }

    public async Task VerifyAsync()
    {
        await visitor.ClickAsync("Verify now");
        await visitor.SeesAsync("files are as they were delivered.");
        await visitor.LookAsync("project-verified");
    }
}
