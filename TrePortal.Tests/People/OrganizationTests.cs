using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.People;

public sealed class OrganizationTests
{
    private const string Org = "org-north";

    [Fact]
    public async Task Being_an_admin_of_the_organization_does_not_include_managing_environments()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);

        var refused = await world.Environments(commands => commands.CreateAsync(new NewEnvironment("tre-mine", "Mine", world.Organization, "eu-north"), default));

        Assert.IsType<Forbidden>(refused.Error);
        (await SetAsync(world.Portal, "boss", MemberLevel.Admin, manages: true)).MustBeOk();
        (await world.Environments(commands => commands.CreateAsync(new NewEnvironment("tre-mine", "Mine", world.Organization, "eu-north"), default))).MustBeOk();
    }

    [Fact]
    public async Task Who_is_made_a_member_again_loses_the_permission_and_can_be_given_it_by_itself()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        (await SetAsync(world.Portal, "ada", MemberLevel.Admin, manages: true)).MustBeOk();

        (await SetAsync(world.Portal, "ada", MemberLevel.Member, manages: true)).MustBeOk();
        Assert.Equal((MemberLevel.Member, false), await StandingAsync(world.Portal, "ada"));
        (await SetAsync(world.Portal, "ada", MemberLevel.Member, manages: true)).MustBeOk();

        Assert.Equal((MemberLevel.Member, true), await StandingAsync(world.Portal, "ada"));
    }

    [Fact]
    public async Task Setting_what_is_so_already_changes_and_records_nothing()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        var before = await world.Portal.Look(db => db.AuditEvents.CountAsync());

        (await SetAsync(world.Portal, "ada", MemberLevel.Member, manages: true)).MustBeOk();

        Assert.Equal(before, await world.Portal.Look(db => db.AuditEvents.CountAsync()));
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);

        Assert.Equal("last-admin", (await SetAsync(world.Portal, "boss", MemberLevel.Member, manages: false)).MustRefuse<Invalid>().Problems[0].Code);
        Assert.Equal("last-admin", (await RemoveAsync(world.Portal, "boss")).MustRefuse<Invalid>().Problems[0].Code);
        Assert.True((await HoldingsAsync(world.Portal, "boss"))!.IsLastAdmin);
    }

    [Fact]
    public async Task A_new_name_is_audited_with_the_one_before()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);

        (await RenameAsync(world.Portal, "  Northern Lights ")).MustBeOk();

        Assert.Equal(
            ("organization-renamed", "org admin", "{\"before\":\"Organization org-north\",\"name\":\"Northern Lights\",\"organization\":\""),
            await world.Portal.Look(db => db.AuditEvents.OrderByDescending(row => row.Sequence).Select(row => ValueTuple.Create(row.Action, row.ActingAs, Sorted(row.Content))).FirstAsync()));
        (await RenameAsync(world.Portal, " ")).MustRefuse<Invalid>();
        world.Portal.As(world.Admin);
        (await RenameAsync(world.Portal, "Mine")).MustRefuse<Forbidden>();
        world.Portal.As(world.Stranger);
        (await RenameAsync(world.Portal, "Mine")).MustRefuse<NotFound>();
    }

    [Fact]
    public async Task Before_a_removal_stands_what_ends_and_what_stays()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await world.Portal.MemberAsync(Org, "rex"); // the only reviewer of the only step
        (await world.Members(commands => commands.AuthorizeAsync(AdminWorld.Handle, [new("org:" + Org), new(Org)], default))).MustBeOk();
        var rex = await world.Portal.PersonAsync("zoe");
        await world.Portal.MemberAsync(Org, "zoe");
        world.Portal.As(world.OrgAdmin);

        var ada = (await HoldingsAsync(world.Portal, "ada"))!;
        Assert.Equal([new HeldEnvironment(AdminWorld.Handle, "North", "Active", IsOnlyAdmin: true)], ada.Environments);
        var reviewer = (await HoldingsAsync(world.Portal, "rex"))!;
        Assert.Equal([new HeldStep(AdminWorld.Handle, "North", "Ethics", FailsQuorum: true, Ends: false)], reviewer.Steps);
        Assert.Empty(reviewer.Ending); // named himself, not only through the organization
        var member = (await HoldingsAsync(world.Portal, "zoe"))!;
        Assert.Equal([new HeldAccess(AdminWorld.Handle, "North")], member.Ending);
        Assert.False(member.IsNothing);
        Assert.NotEqual(default, rex);
    }

    [Fact]
    public async Task Rights_through_the_organization_end_with_the_membership_and_personal_roles_stay()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);

        (await RemoveAsync(world.Portal, "ada")).MustBeOk();

        world.Portal.As(world.Admin);
        Assert.IsType<NotFound>((await world.Environments(commands => commands.CreateAsync(new NewEnvironment("tre-more", "More", world.Organization, "eu-north"), default))).Error);
        Assert.NotNull(await world.FindAsync());
    }

    [Fact]
    public async Task What_a_member_holds_is_told_to_who_may_remove_them_and_to_nobody_else()
    {
        await using var world = await AdminWorld.CreateAsync();
        foreach (var (reader, sees) in new[] { (world.OrgAdmin, true), (world.Admin, false), (world.Stranger, false) })
        {
            world.Portal.As(reader);
            Assert.Equal(sees, await HoldingsAsync(world.Portal, "ada") is not null);
        }

        world.Portal.As(world.OrgAdmin);
        Assert.Null(await HoldingsAsync(world.Portal, "sam"));
    }

    [Fact]
    public async Task A_thousand_members_come_in_pages_and_are_searched_in_a_few_round_trips()
    {
        await using var world = await AdminWorld.CreateAsync();
        await CrowdAsync(world, 1000);
        world.Portal.As(world.OrgAdmin);
        var reader = await world.Portal.ActorAsync();
        var names = new List<string>();
        Cursor? after = null;
        do
        {
            var page = (await MembersAsync(world.Portal, reader, new(), new PageRequest(200, after)))!;
            names.AddRange(page.Items.Select(row => row.UserName));
            after = Cursor.Parse(page.NextCursor);
        }
        while (after is not null);

        Assert.Equal(1002, names.Distinct().Count());
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(["crowd0777"], (await MembersAsync(world.Portal, reader, new MemberFilter("crowd0777"), PageRequest.First))!.Items.Select(row => row.UserName));
        Assert.Equal(["boss"], (await MembersAsync(world.Portal, reader, new MemberFilter(Level: MemberLevel.Admin), PageRequest.First))!.Items.Select(row => row.UserName));
        Assert.Equal(["ada"], (await MembersAsync(world.Portal, reader, new MemberFilter(OnlyManagers: true), PageRequest.First))!.Items.Select(row => row.UserName));
        Assert.Empty((await MembersAsync(world.Portal, reader, new MemberFilter("100%"), PageRequest.First))!.Items);
        var trips = await RoundTrips.OfAsync(async () =>
        {
            reader = await world.Portal.ActorAsync();
            await world.Portal.Do<IPeopleQueries, object>(async queries => await queries.ListOrganizationsAsync(reader, default));
            await world.Portal.Do<IPeopleQueries, object?>(async queries => await queries.FindOrganizationAsync(reader, Org, default));
            await MembersAsync(world.Portal, reader, new MemberFilter("crowd"), PageRequest.First);
        });
        Assert.True(trips <= 5, $"{trips} round trips");
        Assert.True(await RoundTrips.OfAsync(() => HoldingsAsync(world.Portal, "crowd0001")) <= 7, "what a member holds"); // with the two that read the reader
    }

    private static string Sorted(string json)
    {
        var members = System.Text.Json.JsonDocument.Parse(json).RootElement.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal);
        var text = "{" + string.Join(',', members.Select(member => $"\"{member.Name}\":\"{member.Value}\""));
        return text[..(text.LastIndexOf(':') + 2)];
    }

    private static async Task CrowdAsync(AdminWorld world, int count)
    {
        world.Portal.AsOperator();
        await world.Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test.crowd", async (session, token) =>
        {
            var organization = await session.FindAsync<Organization, OrganizationId>(world.Organization, token);
            for (var number = 0; number < count; number++)
            {
                var name = $"crowd{number:0000}";
                var person = Person.Create(new PersonDetails(name, $"Crowd {number % 100:00}", name + "@example.org"), isPlatformAdmin: false, session.Now).Value;
                session.Add(person);
                organization!.SetMember(session.Actor, person.Id, MemberLevel.Member, mayManageEnvironments: false).MustBeOk();
            }

            return Result.Ok;
        }, default));
    }

    private static Task<Page<MemberRow>?> MembersAsync(TestPortal portal, Actor reader, MemberFilter filter, PageRequest page) =>
        portal.Do<IPeopleQueries, Page<MemberRow>?>(queries => queries.ListMembersAsync(reader, Org, filter, page, default));

    private static async Task<(MemberLevel, bool)> StandingAsync(TestPortal portal, string userName)
    {
        var reader = await portal.ActorAsync();
        var row = (await MembersAsync(portal, reader, new MemberFilter(userName + "@"), PageRequest.First))!.Items.Single();
        return (row.Level, row.MayManageEnvironments);
    }

    private static async Task<Holdings?> HoldingsAsync(TestPortal portal, string userName)
    {
        var reader = await portal.ActorAsync();
        return await portal.Do<IHoldingsQueries, Holdings?>(queries => queries.FindAsync(reader, Org, userName, default));
    }

    private static Task<Result> SetAsync(TestPortal portal, string userName, MemberLevel level, bool manages) =>
        portal.Do<OrganizationCommands, Result>(commands => commands.SetMemberAsync(Org, userName, level, manages, null, default));

    private static Task<Result> RemoveAsync(TestPortal portal, string userName) =>
        portal.Do<OrganizationCommands, Result>(commands => commands.RemoveMemberAsync(Org, userName, null, default));

    private static Task<Result> RenameAsync(TestPortal portal, string name) =>
        portal.Do<OrganizationCommands, Result>(commands => commands.RenameAsync(Org, name, null, default));
}
