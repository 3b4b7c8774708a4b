using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Inventory;
using TrePortal.Data.Kernel;
using TrePortal.Data.Notifications;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Invariants;

/// <summary>INV19. Every claim raises fence and attempts together, so they never part; nothing older is accepted twice.</summary>
internal sealed class FencingCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail, DataRoot root) : IInvariantCheck
{
    public string Code => "INV19";

    public string Sentence => "every claim of a job raised its fence, and each dispensal was delivered at most once";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var job in trail.RowsAsync(db => db.Jobs.Where(row => row.Fence != row.Attempts).Select(row => new { row.Id, row.Fence, row.Attempts }).OrderBy(row => row.Id), cancellation))
        {
            yield return new("job", job.Id.Value, $"its fence is {job.Fence} after {job.Attempts} claims");
        }

        foreach (var folder in DispensedFolders.StagingFolders(root))
        {
            if (DispensedFolders.OwnerOf(folder) is { } owner && await FenceOfAsync(new(owner.Job), cancellation) is { } fence && owner.Fence > fence)
            {
                yield return new("job", owner.Job, $"a folder of fence {owner.Fence} was staged, but its fence is {fence}");
            }
        }

        await foreach (var row in trail.RowsAsync(db => db.Set<ProjectDispensal>().Select(row => new { row.Id, row.Project, row.State }).OrderBy(row => row.Id), cancellation))
        {
            var times = (await trail.OfAsync("project", row.Project.Value, ["dispensal-delivered"], cancellation)).Count(link => link.Id("dispensal") == row.Id.Value);
            if (times != (row.State == DispensalState.Delivered ? 1 : 0))
            {
                yield return new("dispensal", row.Id.Value, $"it is {row.State} and was delivered {times} times");
            }
        }
    }

    private async Task<long?> FenceOfAsync(JobId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return (await db.Jobs.Where(row => row.Id == id).Select(row => new { row.Fence }).FirstOrDefaultAsync(cancellation))?.Fence;
    }
}

/// <summary>INV20. A lease may be over for five minutes, in which another worker takes the job up.</summary>
internal sealed class LivenessCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail, TimeProvider clock) : IInvariantCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Code => "INV20";

    public string Sentence => "dispensals end as their jobs do, with a reason where they fail, and no job is held by nobody";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var latest = clock.GetUtcNow() - Patience;
        var held = trail.RowsAsync(
            db => db.Jobs.Where(row => row.State == JobState.Running && (row.LeaseUntil == null || row.LeaseUntil < latest)).Select(row => new { row.Id }).OrderBy(row => row.Id), cancellation);
        await foreach (var job in held)
        {
            yield return new("job", job.Id.Value, "it is running, but nobody has held it for five minutes");
        }

        var dispensals = trail.RowsAsync(db => db.Set<ProjectDispensal>().Select(row => new { row.Id, row.Job, row.State, row.FailureCode }).OrderBy(row => row.Id), cancellation);
        await foreach (var row in dispensals)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var job = await db.Jobs.Where(job => job.Id == row.Job).Select(job => new { job.State }).FirstOrDefaultAsync(cancellation);
            var isOpen = row.State is DispensalState.Queued or DispensalState.Running;
            if (job is null)
            {
                yield return new("dispensal", row.Id.Value, "it has no job");
            }
            else if (isOpen != (job.State is JobState.Queued or JobState.Running))
            {
                yield return new("dispensal", row.Id.Value, $"it is {row.State}, but its job is {job.State}");
            }
            else if (row.State == DispensalState.Failed && row.FailureCode is null)
            {
                yield return new("dispensal", row.Id.Value, "it failed without a reason");
            }
        }
    }
}

/// <summary>INV34.</summary>
internal sealed class ImportCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail, DataRoot root) : IInvariantCheck
{
    public string Code => "INV34";

