using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;

namespace TrePortal.Data.Dispensal;

internal sealed class DispensalConfiguration : IEntityTypeConfiguration<ProjectDispensal>
{
    public void Configure(EntityTypeBuilder<ProjectDispensal> builder)
    {
        builder.ToTable("Dispensals");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.RequestHash).HasMaxLength(64);
        builder.Property(row => row.ManifestHash).HasMaxLength(64);
        builder.Property(row => row.FailureCode).HasMaxLength(64);
        builder.Property(row => row.FailureReason).HasMaxLength(1000);
        builder.Property(row => row.Plan).HasJson();
        builder.Property(row => row.Totals).HasJson();
        builder.Property(row => row.Verified!).HasJson().IsRequired(false);
        builder.HasIndex(row => new { row.Project, row.AskedAt });

        // At most one that is not cancelled for a project and an inventory version (INV14). Both engines read the brackets.
        builder.HasIndex(row => new { row.Project, row.InventoryVersion }).IsUnique().HasFilter("[State] <> 'Cancelled'");
    }
}
