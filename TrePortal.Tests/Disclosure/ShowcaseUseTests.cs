using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Disclosure;
using TrePortal.Data.Kernel;
using TrePortal.Tests.Disclosure.Attacks;
using static TrePortal.Tests.Disclosure.Attacks.Spelling;

namespace TrePortal.Tests.Disclosure;

/// <summary>What TRE admins see of the questions, what they may give, and what stands in the audit log.</summary>
[Trait("Category", "Attack")]
public sealed class ShowcaseUseTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    private static readonly Uri _use = new($"/api/v1/environments/{AttackWorld.Handle}/showcase/use", UriKind.Relative);
    private static readonly Uri _grants = new($"/api/v1/environments/{AttackWorld.Handle}/showcase/use/grants", UriKind.Relative);

    [Fact]
    public async Task Admins_see_who_asked_how_much_and_who_takes_small_steps()
    {
        for (var pad = 0; pad < 23; pad++)
        {
            await world.AskAsync("second", And(In("person.secret", "yes"), In("person.pad", $"p{pad}")));
        }

        var use = await world.As("admin").GetFromJsonAsync<JsonElement>(_use);

        var row = use.GetProperty("people").EnumerateArray().Single(person => person.GetProperty("userName").GetString() == "second");
        Assert.Equal((23, 23, 22, true), (row.GetProperty("today").GetInt32(), row.GetProperty("inAllReleases").GetInt32(), row.GetProperty("neighboursToday").GetInt32(), row.GetProperty("isWorthALook").GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("second").GetAsync(_use)).StatusCode);
    }

    [Fact]
    public async Task Only_admins_give_questions_and_never_to_themselves()
    {
        async Task<HttpStatusCode> GiveAsync(string giver, string user, int questions, string reason) =>
            (await world.As(giver).PostAsJsonAsync(_grants, new { user, questions, reason })).StatusCode;

        Assert.Equal(HttpStatusCode.Forbidden, await GiveAsync("third", "third", 10, "More"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await GiveAsync("admin", "admin", 10, "More"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await GiveAsync("admin", "third", 0, "More"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await GiveAsync("admin", "third", 10, " "));
        Assert.Equal(HttpStatusCode.NotFound, await GiveAsync("admin", "nobody", 10, "More"));
        var before = (await world.AskAsync("third", null)).GetProperty("budget").GetProperty("perDay").GetInt32();
        Assert.Equal(HttpStatusCode.OK, await GiveAsync("admin", "third", 10, "For a thesis"));
        Assert.Equal(before + 10, (await world.AskAsync("third", null)).GetProperty("budget").GetProperty("perDay").GetInt32());
    }

    [Fact]
    public async Task Each_question_stands_in_the_audit_log_once_and_without_its_answer()
    {
        var cohort = And(In("person.secret", "no"), In("person.pad", "p7", "p9"));
        await world.AskAsync("fourth", cohort);
        await world.AskAsync("fourth", cohort);

        var keeper = world.Web.Services.GetRequiredService<LedgerKeeper>();
        await keeper.KeepAsync(CancellationToken.None);
        await keeper.KeepAsync(CancellationToken.None);

        await using var db = await world.Web.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var audited = await db.AuditEvents.Where(row => row.Action == "cohort-asked" && row.ActorName == "fourth").ToListAsync();
        var content = Assert.Single(audited).Content;
        Assert.Contains("p9", content, StringComparison.Ordinal);
        Assert.DoesNotContain("about", content, StringComparison.Ordinal);
    }
}
