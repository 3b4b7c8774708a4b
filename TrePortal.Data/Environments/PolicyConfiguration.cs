using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;

namespace TrePortal.Data.Environments;

internal sealed class PolicyConfiguration : IEntityTypeConfiguration<PolicyVersion>, IEntityTypeConfiguration<TermsOfUse>, IEntityTypeConfiguration<TermsAcceptance>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> builder)
    {
        builder.ToTable("PolicyVersions");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Before).HasJson();
        builder.Property(row => row.After).HasJson();
        builder.Property(row => row.Note).HasMaxLength(PolicyVersion.LongestNote);
        builder.HasIndex(row => new { row.Environment, row.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<TermsOfUse> builder)
    {
        builder.ToTable("TermsOfUse");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Hash).HasMaxLength(64);
        builder.HasIndex(row => new { row.Environment, row.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<TermsAcceptance> builder)
    {
        builder.ToTable("TermsAcceptances");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.Environment, row.Person, row.Number }).IsUnique();
    }
}
