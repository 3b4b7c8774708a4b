using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Disclosure;

/// <summary>How many of a ledger's questions stand in the audit log.</summary>
public sealed class AuditedLedger
{
    public EnvironmentId Environment { get; set; }

    /// <summary>Questions, from the first one on.</summary>
    public int Questions { get; set; }
}

internal sealed class AuditedLedgerConfiguration : IEntityTypeConfiguration<AuditedLedger>
{
    public void Configure(EntityTypeBuilder<AuditedLedger> builder)
    {
        builder.ToTable("AuditedLedgers");
        builder.HasKey(row => row.Environment);
        builder.Property(row => row.Environment).ValueGeneratedNever();
        builder.Property(row => row.Questions).IsConcurrencyToken();
    }
}
