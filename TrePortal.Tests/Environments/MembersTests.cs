using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>Admins and authorized users: E6, E7, and many at once.</summary>
[Trait("Category", "Integration")]
public sealed class MembersTests
{
    private const string Handle = AdminWorld.Handle;

    [Fact]
    public async Task A_list_is_looked_at_first_and_then_does_what_was_shown()
    {
        await using var world = await AdminWorld.CreateAsync();
        await world.Portal.PersonAsync("ann");
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rita")], default))).MustBeOk();
        AuthorizationLine[] lines =
        [
            new("rex"), new("Rita"), new("rita@example.org"), new("nobody"), new("roy", new DateOnly(2020, 1, 1)), new("sam") { HasUnreadableEnd = true }, new("ORG-north", new DateOnly(2099, 1, 31)), new("ada"),
        ];

        var preview = await world.PreviewAsync(MemberKind.AuthorizedUser, lines);
        Assert.Single(await world.AuthorizedAsync());
        var added = (await world.Members(commands => commands.AddAsync(Handle, MemberKind.AuthorizedUser, lines, default))).MustBeOk();

        Assert.Equal(["added", "already", "duplicate", "unknown", "date", "date", "added", "added"], preview.Select(line => line.Code));
        Assert.Equal(preview, added.Lines);
        Assert.Equal(Enumerable.Range(1, 8), preview.Select(line => line.Line));
        Assert.Contains("line 2", preview[2].Message, StringComparison.Ordinal);
        Assert.Contains("This is you", preview[7].Message, StringComparison.Ordinal);
        Assert.Equal(["org-north", "ada", "rex", "rita"], (await world.AuthorizedAsync()).Select(entry => entry.Name));
    }

