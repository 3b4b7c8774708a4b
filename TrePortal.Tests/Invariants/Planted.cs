using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Invariants;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Invariants;

/// <summary>Looks at all invariants of a portal's data, and spoils the data as no command would.</summary>
internal static class Planted
{
    public static async Task AllHoldAsync(this TestPortal portal) => Assert.Empty(await BrokenAsync(portal));

    /// <summary>Exactly this invariant is broken, by exactly this object.</summary>
    public static async Task OnlyBreaksAsync(this TestPortal portal, string code, string kind, Guid id)
    {
        var broken = await BrokenAsync(portal);
        Assert.True(broken.Count == 1 && broken[0].StartsWith($"{code} {kind} {id}: ", StringComparison.Ordinal), $"expected {code} {kind} {id}, found: {string.Join("; ", broken)}");
    }

    public static Task SpoilAsync(this TestPortal portal, FormattableString sql) => portal.Look(async db =>
    {
        var rows = await db.Database.ExecuteSqlAsync(sql);
        Assert.True(rows > 0, "nothing was spoiled");
        return rows;
    });

    /// <summary>Writes an event behind all others, at the moment and in the name of the last one of its object.</summary>
    public static Task WriteEventAsync(this TestPortal portal, string kind, Guid id, string action, string content, Guid? actor = null) => portal.Look(async db =>
    {
        var last = await db.AuditEvents.AsNoTracking().Where(row => row.SubjectKind == kind && row.SubjectId == id).OrderBy(row => row.Sequence).LastAsync();
        db.AuditEvents.Add(new AuditEvent
        {
            Sequence = await db.AuditEvents.MaxAsync(row => row.Sequence) + 1,
            At = last.At,
            ActorId = actor ?? last.ActorId,
            ActorName = last.ActorName,
            ActingAs = last.ActingAs,
            Action = action,
            SubjectKind = kind,
            SubjectId = id,
            Environment = last.Environment,
            Content = content,
            Origin = last.Origin,
            PreviousHash = last.Hash,
            Hash = "",
        });
        return await db.SaveChangesAsync();
    });

    /// <summary>Moves the only event of an action behind all others.</summary>
    public static Task MoveToEndAsync(this TestPortal portal, string action) =>
        portal.SpoilAsync($"UPDATE AuditEvents SET Sequence = (SELECT MAX(Sequence) + 1 FROM AuditEvents) WHERE Action = {action}");

    /// <summary>The same where there is no <see cref="TestPortal"/>.</summary>
    public static async Task<bool> AllHoldAsync(InvariantChecker checker)
    {
        Assert.Empty(await BrokenAsync(checker));
        return true;
    }

    private static Task<IReadOnlyList<string>> BrokenAsync(TestPortal portal) => portal.Do<InvariantChecker, IReadOnlyList<string>>(BrokenAsync);

    private static async Task<IReadOnlyList<string>> BrokenAsync(InvariantChecker checker)
    {
        var broken = new List<string>();
        await foreach (var verdict in checker.CheckAsync(CancellationToken.None))
        {
            broken.AddRange(verdict.Violations.Select(violation => $"{verdict.Code} {violation.Kind} {violation.Id}: {violation.What}"));
            if (verdict.Unfinished is { } failure)
            {
                broken.Add($"{verdict.Code} unfinished: {failure}");
            }
        }

        return broken;
    }
}
