using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Audit;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Audit;
using TrePortal.Tests.Support;
using static TrePortal.Domain.Audit.AuditBreakKind;

namespace TrePortal.Tests.Audit;

/// <summary>Ten events, then somebody with access to the database does something, then the place must be named.</summary>
public sealed class AuditVerifierTests
{
    [Fact]
    public async Task An_untouched_log_is_intact()
    {
        await using var portal = await WithTenEventsAsync();
        await CheckpointAsync(portal);

        Assert.Equal(new AuditVerdict(10, 1, null), await VerifyAsync(portal));
    }

    [Theory]
    [InlineData("UPDATE AuditEvents SET Content = replace(Content, 'person5', 'person6') WHERE Sequence = 5", 5, Changed)]
    [InlineData("UPDATE AuditEvents SET ActorName = 'somebody' WHERE Sequence = 1", 1, Changed)]
    [InlineData("UPDATE AuditEvents SET At = datetime(At, '+1 second') WHERE Sequence = 10", 10, Changed)]
    [InlineData("UPDATE AuditEvents SET Hash = PreviousHash WHERE Sequence = 4", 4, Changed)]
    [InlineData("DELETE FROM AuditEvents WHERE Sequence = 3", 3, Missing)]
    [InlineData("DELETE FROM AuditEvents WHERE Sequence = 1", 1, Missing)]
    [InlineData("DELETE FROM AuditEvents WHERE Sequence >= 9", 9, HeadMismatch)]
    [InlineData("UPDATE AuditHeads SET Hash = lower(hex(randomblob(32)))", 10, HeadMismatch)]
    [InlineData("UPDATE AuditEvents SET Sequence = -1 WHERE Sequence = 4; UPDATE AuditEvents SET Sequence = 4 WHERE Sequence = 5; UPDATE AuditEvents SET Sequence = 5 WHERE Sequence = -1", 4, Reordered)]
    public async Task A_change_by_hand_is_found_where_it_was_made(string sql, long sequence, AuditBreakKind kind)
    {
        await using var portal = await WithTenEventsAsync();

        await portal.Look(db => db.Database.ExecuteSqlRawAsync(sql));

        var found = (await VerifyAsync(portal)).Break;
        Assert.Equal((sequence, kind), (found?.Sequence ?? 0, found?.Kind));
    }

    [Fact]
    public async Task An_inserted_event_is_found_although_its_own_hash_is_right()
    {
        await using var portal = await WithTenEventsAsync();

        await portal.Look(async db =>
        {
            var events = await db.AuditEvents.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync();
            await db.AuditEvents.Where(row => row.Sequence == 6).ExecuteDeleteAsync();
            db.AuditEvents.Add(Altered(events[5], events[4].Hash));
            return await db.SaveChangesAsync();
        });

        var found = (await VerifyAsync(portal)).Break;
        Assert.Equal((7, Unlinked), (found?.Sequence ?? 0, found?.Kind));
    }

    [Fact]
    public async Task A_tail_cut_off_together_with_the_head_is_found_by_a_checkpoint()
    {
        await using var portal = await WithTenEventsAsync();
        await CheckpointAsync(portal);

        await CutTailAsync(portal, last: 8);

        var found = (await VerifyAsync(portal)).Break;
        Assert.Equal((9, BehindCheckpoint), (found?.Sequence ?? 0, found?.Kind));
    }

    [Fact]
    public async Task A_log_written_anew_with_right_hashes_is_found_by_a_checkpoint()
    {
        await using var portal = await WithTenEventsAsync();
        await CheckpointAsync(portal);

        await portal.Look(async db =>
        {
            var events = await db.AuditEvents.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync();
            await db.AuditEvents.ExecuteDeleteAsync();
            var hash = AuditHead.Genesis;
            foreach (var link in events)
            {
                var anew = Altered(link, hash);
                hash = anew.Hash;
                db.AuditEvents.Add(anew);
            }

            (await db.AuditHeads.SingleAsync()).Hash = hash;
            return await db.SaveChangesAsync();
        });

        var found = (await VerifyAsync(portal)).Break;
        Assert.Equal((10, CheckpointMismatch), (found?.Sequence ?? 0, found?.Kind));
    }

    [Fact]
    public async Task A_checkpoint_that_somebody_else_wrote_is_found()
    {
        await using var portal = await WithTenEventsAsync();
        await CheckpointAsync(portal);
        var file = Path.Combine(portal.Folder, "audit", "checkpoints.jsonl");

        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"sequence\":10", "\"sequence\":9", StringComparison.Ordinal));

        Assert.Equal(CheckpointForged, (await VerifyAsync(portal)).Break?.Kind);
    }

    [Fact]
    public async Task A_line_torn_by_a_crash_is_no_break_and_is_gone_after_the_next_checkpoint()
    {
        await using var portal = await WithTenEventsAsync();
        await CheckpointAsync(portal);
        await File.AppendAllTextAsync(Path.Combine(portal.Folder, "audit", "checkpoints.jsonl"), "{\"sequence\":1");
        await portal.PersonAsync("one-more");

        Assert.True((await VerifyAsync(portal)).IsIntact);
        await CheckpointAsync(portal);

        Assert.Equal(new AuditVerdict(11, 2, null), await VerifyAsync(portal));
    }

    private static async Task<TestPortal> WithTenEventsAsync()
    {
        var portal = await TestPortal.CreateAsync();
        for (var number = 1; number <= 10; number++)
        {
            await portal.PersonAsync($"person{number}");
        }

        return portal;
    }

    private static AuditEvent Altered(AuditEvent link, string previousHash) => new AuditEvent
    {
        Sequence = link.Sequence,
        At = link.At,
        ActorId = link.ActorId,
        ActorName = "somebody else",
        ActingAs = link.ActingAs,
        Action = link.Action,
        SubjectKind = link.SubjectKind,
        SubjectId = link.SubjectId,
        Environment = link.Environment,
        Content = link.Content,
        Origin = link.Origin,
        PreviousHash = previousHash,
        Hash = "",
    }.Sealed();

    private static Task<int> CutTailAsync(TestPortal portal, long last) => portal.Look(async db =>
    {
        await db.AuditEvents.Where(row => row.Sequence > last).ExecuteDeleteAsync();
        var end = await db.AuditEvents.AsNoTracking().SingleAsync(row => row.Sequence == last);
        return await db.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(head => head.Sequence, last).SetProperty(head => head.Hash, end.Hash));
    });

    private static Task CheckpointAsync(TestPortal portal) => portal.Services.GetRequiredService<AuditCheckpoints>().WriteAsync(CancellationToken.None);

    private static Task<AuditVerdict> VerifyAsync(TestPortal portal) =>
        portal.Do<IAuditVerifier, AuditVerdict>(verifier => verifier.VerifyAsync(CancellationToken.None));
}
