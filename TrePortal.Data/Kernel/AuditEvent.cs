using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>
/// One link of the audit chain. <see cref="Hash"/> is SHA-256 over the hash before it and the canonical text of all other
/// members, so a change, a gap, an insertion or a swap anywhere shows (spec.md A2).
/// </summary>
public sealed class AuditEvent
{
    /// <summary>1, 2, 3, ... without gaps.</summary>
    public long Sequence { get; init; }

    public DateTimeOffset At { get; init; }

    public Guid ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>The role in which it was done: "tre admin", "request owner", "robot".</summary>
    public required string ActingAs { get; init; }

    /// <summary>Kebab case, past tense: "request-submitted".</summary>
    public required string Action { get; init; }

    public required string SubjectKind { get; init; }

    public Guid SubjectId { get; init; }

    public EnvironmentId? Environment { get; init; }

    /// <summary>JSON of the event: ids, codes and settings before and after. Never data.</summary>
    public required string Content { get; init; }

    /// <summary>Face and network address: "page 127.0.0.1".</summary>
    public required string Origin { get; init; }

    public required string PreviousHash { get; init; }

    public required string Hash { get; init; }

    /// <summary>What the hash is taken over, unambiguous because it is a JSON array of strings.</summary>
    public string Canonical() => JsonSerializer.Serialize(new[]
    {
        PreviousHash,
        Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
        At.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ActorId.ToString(),
        ActorName,
        ActingAs,
        Action,
        SubjectKind,
        SubjectId.ToString(),
        Environment?.Value.ToString() ?? "",
        Content,
        Origin,
    });

    /// <summary>The same event with its hash filled in.</summary>
    public AuditEvent Sealed() => new()
    {
        Sequence = Sequence,
        At = At,
        ActorId = ActorId,
        ActorName = ActorName,
        ActingAs = ActingAs,
        Action = Action,
        SubjectKind = SubjectKind,
        SubjectId = SubjectId,
        Environment = Environment,
        Content = Content,
        Origin = Origin,
        PreviousHash = PreviousHash,
        Hash = Domain.Kernel.Hash.Of(Canonical()),
    };
}

/// <summary>The end of the chain: one row, which every writer locks first.</summary>
public sealed class AuditHead
{
    /// <summary>Before the first event.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    public int Id { get; init; } = 1;

    public long Sequence { get; set; }

    public string Hash { get; set; } = Genesis;
}

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>, IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.HasKey(row => row.Sequence);
        builder.Property(row => row.Sequence).ValueGeneratedNever();
        builder.Property(row => row.ActorName).HasMaxLength(256);
        builder.Property(row => row.ActingAs).HasMaxLength(64);
        builder.Property(row => row.Action).HasMaxLength(64);
        builder.Property(row => row.SubjectKind).HasMaxLength(32);
        builder.Property(row => row.Origin).HasMaxLength(128);
        builder.Property(row => row.PreviousHash).HasMaxLength(64);
        builder.Property(row => row.Hash).HasMaxLength(64);
        builder.HasIndex(row => new { row.Environment, row.Sequence });
        builder.HasIndex(row => new { row.SubjectKind, row.SubjectId, row.Sequence });
        builder.HasIndex(row => new { row.ActorId, row.Sequence });

        // Each filter of the log finds its newest page without reading the whole log.
        builder.HasIndex(row => new { row.ActorName, row.Sequence });
        builder.HasIndex(row => new { row.Action, row.Sequence });
        builder.HasIndex(row => new { row.SubjectKind, row.Sequence });
        builder.HasIndex(row => new { row.SubjectId, row.Sequence });
        builder.HasIndex(row => row.At);
    }

    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(64);
        builder.HasData(new AuditHead());
    }
}