    [Fact]
    public async Task A_later_list_changes_last_days_and_keeps_those_it_says_nothing_about()
    {
        await using var world = await AdminWorld.CreateAsync();
        var (first, second) = (new DateOnly(2099, 1, 31), new DateOnly(2099, 6, 30));
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rita", first), new("rex", first)], default))).MustBeOk();

        var lines = (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rita"), new("rex", second)], default))).MustBeOk();

        Assert.Equal(["already", "end-changed"], lines.Select(line => line.Code));
        Assert.Contains("2099-01-31 to 2099-06-30", lines[1].Message, StringComparison.Ordinal);
        Assert.Equal([("rex", second), ("rita", first)], (await world.AuthorizedAsync()).Select(entry => (entry.Name, entry.Until!.Value)));
    }

    [Fact]
    public async Task A_batch_is_undone_except_for_what_changed_or_is_needed_since()
    {
        await using var world = await AdminWorld.CreateAsync();
        var (before, day) = (new DateOnly(2099, 1, 31), new DateOnly(2099, 6, 30));
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("sam", before)], default))).MustBeOk();
        var batch = (await world.Members(commands => commands.AddAsync(
            Handle, MemberKind.AuthorizedUser, [new("rita"), new("rex"), new("roy"), new("sam", day), new("boss")], default))).MustBeOk().Batch!.Value;
        (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default))).MustBeOk();
        (await world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "rex", null, default))).MustBeOk();
        var keys = (await world.AuthorizedAsync()).ToDictionary(entry => entry.Name, entry => entry.Key);
        (await world.Members(commands => commands.EndAsync(Handle, [keys["roy"]], day, default))).MustBeOk();
        (await world.Members(commands => commands.UnauthorizeAsync(Handle, keys["boss"], null, default))).MustBeOk();

        var undone = (await world.Members(commands => commands.UndoAsync(Handle, batch, default))).MustBeOk();
        var again = await world.Members(commands => commands.UndoAsync(Handle, batch, default));

        Assert.Equal(["removed", "reviewer", "changed-since", "end-changed", "gone"], undone.Select(line => line.Code));
        Assert.Equal([("rex", null), ("roy", day), ("sam", (DateOnly?)before)], (await world.AuthorizedAsync()).Select(entry => (entry.Name, entry.Until)));
        Assert.IsType<IllegalMove>(again.Error);
    }

    [Fact]
    public async Task A_batch_cannot_be_undone_after_its_time_nor_by_somebody_else()
    {
        await using var world = await AdminWorld.CreateAsync();
        var batch = (await world.Members(commands => commands.AddAsync(Handle, MemberKind.AuthorizedUser, [new("rita")], default))).MustBeOk().Batch!.Value;
        world.Portal.As(world.Stranger);
        var stranger = await world.Members(commands => commands.UndoAsync(Handle, batch, default));
        world.Portal.As(world.Admin);
        world.Portal.Clock.Advance(MembershipBatch.UndoWithin + TimeSpan.FromMinutes(1));

        var late = await world.Members(commands => commands.UndoAsync(Handle, batch, default));

        Assert.IsType<NotFound>(stranger.Error);
        Assert.IsType<IllegalMove>(late.Error);
        Assert.Single(await world.AuthorizedAsync());
    }

    [Fact]
    public async Task Admins_are_people_at_most_a_hundred_and_undoing_never_takes_the_last_one()
    {
        await using var world = await AdminWorld.CreateAsync();
        await world.PeopleAsync("admin", 105);

        var batch = (await world.Members(commands => commands.AddAsync(
            Handle, MemberKind.Admin, [new("org-north"), new("ada"), new("rita", new DateOnly(2099, 1, 1)), .. Enumerable.Range(0, 105).Select(number => new AuthorizationLine($"admin{number}"))], default))).MustBeOk();
        world.Portal.As(await world.IdOfAsync("admin0"));
        var undone = (await world.Members(commands => commands.UndoAsync(Handle, batch.Batch!.Value, default))).MustBeOk();

        Assert.Equal(["organization", "already", "date"], batch.Lines.Take(3).Select(line => line.Code));
        Assert.Equal((99, 6), (batch.Lines.Count(line => line.Code == "added"), batch.Lines.Count(line => line.Code == "limit")));
        Assert.Equal(["self"], undone.Where(line => !line.IsDone).Select(line => line.Code));
        Assert.Equal(2, (await world.FindAsync())!.Members.Admins);
    }

    [Fact]
    public async Task An_organization_through_which_somebody_reviews_stays_authorized()
    {
        await using var world = await AdminWorld.CreateAsync();
        await world.Portal.MemberAsync("org-north", "rex");
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("org-north"), new("rita")], default))).MustBeOk();
        (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default))).MustBeOk();
        (await world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "rex", null, default))).MustBeOk();
        var keys = (await world.AuthorizedAsync()).ToDictionary(entry => entry.Name, entry => entry.Key);

        var alone = await world.Members(commands => commands.UnauthorizeAsync(Handle, keys["org-north"], null, default));
        var together = (await world.Members(commands => commands.UnauthorizeAsync(Handle, [keys["org-north"], keys["rita"]], default))).MustBeOk();
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rex")], default))).MustBeOk();
        var covered = await world.Members(commands => commands.UnauthorizeAsync(Handle, keys["org-north"], null, default));

        Assert.Equal("reviewer", alone.MustRefuse<Invalid>().Problems[0].Code);
        Assert.Equal(["reviewer", "removed"], together.Select(line => line.Code));
        covered.MustBeOk();
        Assert.Equal(["rex"], (await world.AuthorizedAsync()).Select(entry => entry.Name));
    }

    [Fact]
    public async Task A_public_environment_is_not_restricted_while_a_reviewer_would_lose_access()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await world.Environments(commands => commands.ShowAsync(Handle, Visibility.Public, null, default))).MustBeOk();
        (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default))).MustBeOk();
        (await world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "rex", null, default))).MustBeOk();

        var refused = await world.Environments(commands => commands.ShowAsync(Handle, Visibility.Restricted, null, default));
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rex")], default))).MustBeOk();
        (await world.Environments(commands => commands.ShowAsync(Handle, Visibility.Restricted, null, default))).MustBeOk();

        Assert.Equal("reviewer", refused.MustRefuse<Invalid>().Problems[0].Code);
    }

    [Fact]
    public async Task A_reviewer_whose_last_day_has_passed_no_longer_counts_for_the_checklist()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var rex = (await world.AuthorizedAsync()).Single(entry => entry.Name == "rex").Key;
        var today = DateOnly.FromDateTime(world.Portal.Clock.GetUtcNow().UtcDateTime);
        (await world.Members(commands => commands.EndAsync(Handle, [rex], today, default))).MustBeOk();
        Assert.Equal(1, (await world.FindAsync())!.Steps[0].Able);

        world.Portal.Clock.Advance(TimeSpan.FromDays(1));

        var environment = (await world.FindAsync())!;
        Assert.Equal(ReviewerStandingToday.NotAuthorized, Assert.Single(environment.Steps[0].Reviewers).Standing);
        Assert.False(environment.Checklist.Single(line => line.Code == "pipeline").IsDone);
        Assert.Equal(1, environment.Members.Ended);
    }

    [Fact]
    public async Task The_list_is_searched_filtered_and_sorted()
    {
        await using var world = await AdminWorld.CreateAsync();
        var today = DateOnly.FromDateTime(world.Portal.Clock.GetUtcNow().UtcDateTime);
        await world.Portal.MemberAsync("org-north", "sam");
        (await world.Members(commands => commands.AuthorizeAsync(
            Handle, [new("rita", today), new("rex", today.AddDays(AuthorizedEntry.SoonDays)), new("roy", today.AddDays(AuthorizedEntry.SoonDays + 1)), new("sam"), new("org-north")], default))).MustBeOk();
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));

        async Task<string> Names(AuthorizedView view) => string.Join(' ', (await world.AuthorizedAsync(view)).Select(entry => entry.Name));

        Assert.Equal("org-north rex rita roy sam", await Names(new()));
        Assert.Equal("rex roy", await Names(new(Show: AuthorizedShow.EndingSoon)));
        Assert.Equal("rita", await Names(new(Show: AuthorizedShow.Ended)));
        Assert.Equal("org-north", await Names(new(Show: AuthorizedShow.Organizations)));
        Assert.Equal("rita rex roy org-north sam", await Names(new(Sort: AuthorizedSort.End)));
        Assert.Equal("rex", await Names(new(Search: "REX@example")));
        Assert.Equal("org-north sam", await Names(new(Search: "organization org-north"))); // by the organization of a person
        Assert.Equal("", await Names(new(Search: "%")));
        Assert.Equal(new MemberCounts(1, 4, 1, 1, 2, 0), (await world.FindAsync())!.Members);
    }

    [Fact]
    public async Task Who_would_leave_environments_without_an_enabled_admin_is_known()
    {
        await using var world = await AdminWorld.CreateAsync();
        async Task<int> Left() => await world.Portal.Do<IMembershipQueries, int>(queries => queries.LeftWithoutAdminAsync(world.Admin, Actor.Operator, default));
        Assert.Equal(1, await Left());

        (await world.Members(commands => commands.AddAdminAsync(Handle, "rita", null, default))).MustBeOk();
        Assert.Equal(0, await Left());

        world.Portal.AsOperator();
        Assert.True((await world.Portal.Do<Domain.People.PeopleCommands, Result>(commands => commands.SetEnabledAsync(world.Researcher, isEnabled: false, null, default))).IsOk);
        Assert.Equal(1, await Left());
    }
}
