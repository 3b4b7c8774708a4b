using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.People;

public sealed class InvitationTests
{
    private const string Org = "org-north";

    [Fact]
    public async Task A_person_named_by_user_name_sees_the_invitation_and_joins_by_accepting()
    {
        await using var portal = await PortalAsync();
        var sam = await portal.PersonAsync("sam");
        var sent = Assert.Single(await SendAsync(portal, new InvitationDraft(" SAM ", MemberLevel.Admin, true, "Welcome")));
        Assert.Equal((true, null), (sent.IsDone, sent.Secret));

        portal.As(sam);
        var mine = Assert.Single(await MineAsync(portal, sam));
        Assert.Equal(("Organization org-north", "Test boss", "Welcome"), (mine.Organization, mine.InvitedBy, mine.Note));
        (await AnswerAsync(portal, answers => answers.AcceptAsync(mine.Id, default))).MustBeOk();

        Assert.Contains(new OrganizationStanding((await portal.ActorAsync()).Organizations[0].Organization, IsAdmin: true, MayManageEnvironments: true), (await portal.ActorAsync()).Organizations);
        Assert.Empty(await MineAsync(portal, sam));
        (await AnswerAsync(portal, answers => answers.DeclineAsync(mine.Id, default))).MustRefuse<IllegalMove>();
    }

    [Fact]
    public async Task The_answer_for_an_address_is_the_same_whether_or_not_somebody_has_it()
    {
        await using var portal = await PortalAsync();
        var sam = await portal.PersonAsync("sam");

        var rows = await SendAsync(portal, Draft("sam@example.org"), Draft("nobody@example.org"));

        Assert.All(rows, row => Assert.Equal((true, "invited", "", 43), (row.IsDone, row.Code, row.Message, row.Secret!.Length)));
        Assert.Single(await MineAsync(portal, sam)); // who has it sees the invitation as well
        var listed = (await ListAsync(portal))!.Items;
        Assert.All(listed, row => Assert.Equal((null, InvitationState.Pending), (row.Name, row.State)));
    }

