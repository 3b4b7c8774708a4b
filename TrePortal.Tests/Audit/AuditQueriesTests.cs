using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Audit;

public sealed class AuditQueriesTests
{
    [Fact]
    public async Task A_platform_admin_sees_all_and_others_what_they_did_themselves()
    {
        await using var portal = await TestPortal.CreateAsync();
        var root = await portal.PersonAsync("root", platformAdmin: true);
        var ada = await portal.PersonAsync("ada");
        await portal.OrganizationAsync("org-north", "ada");
        portal.As(ada);
        await portal.Do<AccessTokenCommands, object>(async commands => await commands.CreateAsync(new("script", TokenScope.Read, 1), default));

        Assert.Equal(["access-token-created"], (await ListAsync(portal, new())).Items.Select(row => row.Action));
        portal.As(root);
        Assert.Equal(5, (await ListAsync(portal, new())).Items.Count);
    }

    [Fact]
    public async Task Filters_narrow_and_pages_continue()
    {
        await using var portal = await TestPortal.CreateAsync();
        for (var number = 0; number < 5; number++)
        {
            await portal.PersonAsync($"person{number}");
            portal.Clock.Advance(TimeSpan.FromHours(1));
        }

        await portal.OrganizationAsync("org-north", "person0");
        portal.AsOperator();

        Assert.Equal(2, (await ListAsync(portal, new(Kind: "organization"))).Items.Count);
        Assert.Single((await ListAsync(portal, new(Action: "member-set"))).Items);
        Assert.Empty((await ListAsync(portal, new(Actor: "nobody"))).Items);
        Assert.Equal(2, (await ListAsync(portal, new(From: Some.Monday.AddHours(1), Until: Some.Monday.AddHours(3)))).Items.Count);

        var first = await ListAsync(portal, new(Kind: "person"), new PageRequest(3, null));
        var second = await ListAsync(portal, new(Kind: "person"), new PageRequest(3, Cursor.Parse(first.NextCursor)));
        Assert.Equal([5L, 4L, 3L, 2L, 1L], first.Items.Concat(second.Items).Select(row => row.Sequence));
        Assert.Null(second.NextCursor);
    }

    private static async Task<Page<AuditRow>> ListAsync(TestPortal portal, AuditFilter filter, PageRequest? page = null)
    {
        var reader = await portal.ActorAsync();
        return await portal.Do<IAuditQueries, Page<AuditRow>>(audit => audit.ListAsync(reader, filter, page ?? PageRequest.First, CancellationToken.None));
    }
}
