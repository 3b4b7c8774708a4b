using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

public enum JobState
{
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>
/// Background work that exists because a transaction committed. A worker holds it by a lease and a fence: whoever claims
/// it raises <see cref="Fence"/>, and a worker with an older fence can write nothing any more.
/// </summary>
public sealed class Job
{
    public JobId Id { get; init; }

    public required string Kind { get; init; }

    /// <summary>Jobs of one queue run one after the other, in order of creation.</summary>
    public required string Queue { get; init; }

    public Guid Subject { get; init; }

    public EnvironmentId Environment { get; init; }

    public Guid CreatedBy { get; init; }

    public required string Payload { get; init; }

    public JobState State { get; set; }

    public long Fence { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public bool IsCancelRequested { get; set; }

    public string Phase { get; set; } = "";

    /// <summary>Units of the phase (rows, bytes, files) done.</summary>
    public long Done { get; set; }

    /// <summary>Units in all; 0 when not known.</summary>
    public long Total { get; set; }

    /// <summary>When the phase began; null before the first report.</summary>
    public DateTimeOffset? PhaseStartedAt { get; set; }

    /// <summary>Rows of the phase read; 0 where it reads none.</summary>
    public long Rows { get; set; }

    /// <summary>Since the phase began.</summary>
    public double RowsPerSecond { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }
}

/// <summary>A message to be handed over after commit, at least once, in order of <see cref="Id"/>.</summary>
public sealed class OutboxRow
{
    public long Id { get; init; }

    /// <summary>Stable across tries, so that a receiver can tell a repetition.</summary>
    public Guid MessageId { get; init; }

    public required string Kind { get; init; }

    public required string Payload { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    public int Attempts { get; set; }
}

/// <summary>The last number given in a series such as "AR-2026".</summary>
public sealed class NumberSeries
{
    public required string Name { get; init; }

    public int Last { get; set; }
}

/// <summary>The stored answer of a POST that came with an Idempotency-Key.</summary>
public sealed class IdempotentCall
{
    public Guid Person { get; init; }

    public required string Key { get; init; }

    public required string ContentHash { get; init; }

    /// <summary>The value of the first result, as JSON.</summary>
    public required string Value { get; init; }

    public DateTimeOffset At { get; init; }
}

internal sealed class JobConfiguration :
    IEntityTypeConfiguration<Job>,
    IEntityTypeConfiguration<OutboxRow>,
    IEntityTypeConfiguration<NumberSeries>,
    IEntityTypeConfiguration<IdempotentCall>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Kind).HasMaxLength(64);
        builder.Property(row => row.Queue).HasMaxLength(128);
        builder.Property(row => row.Phase).HasMaxLength(64);
        builder.Property(row => row.ErrorCode).HasMaxLength(64);
        builder.Property(row => row.ErrorMessage).HasMaxLength(1000);
        builder.HasIndex(row => new { row.State, row.Queue, row.CreatedAt });
        builder.HasIndex(row => new { row.Subject, row.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("Outbox");
        builder.Property(row => row.Kind).HasMaxLength(64);
        builder.HasIndex(row => new { row.SentAt, row.NotBefore });
        builder.HasIndex(row => row.MessageId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<NumberSeries> builder)
    {
        builder.HasKey(row => row.Name);
        builder.Property(row => row.Name).HasMaxLength(64);
    }

    public void Configure(EntityTypeBuilder<IdempotentCall> builder)
    {
        builder.HasKey(row => new { row.Person, row.Key });
        builder.Property(row => row.Key).HasMaxLength(255);
        builder.Property(row => row.ContentHash).HasMaxLength(64);
    }
}
