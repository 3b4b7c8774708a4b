using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Projects;

internal sealed class WorkFileConfiguration : IEntityTypeConfiguration<WorkFile>
{
    public void Configure(EntityTypeBuilder<WorkFile> builder)
    {
        builder.ToTable("WorkFiles");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Path).HasMaxLength(WorkFile.LongestPath);

        // Folding may make a letter two; an index key of SQL Server holds 1,700 bytes.
        builder.Property(row => row.FoldedPath).HasMaxLength(WorkFile.LongestPath * 2);
        builder.Property(row => row.Sha256).HasMaxLength(64);
        builder.HasIndex(row => new { row.Project, row.FoldedPath }).IsUnique();
    }
}
