using System.Linq.Expressions;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Tests.Shared;

public sealed class SharedComponentTests : BunitContext
{
    public SharedComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddPortalComponents();
    }

    [Fact]
    public void Every_icon_that_the_looks_name_exists()
    {
        foreach (var kind in Enum.GetValues<StatusKind>())
        {
            foreach (var state in (string[])["Draft", "Active", "Maintenance", "InReview", "InRevision", "Approved", "Withdrawn", "Closed", "Rejected", "Revoked", "Expired", "Waiting", "Open", "Undecided", "Deleted", "Pending", "Superseded", "Queued", "Running", "Delivered", "Done", "Failed", "Cancelled", "Accepted", "Refused", "Strange"])
            {
                Assert.Contains(StatusLook.Of(kind, state).Icon, Icons.Paths.Keys);
            }
        }
    }

    [Theory]
    [InlineData("InReview", "In review", "chip-info")]
    [InlineData("InRevision", "In revision", "chip-attention")]
    [InlineData("Approved", "Approved", "chip-good")]
    [InlineData("Withdrawn", "Withdrawn", "chip-outline")]
    [InlineData("Revoked", "Revoked", "chip-danger")]
    public void A_request_state_has_one_word_and_one_look(string state, string word, string look)
    {
        var chip = Render<StatusChip>(parameters => parameters.Add(chip => chip.Kind, StatusKind.Request).Add(chip => chip.State, state)).Find(".chip");

        Assert.Equal(word, chip.TextContent.Trim());
        Assert.Contains(look, chip.ClassList);
        Assert.NotNull(chip.QuerySelector("svg[aria-hidden=true]"));
    }

    [Fact]
    public void A_refusal_is_read_aloud_and_no_refusal_is_nothing()
    {
        Assert.Equal("", Render<ErrorNotice>(parameters => parameters.Add(notice => notice.Error, null)).Markup);

        var alert = Render<ErrorNotice>(parameters => parameters.Add(notice => notice.Error, new Stale("this request"))).Find("[role=alert]");

        Assert.Contains("Someone else changed this request", alert.TextContent, StringComparison.Ordinal);
        Assert.Equal("stale", alert.GetAttribute("data-code"));
    }

    [Fact]
    public void Several_problems_are_a_list()
    {
        var notice = Render<ErrorNotice>(parameters => parameters.Add(notice => notice.Error, new Invalid([new("a", "x", "First."), new("b", "y", "Second.")])));

        Assert.Equal(["First.", "Second."], notice.FindAll("li").Select(line => line.TextContent));
    }

    [Fact]
    public void A_field_ties_label_hint_and_error_to_its_control()
    {
        var field = Render<FormField>(parameters => parameters
            .Add(field => field.Label, "Title").Add(field => field.Hint, "Short").Add(field => field.Error, "Too long").Add(field => field.Required, true)
            .Add(field => field.ChildContent, Input));

        var input = field.Find("input");
        Assert.Equal(input.Id, field.Find("label").GetAttribute("for"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("true", input.GetAttribute("aria-required"));
        var described = input.GetAttribute("aria-describedby")!.Split(' ').Select(id => field.Find($"#{id}").TextContent);
        Assert.Equal(["Too long", "Short"], described);
    }

    [Fact]
    public void Two_fields_never_share_an_id()
    {
        var one = Render<FormField>(parameters => parameters.Add(field => field.Label, "A").Add(field => field.ChildContent, Input));
        var other = Render<FormField>(parameters => parameters.Add(field => field.Label, "B").Add(field => field.ChildContent, Input));

        Assert.NotEqual(one.Find("input").Id, other.Find("input").Id);
    }

    [Fact]
    public void A_field_of_a_form_shows_the_forms_message()
    {
        var form = new Form();
        var context = new EditContext(form);
        var messages = new ValidationMessageStore(context);
        var field = Render<FormField>(parameters => parameters
            .AddCascadingValue(context)
            .Add(field => field.Label, "Title").Add(field => field.For, (Expression<Func<object?>>)(() => form.Title)).Add(field => field.ChildContent, Input));

        messages.Add(() => form.Title!, "Give it a title.");
        context.NotifyValidationStateChanged();

        field.WaitForAssertion(() => Assert.Contains("Give it a title.", field.Find(".field-error").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/requests/1", "Info")]
    [InlineData("/requests/1/history", "History")]
    [InlineData("/requests/1/history?page=2", "History")]
    [InlineData("/requests/1?tab=messages", "Messages")]
    [InlineData("/requests/1?tab=messages&page=2", "Messages")]
    public void The_longest_tab_that_holds_the_address_is_the_current_one(string address, string current)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var tabs = Render<Tabs>(parameters => parameters.Add(tabs => tabs.Label, "Request")
            .Add(tabs => tabs.Items, [new("Info", "/requests/1"), new("History", "/requests/1/history"), new("Messages", "/requests/1?tab=messages", 3)]));

        Assert.StartsWith(current, tabs.Find("[aria-current=page]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Single(tabs.FindAll("[aria-current=page]"));
    }

    [Fact]
    public void Progress_says_its_number_and_an_open_end_says_none()
    {
        var known = Render<ProgressBar>(parameters => parameters.Add(bar => bar.Label, "Import").Add(bar => bar.Fraction, 0.624).Add(bar => bar.Phase, "Checking codes"));
        var open = Render<ProgressBar>(parameters => parameters.Add(bar => bar.Label, "Import"));

        Assert.Equal("62", known.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal("Checking codes", known.Find("[role=progressbar]").GetAttribute("aria-valuetext"));
        Assert.False(open.Find("[role=progressbar]").HasAttribute("aria-valuenow"));
    }

    [Fact]
    public void The_first_page_has_no_previous_one()
    {
        var pager = Render<Pager>(parameters => parameters.Add(pager => pager.Next, "/requests?after=x").Add(pager => pager.Summary, "1 to 50 of 1,240"));

        Assert.Empty(pager.FindAll("[rel=prev]"));
        Assert.Equal("/requests?after=x", pager.Find("[rel=next]").GetAttribute("href"));
    }

    [Fact]
    public async Task A_typed_confirmation_takes_only_the_very_word()
    {
        var confirmation = Services.GetRequiredService<Confirmation>();
        var dialog = Render<ConfirmDialog>();
        var asking = dialog.InvokeAsync(() => confirmation.AskAsync(new("Delete?", "For good.", "Delete") { TypeToConfirm = "tre-cardio" }));
        await dialog.WaitForElementAsync("input");

        await dialog.Find("input").InputAsync(new() { Value = "tre-" });
        await dialog.Find("form").SubmitAsync();
        Assert.Contains("exactly", dialog.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.False(asking.IsCompleted);

        await dialog.Find("input").InputAsync(new() { Value = "tre-cardio" });
        await dialog.Find("form").SubmitAsync();
        Assert.True((await asking).Confirmed);
    }

    [Fact]
    public async Task A_reason_that_is_required_must_be_given_and_comes_back()
    {
        var confirmation = Services.GetRequiredService<Confirmation>();
        var dialog = Render<ConfirmDialog>();
        var asking = dialog.InvokeAsync(() => confirmation.AskAsync(new("Reject?", "It goes back.", "Reject step") { ReasonLabel = "Why", ReasonRequired = true }));
        await dialog.WaitForElementAsync("textarea");

        await dialog.Find("form").SubmitAsync();
        Assert.False(asking.IsCompleted);

        await dialog.Find("textarea").InputAsync(new() { Value = " Name the outcome. " });
        await dialog.Find("form").SubmitAsync();
        Assert.Equal(new Answer(Confirmed: true, "Name the outcome."), await asking);
    }

    [Fact]
    public async Task Cancelling_a_question_answers_no()
    {
        var confirmation = Services.GetRequiredService<Confirmation>();
        var dialog = Render<ConfirmDialog>();
        var asking = dialog.InvokeAsync(() => confirmation.AskAsync(new("Withdraw?", "It ends here.", "Withdraw")));
        await dialog.WaitForElementAsync("button");

        await dialog.Find("button[type=button]").ClickAsync(new());

        Assert.Equal(Answer.No, await asking);
    }

    [Fact]
    public async Task A_second_question_answers_the_first_with_no()
    {
        var confirmation = new Confirmation();
        var first = confirmation.AskAsync(new("A?", "", "Yes"));

        _ = confirmation.AskAsync(new("B?", "", "Yes"));

        Assert.Equal(Answer.No, await first);
    }

    [Fact]
    public async Task A_toast_appears_is_announced_and_can_be_dismissed()
    {
        var toasts = Render<ToastHost>();

        await toasts.InvokeAsync(() => Services.GetRequiredService<IDispatcher>().DispatchAsync(new ShowToast(Tone.Good, "Submitted.")));
        toasts.WaitForAssertion(() => Assert.Contains("Submitted.", toasts.Find("[aria-live=polite]").TextContent, StringComparison.Ordinal));

        await toasts.Find("button[aria-label=Dismiss]").ClickAsync(new());
        toasts.WaitForAssertion(() => Assert.Empty(toasts.FindAll(".toast")));
    }

    [Fact]
    public void A_time_carries_the_exact_instant_for_machines_and_on_hover()
    {
        var at = new DateTimeOffset(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

        var time = Render<TimeAgo>(parameters => parameters.Add(time => time.At, at)).Find("time");

        Assert.Equal("2026-11-16T09:00:00.0000000Z", time.GetAttribute("datetime"));
        Assert.Contains("(UTC)", time.GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_upload_that_the_server_refuses_says_so_and_frees_the_control()
    {
        var drop = Render<FileDrop>(parameters => parameters.Add(drop => drop.Url, "/upload").Add(drop => drop.Label, "Drop files here"));

        drop.InvokeAsync(() => drop.Instance.Started("people.csv"));
        Assert.True(drop.Find("input").HasAttribute("disabled"));

        drop.InvokeAsync(() => drop.Instance.Finished(413, ""));
        Assert.Contains("larger than", drop.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.False(drop.Find("input").HasAttribute("disabled"));
    }

    private static RenderFragment<FieldLinks> Input => links => builder =>
    {
        builder.OpenElement(0, "input");
        builder.AddMultipleAttributes(1, links.Attributes);
        builder.CloseElement();
    };

    private sealed class Form
    {
        public string? Title { get; set; }
    }
}