    [Fact]
    public async Task A_link_makes_account_and_membership_once_and_is_worth_nothing_afterwards()
    {
        await using var portal = await PortalAsync();
        var secret = (await SendAsync(portal, Draft("new@example.org")))[0].Secret!;
        AsGuest(portal);

        var person = (await Answer(portal, answers => answers.CreateAccountAsync(secret, new("newt", "Newt", "seven blue herons"), default))).MustBeOk();

        Assert.Equal("new@example.org", await portal.Look(db => db.Set<Person>().Where(row => row.Id == person).Select(row => row.Email).SingleAsync()));
        portal.As(person);
        Assert.Single((await portal.ActorAsync()).Organizations);
        AsGuest(portal);
        Assert.IsType<LinkExpired>((await Answer(portal, answers => answers.CreateAccountAsync(secret, new("other", "Other", "seven blue herons"), default))).Error);
        var events = await portal.Look(db => db.AuditEvents.Where(row => row.ActorName == "guest" && row.ActingAs == "invited person").Select(row => row.Action).ToListAsync());
        Assert.Equal(["invitation-accepted", "member-set", "password-set", "person-created"], events.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("N", "Newt", "seven blue herons", "user-name")]
    [InlineData("newt", "", "seven blue herons", "display-name")]
    [InlineData("newt", "Newt", "short", "password")]
    [InlineData("boss", "Newt", "seven blue herons", "taken")]
    public async Task A_bad_account_is_refused_whole_and_the_link_stays_good(string userName, string name, string password, string code)
    {
        await using var portal = await PortalAsync();
        var secret = (await SendAsync(portal, Draft("new@example.org")))[0].Secret!;
        AsGuest(portal);

        var refused = await Answer(portal, answers => answers.CreateAccountAsync(secret, new(userName, name, password), default));

        Assert.Equal(code, Assert.IsType<Invalid>(refused.Error).Problems[0].Code);
        Assert.Equal(1, await portal.Look(db => db.Users.CountAsync()));
        (await Answer(portal, answers => answers.CreateAccountAsync(secret, new("newt", "Newt", "seven blue herons"), default))).MustBeOk();
    }

    [Fact]
    public async Task Whoever_holds_the_link_may_accept_with_the_account_they_have()
    {
        await using var portal = await PortalAsync();
        var sam = await portal.PersonAsync("sam");
        var secret = (await SendAsync(portal, Draft("sam.at.work@example.org")))[0].Secret!;
        portal.As(sam);

        (await AnswerAsync(portal, answers => answers.AcceptBySecretAsync(secret, default))).MustBeOk();

        Assert.Single((await portal.ActorAsync()).Organizations);
        (await AnswerAsync(portal, answers => answers.AcceptBySecretAsync(secret, default))).MustRefuse<LinkExpired>();
    }

    [Fact]
    public async Task A_guest_can_do_nothing_but_answer_the_link()
    {
        await using var portal = await PortalAsync();
        var secret = (await SendAsync(portal, Draft("new@example.org")))[0].Secret!;
        AsGuest(portal);

        (await AnswerAsync(portal, answers => answers.AcceptBySecretAsync(secret, default))).MustRefuse<LinkExpired>();
        Assert.IsType<LinkExpired>((await Answer(portal, answers => answers.CreateAccountAsync(InvitationSecret.New().Text, new("newt", "Newt", "seven blue herons"), default))).Error);
        Assert.IsType<NotFound>((await portal.Do<InvitationCommands, Result<IReadOnlyList<InvitedRow>>>(commands => commands.SendAsync(Org, [Draft("x@example.org")], default))).Error);
        Assert.IsType<NotFound>((await portal.Do<OrganizationCommands, Result>(commands => commands.RenameAsync(Org, "Mine", null, default))).Error);
    }

    [Fact]
    public async Task An_invitation_expires_by_the_clock_and_lives_again_when_renewed_with_a_new_link()
    {
        await using var portal = await PortalAsync();
        var sent = (await SendAsync(portal, Draft("new@example.org")))[0];
        portal.Clock.Advance(TimeSpan.FromDays(Invitation.Days));

        Assert.Equal(InvitationState.Expired, (await ListAsync(portal))!.Items[0].State);
        Assert.Null(await portal.Do<IInvitationQueries, LinkedInvitation?>(queries => queries.FindBySecretAsync(sent.Secret!, default)));
        var renewed = (await portal.Do<InvitationCommands, Result<RenewedInvitation>>(commands => commands.RenewAsync(Org, sent.Invitation!.Value, default))).MustBeOk();

        Assert.Null(await portal.Do<IInvitationQueries, LinkedInvitation?>(queries => queries.FindBySecretAsync(sent.Secret!, default)));
        Assert.Equal("new@example.org", (await portal.Do<IInvitationQueries, LinkedInvitation?>(queries => queries.FindBySecretAsync(renewed.Secret!, default)))!.Email);
    }

    [Fact]
    public async Task Withdrawing_ends_the_link_and_who_leaves_takes_their_invitations_along()
    {
        await using var portal = await PortalAsync();
        await portal.PersonAsync("eve");
        await portal.MemberAsync(Org, "eve", MemberLevel.Admin);
        var byBoss = (await SendAsync(portal, Draft("one@example.org")))[0];
        (await portal.Do<InvitationCommands, Result>(commands => commands.WithdrawAsync(Org, byBoss.Invitation!.Value, default))).MustBeOk();
        Assert.Null(await portal.Do<IInvitationQueries, LinkedInvitation?>(queries => queries.FindBySecretAsync(byBoss.Secret!, default)));

        portal.As(await IdAsync(portal, "eve"));
        var byEve = (await SendAsync(portal, Draft("two@example.org")))[0];
        portal.As(await IdAsync(portal, "boss"));
        (await portal.Do<OrganizationCommands, Result>(commands => commands.SetMemberAsync(Org, "eve", MemberLevel.Member, false, null, default))).MustBeOk();

        Assert.Null(await portal.Do<IInvitationQueries, LinkedInvitation?>(queries => queries.FindBySecretAsync(byEve.Secret!, default)));
        Assert.Equal(2, (await ListAsync(portal, isOpen: false))!.Items.Count(row => row.State == InvitationState.Withdrawn));
    }

    [Fact]
    public async Task Each_row_of_a_pasted_list_has_its_own_outcome()
    {
        await using var portal = await PortalAsync();
        await portal.PersonAsync("sam");

        var rows = await SendAsync(portal, Draft("sam"), Draft("SAM"), Draft("boss"), Draft("boss@example.org"), Draft("nobody"), Draft("a@b@c"), Draft(" "), Draft("new@example.org"));

        Assert.Equal(["invited", "invited-already", "member-already", "member-already", "unknown-person", "email", "address", "invited"], rows.Select(row => row.Code));
        Assert.Equal(2, (await ListAsync(portal))!.Items.Count);
    }

    [Fact]
    public async Task Nobody_tries_many_user_names()
    {
        await using var portal = await PortalAsync();
        await portal.PersonAsync("sam");
        var guesses = Enumerable.Range(0, NameAttempts.MostInWindow + 5).Select(number => Draft($"guess{number}")).ToArray();

        var rows = await SendAsync(portal, [.. guesses, Draft("sam")]);

        Assert.Equal(NameAttempts.MostInWindow, rows.Count(row => row.Code == "unknown-person"));
        Assert.All(rows.Skip(NameAttempts.MostInWindow), row => Assert.Equal("too-many", row.Code)); // also for a name that exists
        portal.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("invited", (await SendAsync(portal, Draft("sam")))[0].Code);
    }

    [Fact]
    public async Task Members_and_strangers_invite_nobody()
    {
        await using var portal = await PortalAsync();
        var mia = await portal.PersonAsync("mia");
        var sam = await portal.PersonAsync("sam");
        await portal.MemberAsync(Org, "mia", mayManageEnvironments: true);

        portal.As(mia);
        Assert.IsType<Forbidden>((await portal.Do<InvitationCommands, Result<IReadOnlyList<InvitedRow>>>(commands => commands.SendAsync(Org, [Draft("x@example.org")], default))).Error);
        Assert.Null(await ListAsync(portal));
        portal.As(sam);
        Assert.IsType<NotFound>((await portal.Do<InvitationCommands, Result<IReadOnlyList<InvitedRow>>>(commands => commands.SendAsync(Org, [Draft("x@example.org")], default))).Error);
        Assert.Null(await ListAsync(portal));
    }

    [Fact]
    public async Task No_secret_is_kept_or_logged_and_a_repeated_call_shows_it_no_second_time()
    {
        await using var portal = await PortalAsync();
        var boss = await IdAsync(portal, "boss");
        portal.As(new Caller(boss, "api", "127.0.0.1") { Idempotency = new("key", "content") });

        var first = (await SendAsync(portal, Draft("new@example.org")))[0];
        var again = (await SendAsync(portal, Draft("new@example.org")))[0];

        Assert.Equal((first.Invitation, null), (again.Invitation, again.Secret));
        var kept = await portal.Look(async db => string.Join('\n', [
            .. await db.AuditEvents.Select(row => row.Content).ToListAsync(), .. await db.IdempotentCalls.Select(row => row.Value).ToListAsync(), .. await db.Set<Invitation>().Select(row => row.SecretHash!).ToListAsync()]));
        Assert.DoesNotContain(first.Secret!, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("new@example.org", await portal.Look(async db => string.Concat(await db.AuditEvents.Select(row => row.Content).ToListAsync())), StringComparison.Ordinal);
    }

    internal static InvitationDraft Draft(string address) => new(address, MemberLevel.Member, MayManageEnvironments: false, "");

    private static async Task<TestPortal> PortalAsync()
    {
        var portal = await TestPortal.CreateAsync();
        var boss = await portal.PersonAsync("boss");
        await portal.OrganizationAsync(Org, "boss");
        portal.As(boss);
        return portal;
    }

    private static void AsGuest(TestPortal portal) => portal.As(new Caller(null, "page", "127.0.0.1") { IsGuest = true });

    private static async Task<IReadOnlyList<InvitedRow>> SendAsync(TestPortal portal, params InvitationDraft[] drafts) =>
        (await portal.Do<InvitationCommands, Result<IReadOnlyList<InvitedRow>>>(commands => commands.SendAsync(Org, drafts, default))).MustBeOk();

    private static Task<IReadOnlyList<MyInvitation>> MineAsync(TestPortal portal, PersonId person) =>
        portal.Do<IInvitationQueries, IReadOnlyList<MyInvitation>>(queries => queries.ListMineAsync(person, default));

    private static async Task<Page<InvitationRow>?> ListAsync(TestPortal portal, bool isOpen = true)
    {
        var reader = await portal.ActorAsync();
        return await portal.Do<IInvitationQueries, Page<InvitationRow>?>(queries => queries.ListAsync(reader, Org, isOpen, PageRequest.First, default));
    }

    private static Task<Result> AnswerAsync(TestPortal portal, Func<InvitationAnswers, Task<Result>> work) => portal.Do(work);

    private static Task<Result<PersonId>> Answer(TestPortal portal, Func<InvitationAnswers, Task<Result<PersonId>>> work) => portal.Do(work);

    private static Task<PersonId> IdAsync(TestPortal portal, string userName) =>
        portal.Look(db => db.Set<Person>().Where(row => row.UserName == userName).Select(row => row.Id).SingleAsync());
}
