using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Audit;
using static TrePortal.Domain.Audit.AuditBreakKind;

namespace TrePortal.Data.Audit;

/// <inheritdoc cref="IAuditVerifier"/>
internal sealed class AuditVerifier(IDbContextFactory<PortalDbContext> contexts, CheckpointFile file) : IAuditVerifier
{
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellation)
    {
        var (checkpoints, forged) = ReadCheckpoints();
        await using var db = await contexts.CreateDbContextAsync(cancellation);

        // The head first: whatever is written while we walk stands behind it and is not looked at.
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellation);
        var walk = new Walk(checkpoints);
        await foreach (var link in db.AuditEvents.AsNoTracking().Where(row => row.Sequence <= head.Sequence).OrderBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (walk.Step(link) is { } found)
            {
                return new(walk.Events, walk.Confirmed, found);
            }
        }

        var broken = walk.End(head) ?? await BeyondHeadAsync(db, cancellation) ?? forged;
        return new(walk.Events, walk.Confirmed, broken);
    }

    private static async Task<AuditBreak?> BeyondHeadAsync(PortalDbContext db, CancellationToken cancellation)
    {
        // The events first, so that a writer in between can only make the head larger.
        var last = await db.AuditEvents.MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0;
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellation);
        return last > head.Sequence ? new(head.Sequence + 1, HeadMismatch, $"There are events up to {last}, but the head says {head.Sequence}.") : null;
    }

    private (SortedDictionary<long, string> Checkpoints, AuditBreak? Forged) ReadCheckpoints()
    {
        using var key = file.OpenKey();
        var good = new SortedDictionary<long, string>();
        AuditBreak? forged = null;
        foreach (var checkpoint in file.Read())
        {
            if (checkpoint is not null && key is not null && IsSigned(key, checkpoint))
            {
                good[checkpoint.Sequence] = checkpoint.Hash;
            }
            else
            {
                forged ??= new(checkpoint?.Sequence ?? 0, CheckpointForged, "A line of the checkpoint file was not signed by this portal.");
            }
        }

        return (good, forged);
    }

    private static bool IsSigned(ECDsa key, Checkpoint checkpoint)
    {
        var signature = new byte[128];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out var length)
            && key.VerifyData(checkpoint.Signed(), signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    /// <summary>The way along the chain, one event after the other.</summary>
    private sealed class Walk(SortedDictionary<long, string> checkpoints)
    {
        private string _hash = AuditHead.Genesis;

        public long Events { get; private set; }

        public long Confirmed { get; private set; }

        public AuditBreak? Step(AuditEvent link)
        {
            if (link.Sequence != Events + 1)
            {
                return new(Events + 1, Missing, $"Event {Events + 1} is missing; the next one there is {link.Sequence}.");
            }

            var isLinked = link.PreviousHash == _hash;
            var isSound = link.Sealed().Hash == link.Hash;
            if (!isLinked || !isSound)
            {
                return (isLinked, isSound) switch
                {
                    (true, false) => new(link.Sequence, Changed, $"Event {link.Sequence} was changed after it was written."),
                    (false, false) => new(link.Sequence, Reordered, $"Event {link.Sequence} was written at another place and moved here."),
                    _ => new(link.Sequence, Unlinked, $"Event {link.Sequence} does not continue the one before it: one of the two was put in or written anew."),
                };
            }

            if (checkpoints.TryGetValue(link.Sequence, out var seen))
            {
                if (seen != link.Hash)
                {
                    return new(link.Sequence, CheckpointMismatch, $"Event {link.Sequence} is not the one that was signed: the log was written anew up to here or earlier.");
                }

                Confirmed++;
            }

            _hash = link.Hash;
            Events = link.Sequence;
            return null;
        }

        public AuditBreak? End(AuditHead head)
        {
            var signed = checkpoints.Count == 0 ? 0 : checkpoints.Keys.Last();
            return signed > Events ? new(Events + 1, BehindCheckpoint, $"The log ends at {Events}, but {signed} was signed: events {Events + 1} to {signed} were cut off.")
                : head.Sequence != Events ? new(Events + 1, HeadMismatch, $"The log ends at {Events}, but its head says {head.Sequence}: the events after {Events} are missing.")
                : head.Hash != _hash ? new(Events, HeadMismatch, $"The head's hash is not that of event {Events}.")
                : null;
        }
    }
}
