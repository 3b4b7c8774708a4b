using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;

namespace TrePortal.Data.Environments;

internal sealed class ResearchEnvironmentConfiguration : IEntityTypeConfiguration<ResearchEnvironment>
{
    public void Configure(EntityTypeBuilder<ResearchEnvironment> builder)
    {
        builder.ToTable("Environments");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Handle).HasMaxLength(64);
        builder.Property(row => row.Region).HasMaxLength(40);
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Property(row => row.Details).HasJson();
        builder.Property(row => row.Policies).HasJson();
        builder.Property(row => row.CategoryText).HasMaxLength(2000);
        builder.HasIndex(row => row.Handle).IsUnique();
        builder.HasIndex(row => row.Organization);
        builder.HasIndex(row => row.AccessTermDays);
        builder.HasIndex(row => new { row.State, row.Name });
        builder.HasIndex(row => new { row.Name, row.Handle });
        builder.OwnsMany(row => row.Admins, admin =>
        {
            admin.ToTable("EnvironmentAdmins");
            admin.WithOwner().HasForeignKey("Environment");
            admin.HasKey("Environment", nameof(EnvironmentAdmin.Person));
            admin.HasIndex(nameof(EnvironmentAdmin.Person));
        });
        builder.OwnsMany(row => row.Authorized, entry =>
        {
            entry.ToTable("EnvironmentAuthorizations");
            entry.WithOwner().HasForeignKey("Environment");
            entry.HasKey("Environment", nameof(AuthorizedEntry.Key));
            entry.Property(row => row.Key).ValueGeneratedNever();
            entry.HasIndex(nameof(AuthorizedEntry.Key));
        });
        builder.OwnsMany<ReviewStep>("_steps", step =>
        {
            step.ToTable("ReviewSteps");
            step.WithOwner().HasForeignKey("Environment");
            step.HasKey("Environment", nameof(ReviewStep.Id));
            step.Property(row => row.Id).HasMaxLength(40).ValueGeneratedNever();
            step.Property(row => row.Name).HasMaxLength(120);
            step.Property(row => row.Description).HasMaxLength(2000);
            step.OwnsMany(row => row.Reviewers, reviewer =>
            {
                reviewer.ToTable("StepReviewers");
                reviewer.WithOwner().HasForeignKey("Environment", "Step");
                reviewer.HasKey("Environment", "Step", nameof(StepReviewer.Person));
                reviewer.HasIndex(nameof(StepReviewer.Person));
            });
        });
        builder.Ignore(row => row.Steps);
    }
}