    public string Sentence => "releases hold what accepted imports brought, and imports that ended left nothing behind";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in trail.RowsAsync(db => db.Set<InventoryVersion>().Select(row => new { row.Id, row.Assets }).OrderBy(row => row.Id), cancellation))
        {
            var jobs = row.Assets.Places().Select(place => place.Split('/')).Where(parts => parts.Length > 1).Select(parts => ImportFolders.JobOf(parts[1])).OfType<JobId>().Distinct();
            foreach (var job in jobs)
            {
                if (await ImportOfAsync(job, cancellation) is { } import && import.State != ImportState.Accepted)
                {
                    yield return new("import", import.Id.Value, $"it is {import.State}, but release {row.Id} holds what it brought");
                }
            }
        }

        await foreach (var row in trail.RowsAsync(db => db.Set<InventoryImport>().Select(row => new { row.Id, row.Job, row.State }).OrderBy(row => row.Id), cancellation))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var isOpen = await db.Jobs.AnyAsync(job => job.Id == row.Job && (job.State == JobState.Queued || job.State == JobState.Running), cancellation);
            if (isOpen != (row.State == ImportState.Queued))
            {
                yield return new("import", row.Id.Value, $"it is {row.State}, but its job has {(isOpen ? "not ended" : "ended")}");
            }
        }

        foreach (var folder in Directory.EnumerateDirectories(root.Staging, "import-*"))
        {
            if (ImportFolders.JobOf(folder) is { } job && await ImportOfAsync(job, cancellation) is { } import && import.State != ImportState.Queued)
            {
                yield return new("import", import.Id.Value, "it has ended, but its staging folder is there");
            }
        }
    }

    private async Task<(InventoryImportId Id, ImportState State)?> ImportOfAsync(JobId job, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Set<InventoryImport>().Where(row => row.Job == job).Select(row => new { row.Id, row.State }).FirstOrDefaultAsync(cancellation);
        return found is null ? null : (found.Id, found.State);
    }
}

/// <summary>INV41. What is handed over is the removal of folders, and mail.</summary>
internal sealed class OutboxCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV41";

    public string Sentence => "every message has a key of its own, is sent after it was written, and is there for its event";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in trail.RowsAsync(
            db => db.Outbox.Where(row => row.SentAt < row.CreatedAt || db.Outbox.Any(other => other.Id != row.Id && other.MessageId == row.MessageId))
                .Select(row => new { row.Id, row.MessageId, row.SentAt, row.CreatedAt }).OrderBy(row => row.Id),
            cancellation))
        {
            yield return new("message", row.MessageId, row.SentAt < row.CreatedAt ? "it was sent before it was written" : "another message has its key");
        }

        await foreach (var wrong in MailsAsync(cancellation))
        {
            yield return wrong;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        foreach (var (kind, events) in new[] { (DropUploads.MessageKind, EndedImports(db)), (VersionCommands.DiscardMessage, db.AuditEvents.Where(row => row.Action == "inventory-version-discarded")) })
        {
            var (happened, messages) = (await events.LongCountAsync(cancellation), await db.Outbox.LongCountAsync(row => row.Kind == kind, cancellation));
            if (happened != messages)
            {
                yield return new("outbox", Guid.Empty, $"{happened} events have {messages} messages {kind}");
            }
        }
    }

    // Each is of one notification to that person, or of one morning; it waits, or has ended once. Its key keeps it from being there twice.
    private async IAsyncEnumerable<InvariantViolation> MailsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var mails = trail.RowsAsync(
            db => db.Set<OutgoingMail>().Select(row => new
            {
                row.Key,
                row.Person,
                row.Notification,
                row.State,
                row.Attempts,
                row.EndedAt,
                IsOfSomething = db.Set<Notification>().Any(told => told.Id == row.Notification && told.Person == row.Person) || (row.Notification == null && row.Since < row.Until),
                IsTwice = row.Notification != null && db.Set<OutgoingMail>().Any(other => other.Key != row.Key && other.Notification == row.Notification),
            }).OrderBy(row => row.Key),
            cancellation);
        await foreach (var mail in mails)
        {
            var wrong = !mail.IsOfSomething ? "its mail is of nothing that this person was told"
                : mail.IsTwice ? "it has two mails"
                : (mail.State == MailState.Waiting) != (mail.EndedAt == null) ? $"its mail is {mail.State}, but has {(mail.EndedAt == null ? "not " : "")}ended"
                : mail.State != MailState.Waiting && mail.Attempts == 0 ? $"its mail is {mail.State} without a try"
                : null;
            if (wrong is not null)
            {
                yield return mail.Notification is { } about ? new("notification", about.Value, wrong) : new("person", mail.Person.Value, wrong);
            }
        }
    }

    // Those that a job ran: what the collections editor brings is there at once and was never uploaded.
    private static IQueryable<AuditEvent> EndedImports(PortalDbContext db) => db.AuditEvents.Where(row => row.Action == "import-ended" && row.ActingAs == "robot");
}
