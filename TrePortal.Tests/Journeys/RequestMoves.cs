using System.Globalization;
using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>What people write in a request.</summary>
internal sealed record Wish(string Title, string Purpose, IReadOnlyList<string> Collections, string? Collaborator)
{
    /// <summary>All participants, not the cohort that the request was begun with.</summary>
    public bool IsOfEverybody { get; init; }
}

/// <summary>What the owner of a request and its reviewers do.</summary>
internal sealed class RequestMoves(Visitor visitor)
{
    private IPage Page => visitor.Page;

    /// <summary>Fills in every section of the request that stands open in the editor, and declares it.</summary>
    public async Task FillAsync(Wish wish, bool alsoOnPhone = true)
    {
        var today = TimeProvider.System.GetUtcNow();
        await Page.GetByLabel("Title").FillAsync(wish.Title);
        await Page.GetByLabel("Public summary").FillAsync("We compare the course of disease between groups of participants.");
        await Page.GetByLabel("Research purpose").FillAsync(wish.Purpose);
        await Page.GetByLabel("Expected outputs").FillAsync("One paper with tables and figures; no data about single people leave the project.");
        await Page.GetByLabel("Starts on").FillAsync(today.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await Page.GetByLabel("Ends on").FillAsync(today.AddDays(760).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await Assertions.Expect(Page.GetByText("Saved", new() { Exact = false }).First).ToBeVisibleAsync();
        await visitor.LookAsync("request-about", alsoOnPhone);

        await GoOnAsync("Cohort");
        if (wish.IsOfEverybody)
        {
            await Page.GetByRole(AriaRole.Radio, new() { Name = "All participants" }).CheckAsync();
        }

        await visitor.LookAsync("request-cohort", alsoOnPhone);

        await GoOnAsync("Data");
        foreach (var collection in wish.Collections)
        {
            await Page.Locator(".collection").Filter(new() { Has = Page.GetByText(collection, new() { Exact = true }) }).GetByRole(AriaRole.Checkbox).First.CheckAsync();
        }

        await visitor.LookAsync("request-data", alsoOnPhone);

        await GoOnAsync("Collaborators");
        if (wish.Collaborator is { } collaborator)
        {
            await Page.GetByLabel("User name or e-mail address").FillAsync(collaborator);
            await visitor.ClickAsync("Add collaborator");
            await Assertions.Expect(Page.GetByRole(AriaRole.List, new() { Name = "Collaborators" }).GetByText(collaborator)).ToBeVisibleAsync();
        }

        await visitor.LookAsync("request-collaborators", alsoOnPhone);

        await GoOnAsync("Attachments");
        await Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "vote of the committee.txt", MimeType = "text/plain", Buffer = "The committee agrees."u8.ToArray() });
        await Assertions.Expect(Page.GetByRole(AriaRole.List, new() { Name = "Attachments" }).GetByText("vote of the committee.txt")).ToBeVisibleAsync();
        await visitor.LookAsync("request-attachments", alsoOnPhone);

        await GoOnAsync("Summary and declaration");
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "I declare that this is true and complete" }).CheckAsync();
        await Assertions.Expect(Page.GetByText("Everything is there.")).ToBeVisibleAsync();
        await visitor.LookAsync("request-summary", alsoOnPhone);
    }

    /// <summary>Submits from the editor, as new or after a revision, and answers the id of the request.</summary>
    public async Task<Guid> SubmitAsync(string button = "Submit for review")
    {
        await visitor.ClickAsync(button);
        await visitor.LookAsync("request-submit-asked");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Submit for review" }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/edit", StringComparison.Ordinal));
        await ExpectStateAsync("In review");
        return Guid.Parse(new Uri(Page.Url).Segments[2].Trim('/'));
    }

    public async Task ExpectStateAsync(string state)
    {
        await visitor.SettleAsync();
        await Assertions.Expect(Page.Locator("#content .chip").GetByText(state, new() { Exact = true }).First).ToBeVisibleAsync();
    }

    /// <summary>Opens the request in the reviewer's queue.</summary>
    public async Task OpenReviewAsync(string title, bool alsoOnPhone = false)
    {
        await visitor.GoAsync("/reviews");
        await visitor.LookAsync("my-reviews", alsoOnPhone);
        await Page.GetByRole(AriaRole.Table, new() { Name = "My reviews" }).GetByRole(AriaRole.Link, new() { Name = title }).First.ClickAsync();
        await Assertions.Expect(visitor.Heading(title).First).ToBeVisibleAsync();
        await visitor.LookAsync("review", alsoOnPhone);
    }

    public async Task ApproveAsync()
    {
        await visitor.ClickAsync("Approve step");
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).GetByText("You approved")).ToBeVisibleAsync();
        await visitor.LookAsync("approved");
    }

    public async Task RejectAsync(string why)
    {
        await Page.GetByLabel("Justification").FillAsync(why);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).GetByText("You rejected")).ToBeVisibleAsync();
        await visitor.LookAsync("rejected");
    }

    /// <summary>A reviewer with a conflict of interest steps back.</summary>
    public async Task StepBackAsync(string reason)
    {
        await Page.GetByText("Not for you to decide?").ClickAsync();
        await visitor.LookAsync("not-for-me", alsoOnPhone: true);
        await visitor.ClickAsync("Step back");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Textbox).FillAsync(reason);
        await visitor.LookAsync("step-back-asked");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Step back" }).ClickAsync();
        await Page.WaitForURLAsync(url => url.EndsWith("/reviews", StringComparison.Ordinal));
    }

    /// <summary>An admin gives the request to a collaborator.</summary>
    public async Task PassOwnershipAsync(string to, string reason)
    {
        await Page.GetByText("Has the owner left?").ClickAsync();
        await Page.GetByLabel("New owner").SelectOptionAsync(to);
        await visitor.LookAsync("owner-left", alsoOnPhone: true);
        await visitor.ClickAsync("Pass ownership");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Textbox).FillAsync(reason);
        await visitor.LookAsync("pass-asked");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Pass ownership" }).ClickAsync();
        await visitor.SeesAsync(reason);
        await visitor.LookAsync("ownership-passed", alsoOnPhone: true);
    }

    /// <summary>Writes to the others, where the messages stand.</summary>
    public async Task WriteAsync(string text)
    {
        await Page.GetByLabel("Message", new() { Exact = true }).FillAsync(text);
        await visitor.ClickAsync("Send");
        await Assertions.Expect(Page.Locator(".message").Last).ToContainTextAsync(text);
    }

    /// <summary>The bell tells of it without reloading; it is opened by its line.</summary>
    public async Task IsRungForAsync(string text)
    {
        await Assertions.Expect(Page.Locator(".bell-count")).ToBeVisibleAsync();
        await Page.Locator(".bell").ClickAsync();
        await Assertions.Expect(Page.Locator("#notifications").GetByText(text).First).ToBeVisibleAsync();
        await visitor.LookAsync("notifications", alsoOnPhone: true);
        if (!await Page.Locator("#notifications").IsVisibleAsync())
        {
            await Page.Locator(".bell").ClickAsync(); // another width has closed it
        }

        await Page.Locator("#notifications").GetByText(text).First.ClickAsync();
        await Page.WaitForURLAsync(url => url.Contains("tab=messages", StringComparison.Ordinal));
    }

    public async Task AnswerAsync(string question, string answer)
    {
        await visitor.SeesAsync(question);
        await WriteAsync(answer);
    }

    public async Task RevokeAsync(string reason)
    {
        await visitor.ClickAsync("Revoke");
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Textbox).FillAsync(reason);
        await visitor.LookAsync("revoke-asked", alsoOnPhone: true);
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await ExpectStateAsync("Revoked");
        await visitor.LookAsync("revoked", alsoOnPhone: true);
    }

    private async Task GoOnAsync(string section)
    {
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Sections" }).GetByRole(AriaRole.Link, new() { Name = section }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = section, Exact = true }).First).ToBeVisibleAsync();
        await visitor.SettleAsync();
    }
}
