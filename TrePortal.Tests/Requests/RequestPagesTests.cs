using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Features.Requests;
using TrePortal.Web.Features.Reviews;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Requests;

/// <summary>The editor and the review page over the real portal: real commands, real database.</summary>
public sealed class RequestPagesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private BunitContext _page = null!;
    private AsyncServiceScope _scope;
    private RequestWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await RequestWorld.CreateAsync();
        _scope = _world.Portal.Services.CreateAsyncScope();
        _page = new BunitContext();
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddPortalComponents();
        _page.Services.AddScoped<EditorServices>();
        _page.Services.AddScoped<ReviewServices>();
        Share<IAccessRequestQueries>();
        Share<IReviewQueries>();
        Share<IRequestPreview>();
        Share<ISavedCohortQueries>();
        Share<ICurrentActor>();
        Share<AccessRequestCommands>();
        Share<ReviewCommands>();
        Share<Domain.Projects.OwnershipCommands>();
        Share<Domain.Environments.IDocumentStore>();
        Share<IMessageQueries>();
        Share<MessageCommands>();
        Share<IChangeFeed>();
        _page.Services.AddSingleton<TimeProvider>(_world.Portal.Clock);
    }

    public async Task DisposeAsync()
    {
        await _page.DisposeAsync();
        await _scope.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task What_is_typed_is_saved_by_itself()
    {
        var id = await _world.DraftAsync();
        var editor = Edit(id);

        await editor.InvokeAsync(() => Label(editor, "Title").InputAsync("Kidneys and statins"));

        editor.WaitForAssertion(() => Assert.Contains("Saved", editor.Find(".save-state").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("Kidneys and statins", (await _world.ReadAsync(id, "otto"))!.Title);
    }

    [Fact]
    public async Task When_somebody_else_saved_first_nothing_typed_is_lost()
    {
        var id = await _world.DraftAsync();
        var editor = Edit(id);
        await editor.InvokeAsync(() => Label(editor, "Title").InputAsync("Mine"));
        RequestWorld.Ok(await _world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full with { Title = "Theirs" }, null, default)));

        editor.WaitForAssertion(() => Assert.Contains("Somebody changed this request", editor.Find("[role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("Mine", Label(editor, "Title").GetAttribute("value"));
        await editor.InvokeAsync(() => Button(editor, "Keep mine and save it").ClickAsync());

        editor.WaitForAssertion(() => Assert.Empty(editor.FindAll("[role=alert]")), Patience);
        Assert.Equal("Mine", (await _world.ReadAsync(id, "otto"))!.Title);
    }

    [Fact]
    public async Task Submitting_something_unfinished_lists_what_is_missing_with_links()
    {
        var id = await _world.DraftAsync(RequestContent.Empty);
        var editor = Edit(id);

        await editor.InvokeAsync(() => Button(editor, "Submit for review").ClickAsync());

        editor.WaitForAssertion(() => Assert.Contains("Give the request a title.", editor.Find(".checklist").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains(editor.FindAll(".checklist a"), link => link.GetAttribute("href") == Addresses.RequestEdit(id.Value) + "?section=cohort");
        Assert.Contains("needs attention", editor.Find(".steps").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Required_collections_are_chosen_and_locked_from_the_start()
    {
        var id = await _world.DraftAsync(RequestContent.Empty);
        var editor = Edit(id, "?section=data");

        var core = editor.FindAll(".collection input").First(input => input.Closest("label")!.TextContent.Contains("Core", StringComparison.Ordinal));
        Assert.True(core.HasAttribute("checked"));
        Assert.True(core.HasAttribute("disabled"));
        await editor.InvokeAsync(() => editor.FindAll(".collection input").First(input => input.Closest("label")!.TextContent.Contains("Scans", StringComparison.Ordinal)).ChangeAsync(true));

        editor.WaitForAssertion(() => Assert.Contains("Required by Scans", editor.Markup, StringComparison.Ordinal), Patience);
        editor.WaitForAssertion(() => Assert.Contains("4 in 3 collections", editor.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task An_unknown_collaborator_is_said_at_the_field_and_a_known_one_is_listed()
    {
        var id = await _world.DraftAsync();
        var editor = Edit(id, "?section=collaborators");

        await NameAsync(editor, "nobody");
        editor.WaitForAssertion(() => Assert.Contains("No such person", editor.Find(".field-error").TextContent, StringComparison.Ordinal), Patience);
        await NameAsync(editor, "carl@example.org");

        editor.WaitForAssertion(() => Assert.NotNull(editor.Find("[aria-label='Remove Test carl']")), Patience);
    }

    [Fact]
    public async Task Somebody_who_may_not_edit_is_told_where_to_read()
    {
        var id = await _world.SubmittedAsync();

        Assert.Contains("cannot be edited", Edit(id).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reviewer_decides_and_is_offered_the_next()
    {
        var id = await _world.SubmittedAsync();
        _world.Portal.Clock.Advance(TimeSpan.FromDays(1));
        var second = await _world.SubmittedAsync(RequestWorld.Full with { Title = "Second" });
        var review = Review(id, "rita");
        Assert.Equal("Ethics", review.Find(".decision-step strong").TextContent);

        await review.InvokeAsync(() => Button(review, "Approve step").ClickAsync());

        review.WaitForAssertion(() => Assert.Contains("You approved Ethics.", review.Find(".decision-done").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(Addresses.Review(second.Value), review.Find(".decision-bar a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_rejection_without_a_reason_is_asked_for_at_the_field()
    {
        var id = await _world.SubmittedAsync();
        var review = Review(id, "rita");

        await review.InvokeAsync(() => Button(review, "Reject").ClickAsync());

        Assert.Contains("Say why you reject", review.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.Equal(RequestState.InReview, (await _world.ReadAsync(id, "otto"))!.State);
    }

    [Fact]
    public async Task The_owner_reads_the_review_page_without_a_decision_bar()
    {
        var id = await _world.SubmittedAsync();

        Assert.Empty(Review(id, "otto").FindAll(".decision-bar"));
        Assert.Contains("was not found", Review(id, "stan").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_cohort_and_what_changed_stand_above_the_sections()
    {
        var id = await _world.SubmittedAsync();
        await _world.DecideAsync(id, "rita", "ethics", DecisionOutcome.Reject);
        RequestWorld.Ok(await _world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full with { Purpose = "Another purpose." }, null, default)));
        RequestWorld.Ok(await _world.SubmitAsync(id));

        var review = Review(id, "rita");

        Assert.Contains("Changed since version 1", review.Find(".review-notices").TextContent, StringComparison.Ordinal);
        Assert.Contains("Research purpose", review.Find(".review-notices").TextContent, StringComparison.Ordinal);
        Assert.Equal(["We follow people on statins over ten years.", "Another purpose."], review.FindAll(".diff .written").Select(text => text.TextContent));
    }

    [Fact]
    public async Task A_reviewer_reads_what_a_newer_version_changes_and_later_what_was_counted()
    {
        var id = await _world.SubmittedAsync();
        await _world.NextVersionAsync();
        await Reviews.DriftTests.WithdrawAsync(_world, 1, 50);

        var review = Review(id, "rita");

        review.WaitForAssertion(() => Assert.Contains("This was chosen on version 1. Version 2 is active now.", review.Find(".drift-notice").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("Participants: about 300 then, about 250 now.", review.Find(".drift-notice").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Counted again", review.Markup, StringComparison.Ordinal);

        RequestWorld.Ok(await _world.DecideAsync(id, "rita", "ethics"));
        var decided = Review(id, "remo");
        Assert.Contains("Participants: about 300 at submission, about 250 when this was decided.", decided.Find(".review-steps").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_by_somebody_else_is_seen_without_reloading()
    {
        var id = await _world.SubmittedAsync();
        var page = _page.Render<RequestPage>(parameters => parameters.Add(page => page.RequestId, id.Value));
        Assert.Contains("In review", page.Find(".page-chips").TextContent, StringComparison.Ordinal);

        await _world.DecideAsync(id, "rita", "ethics", DecisionOutcome.Reject, why: "Too broad.");
        _world.As("otto");

        page.WaitForAssertion(() => Assert.Contains("Too broad.", page.Find(".rejections").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Messages_arrive_on_the_open_page_are_marked_as_read_and_answered()
    {
        var id = await _world.SubmittedAsync();
        _world.As("otto");
        _page.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(Addresses.Request(id.Value) + "?tab=messages");
        var page = _page.Render<RequestPage>(parameters => parameters.Add(page => page.RequestId, id.Value));
        page.WaitForAssertion(() => Assert.Contains("Nobody has written yet", page.Find(".messages").TextContent, StringComparison.Ordinal), Patience);

        await _world.As("rita").Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(id, "Why <b>ten</b> years, @otto?", default));
        _world.As("otto");
        page.WaitForAssertion(() => Assert.Contains("Why <b>ten</b> years, @otto?", page.Find(".message .written").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("@otto", page.Find(".message .mention").TextContent);
        Assert.Empty(page.FindAll(".message b")); // written text is never markup

        await page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent.Trim() == "@rita").Click());
        Assert.Equal("@rita ", Label(page, "Message").GetAttribute("value"));
        await page.InvokeAsync(() => Label(page, "Message").InputAsync("Because of follow-up, @rita."));
        await page.InvokeAsync(() => page.Find(".message-form").SubmitAsync());

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".message").Count), Patience);
        Assert.Equal("", Label(page, "Message").GetAttribute("value") ?? "");
        var otto = await _world.ActorAsync("otto");
        Assert.Equal(0, (await _world.Portal.Do<IAccessRequestQueries, RequestDetails?>(queries => queries.FindAsync(id, otto, default)))!.UnreadMessages);
    }

    [Fact]
    public async Task A_closing_statement_ends_the_request_and_stands_on_it()
    {
        var id = await _world.SubmittedAsync();
        RequestWorld.Ok(await _world.DecideAsync(id, "rita", "ethics"));
        RequestWorld.Ok(await _world.DecideAsync(id, "remo", "data"));
        _world.As("otto");
        var page = _page.Render<RequestPage>(parameters => parameters.Add(page => page.RequestId, id.Value));
        var confirmation = _page.Services.GetRequiredService<Confirmation>();

        var clicked = page.InvokeAsync(() => Button(page, "Close").ClickAsync());
        page.WaitForState(() => confirmation.Asked is { ReasonRequired: true }, Patience);
        await page.InvokeAsync(() => confirmation.Settle(new Answer(true, "Published in full.")));
        await clicked;

        page.WaitForAssertion(() => Assert.Contains("Published in full.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("Closed", page.Find(".page-chips").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Trim() == "Close");
    }

    private static IElement Button(IRenderedComponent<Microsoft.AspNetCore.Components.IComponent> page, string name) =>
        page.FindAll("button").First(button => button.TextContent.Trim() == name);

    private static IElement Label(IRenderedComponent<Microsoft.AspNetCore.Components.IComponent> page, string label) =>
        page.Find("#" + page.FindAll("label").First(item => item.TextContent.Trim().StartsWith(label, StringComparison.Ordinal)).GetAttribute("for"));

    private static async Task NameAsync(IRenderedComponent<RequestEditPage> editor, string name)
    {
        await editor.InvokeAsync(() => editor.Find(".add-person input").InputAsync(name));
        await editor.InvokeAsync(() => editor.Find(".add-person").SubmitAsync());
    }

    private IRenderedComponent<RequestEditPage> Edit(AccessRequestId id, string query = "")
    {
        _world.As("otto");
        _page.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(Addresses.RequestEdit(id.Value) + query);
        var page = _page.Render<RequestEditPage>(parameters => parameters.Add(page => page.RequestId, id.Value));
        page.WaitForState(() => page.FindAll(".skeleton-block").Count == 0, Patience);
        return page;
    }

    private IRenderedComponent<ReviewPage> Review(AccessRequestId id, string by)
    {
        _world.As(by);
        var page = _page.Render<ReviewPage>(parameters => parameters.Add(page => page.RequestId, id.Value));
        page.WaitForState(() => page.FindAll(".skeleton-block").Count == 0, Patience);
        return page;
    }

    private void Share<T>()
        where T : class => _page.Services.AddSingleton(_scope.ServiceProvider.GetRequiredService<T>());
}
