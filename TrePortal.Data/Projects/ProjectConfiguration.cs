using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Projects;

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("Projects");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Reference).HasMaxLength(32);
        builder.Property(row => row.RequestHash).HasMaxLength(64);
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Ignore(row => row.People);
        builder.HasIndex(row => new { row.Owner, row.CreatedAt });
        builder.HasIndex(row => new { row.Environment, row.CreatedAt });
        builder.HasIndex(row => row.Request);
        builder.OwnsMany(row => row.Members, member =>
        {
            member.ToTable("ProjectMembers");
            member.WithOwner().HasForeignKey("Project");
            member.HasKey("Project", nameof(ProjectMember.Person));
            member.HasIndex(nameof(ProjectMember.Person));
        });
    }
}
