using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Kernel;

public sealed class WriteDoorTests
{
    private static readonly EnvironmentId Anywhere = new(Guid.Parse("01940000-0000-7000-8000-000000000001"));

    [Fact]
    public async Task A_change_its_audit_event_job_and_message_are_committed_together()
    {
        await using var portal = await TestPortal.CreateAsync();

        var result = await Run(portal, session =>
        {
            AddOrganization(session);
            session.Enqueue(new JobRequest("nothing", Guid.Empty, Anywhere, new { }, "q"));
            session.Post(new OutboxMessage("nothing", new { }));
            return Result.Ok;
        });

        Assert.True(result.IsOk);
        Assert.Equal((1, 1, 1, 1), await Counts(portal));
        var written = await portal.Look(db => db.AuditEvents.SingleAsync());
        Assert.Equal(("organization-created", "operator", Some.Monday), (written.Action, written.ActorName, written.At));
    }

    [Fact]
    public async Task A_refusal_of_somebody_who_may_not_leaves_only_its_own_audit_event()
    {
        await using var portal = await TestPortal.CreateAsync();

        var result = await Run(portal, session =>
        {
            AddOrganization(session);
            session.Enqueue(new JobRequest("nothing", Guid.Empty, Anywhere, new { }, "q"));
            session.Post(new OutboxMessage("nothing", new { }));
            return new Forbidden("You may not.");
        });

        Assert.IsType<Forbidden>(result.Error);
        Assert.Equal((0, 1, 0, 0), await Counts(portal));
        Assert.Equal("action-refused", (await portal.Look(db => db.AuditEvents.SingleAsync())).Action);
    }

    [Fact]
    public async Task What_is_invalid_leaves_nothing_at_all()
    {
        await using var portal = await TestPortal.CreateAsync();

        await Run(portal, session =>
        {
            AddOrganization(session);
            return new Invalid("name", "name", "No.");
        });

        Assert.Equal((0, 0, 0, 0), await Counts(portal));
    }

    [Fact]
    public async Task A_failure_leaves_nothing_at_all()
    {
        await using var portal = await TestPortal.CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(portal, session =>
        {
            AddOrganization(session);
            throw new InvalidOperationException("the machine's fault");
        }));

        Assert.Equal((0, 0, 0, 0), await Counts(portal));
    }

    [Fact]
    public async Task A_row_that_moved_meanwhile_is_stale()
    {
        await using var portal = await TestPortal.CreateAsync();
        await portal.PersonAsync("ada");
        var bob = await portal.PersonAsync("bob");
        var id = await portal.OrganizationAsync("org-north", "ada");

        var result = await portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", async (session, cancellation) =>
        {
            var organization = await session.FindAsync<Organization, OrganizationId>(id, cancellation);
            await ((EfWriteSession)session).Db.Set<Organization>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellation);
            return organization!.SetMember(session.Actor, bob, MemberLevel.Member, mayManageEnvironments: false);
        }, CancellationToken.None));

        Assert.IsType<Stale>(result.Error);
        Assert.Equal(1, await portal.Look(db => db.Set<Organization>().SelectMany(row => row.Members).CountAsync()));
    }

    [Fact]
    public async Task A_repeated_key_answers_the_first_result_and_runs_nothing()
    {
        await using var portal = await TestPortal.CreateAsync();
        var root = await portal.PersonAsync("root", platformAdmin: true);
        portal.As(new Caller(root, "api", "127.0.0.1") { Idempotency = new("key", "content") });

        var first = await Create(portal, "org-north");
        var again = await Create(portal, "org-south");

        Assert.Equal(first.Value, again.Value);
        Assert.Equal(1, await portal.Look(db => db.Set<Organization>().CountAsync()));
    }

    [Fact]
    public async Task A_repeated_key_with_other_content_is_refused()
    {
        await using var portal = await TestPortal.CreateAsync();
        var root = await portal.PersonAsync("root", platformAdmin: true);
        var caller = new Caller(root, "api", "127.0.0.1");
        portal.As(caller with { Idempotency = new("key", "content") });
        await Create(portal, "org-north");

        portal.As(caller with { Idempotency = new("key", "other content") });

        Assert.IsType<KeyReused>((await Create(portal, "org-south")).Error);
    }

    [Fact]
    public async Task Concurrent_writers_leave_a_chain_without_gaps()
    {
        await using var portal = await TestPortal.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => Task.Run(() => Run(portal, session =>
        {
            AddOrganization(session, $"org-{number:000}");
            return Result.Ok;
        }))));

        var verdict = await portal.Do<IAuditVerifier, AuditVerdict>(verifier => verifier.VerifyAsync(CancellationToken.None));
        Assert.Equal(new AuditVerdict(24, 0, null), verdict);
    }

    [Fact]
    public async Task Rights_are_those_of_the_moment()
    {
        await using var portal = await TestPortal.CreateAsync();
        var ada = await portal.PersonAsync("ada", platformAdmin: true);
        await portal.Do<PeopleCommands, Result>(commands => commands.SetEnabledAsync(ada, false, null, CancellationToken.None));

        portal.As(ada);

        await Assert.ThrowsAsync<NotSignedInException>(() => Create(portal, "org-north"));
    }

    [Fact]
    public async Task Numbers_of_a_series_have_no_gap_when_a_command_is_refused()
    {
        await using var portal = await TestPortal.CreateAsync();

        var numbers = new List<int>();
        foreach (var result in new[] { Result.Ok, new Invalid("x", "x", "x"), Result.Ok })
        {
            await portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", async (session, cancellation) =>
            {
                var number = await session.NextNumberAsync("AR-2026", cancellation);
                if (result.IsOk)
                {
                    numbers.Add(number);
                }

                return result;
            }, CancellationToken.None));
        }

        Assert.Equal([1, 2], numbers);
    }

    private static Task<Result<OrganizationId>> Create(TestPortal portal, string handle) =>
        portal.Do<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync(handle, "Name", "root", CancellationToken.None));

    private static Task<Result> Run(TestPortal portal, Func<IWriteSession, Result> work) =>
        portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", (session, _) => Task.FromResult(work(session)), CancellationToken.None));

    private static void AddOrganization(IWriteSession session, string handle = "org-north") =>
        session.Add(Organization.Create(session.Actor, handle, "Name", session.Now).Value);

    private static Task<(int Organizations, int Events, int Jobs, int Messages)> Counts(TestPortal portal) => portal.Look(async db =>
        (await db.Set<Organization>().CountAsync(), await db.AuditEvents.CountAsync(), await db.Jobs.CountAsync(), await db.Outbox.CountAsync()));
}
