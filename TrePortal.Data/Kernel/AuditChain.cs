using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>Appends to the audit chain and walks it.</summary>
internal static class AuditChain
{
    /// <summary>
    /// Adds the events to the context, linked to the head. The head's row is written first, so that on every engine a
    /// second writer waits here and the sequence has no gap.
    /// </summary>
    public static async Task AppendAsync(PortalDbContext db, IReadOnlyList<DomainEvent> events, AuditStamp stamp, CancellationToken cancellation)
    {
        if (events.Count == 0)
        {
            return;
        }

        await db.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(row => row.Sequence, row => row.Sequence), cancellation);
        var head = await db.AuditHeads.SingleAsync(cancellation);
        foreach (var happened in events)
        {
            var subject = happened.Subject;
            var link = new AuditEvent
            {
                Sequence = ++head.Sequence,
                At = stamp.At,
                ActorId = stamp.Actor.Id.Value,
                ActorName = stamp.Actor.UserName,
                ActingAs = stamp.ActingAs,
                Action = ActionOf(happened),
                SubjectKind = subject.Kind,
                SubjectId = subject.Id,
                Environment = subject.Environment,
                Content = Content(happened),
                Origin = stamp.Origin,
                PreviousHash = head.Hash,
                Hash = "",
            }.Sealed();
            head.Hash = link.Hash;
            db.AuditEvents.Add(link);
        }
    }

    public static string ActionOf(DomainEvent happened) => PlainWords.Kebab(happened.GetType().Name);

    private static string Content(DomainEvent happened)
    {
        var node = JsonSerializer.SerializeToNode(happened, happened.GetType(), JsonColumn.Options)!.AsObject();
        node.Remove("subject");
        return node.ToJsonString(JsonColumn.Options);
    }
}

/// <summary>Who, as what, from where, when.</summary>
internal sealed record AuditStamp(Actor Actor, string ActingAs, string Origin, DateTimeOffset At);
