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
        builder.OwnsMany(row => row.Revisions, revisions =>
        {
            revisions.ToTable("SavedCohortRevisions");
            revisions.WithOwner().HasForeignKey("Cohort");
            revisions.HasKey("Cohort", nameof(CohortRevision.Number));
            revisions.Property(row => row.Number).ValueGeneratedNever();
            revisions.Property(row => row.ExpressionHash).HasMaxLength(64);
            revisions.Property(row => row.PublishedSize).HasMaxLength(40);
        });
        builder.OwnsMany(row => row.Readers, readers =>
        {
            readers.ToTable("SavedCohortReaders");
            readers.WithOwner().HasForeignKey("Cohort");
            readers.HasKey("Cohort", nameof(CohortReader.Person));
            readers.HasIndex(row => row.Person);
        });
        builder.Navigation(row => row.Revisions).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Navigation(row => row.Readers).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Property(row => row.Revision).HasDefaultValue(1);
        builder.HasIndex(row => new { row.Environment, row.Owner, row.UpdatedAt });
    }
}
