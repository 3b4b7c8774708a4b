namespace TrePortal.Domain.Audit;

/// <summary>Walks the whole chain and the signed checkpoints kept outside the database.</summary>
public interface IAuditVerifier
{
    Task<AuditVerdict> VerifyAsync(CancellationToken cancellation);
}

/// <param name="Events">Events that were walked.</param>
/// <param name="Checkpoints">Checkpoints whose signature and place were found right.</param>
/// <param name="Break">The first place where something is wrong; null when all is intact.</param>
public sealed record AuditVerdict(long Events, long Checkpoints, AuditBreak? Break)
{
    public bool IsIntact => Break is null;
}

/// <param name="Sequence">The event at which it shows.</param>
/// <param name="Explanation">In words, for the operator.</param>
public sealed record AuditBreak(long Sequence, AuditBreakKind Kind, string Explanation);

public enum AuditBreakKind
{
    /// <summary>The event's content does not match its own hash.</summary>
    Changed,

    /// <summary>The event is not there, although later ones are.</summary>
    Missing,

    /// <summary>The event stands at another place than where it was written.</summary>
    Reordered,

    /// <summary>The event is sound in itself but does not continue the one before: one of the two was put in later.</summary>
    Unlinked,

    /// <summary>The chain does not end where its head says.</summary>
    HeadMismatch,

    /// <summary>The chain ends before a signed checkpoint: its tail was cut off.</summary>
    BehindCheckpoint,

    /// <summary>The chain is another one than a signed checkpoint saw: it was written anew.</summary>
    CheckpointMismatch,

    /// <summary>A checkpoint's signature is not the portal's.</summary>
    CheckpointForged,
}
