using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Audit;
using TrePortal.Tests.Dispensal;

namespace TrePortal.Tests.Audit;

public sealed class AuditChoicesTests
{
    [Fact]
    public async Task Whatever_is_in_the_log_can_be_chosen()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.DispensedAsync();

        var written = await world.Portal.Look(db => db.AuditEvents.Select(row => new { row.SubjectKind, row.Action }).Distinct().ToListAsync());

        Assert.True(written.Count > 20, $"{written.Count} kinds of events were written");
        Assert.Empty(written.Select(row => row.SubjectKind).Except(AuditChoices.All.Kinds));
        Assert.Empty(written.Select(row => row.Action).Except(AuditChoices.All.Actions));
    }

    [Fact]
    public void Every_kind_of_object_that_events_name_is_there() => Assert.Equal(
        ["cohort", "collections-draft", "environment", "import", "inventory", "invitation", "job", "mail", "organization", "person", "project", "request", "token", "withdrawals"],
        AuditChoices.All.Kinds);
}
