using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Cohorts;

namespace TrePortal.Data.Cohorts;

internal sealed class SavedCohortConfiguration : IEntityTypeConfiguration<SavedCohort>
{
    public void Configure(EntityTypeBuilder<SavedCohort> builder)
    {
        builder.ToTable("SavedCohorts");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Property(row => row.ExpressionHash).HasMaxLength(64);
        builder.Property(row => row.PublishedSize).HasMaxLength(40);
        builder.HasIndex(row => new { row.Environment, row.Owner, row.UpdatedAt });
    }
}
