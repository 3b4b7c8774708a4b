using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Environments;

namespace TrePortal.Data.Environments.Documents;

internal sealed class DocumentConfiguration : IEntityTypeConfiguration<EnvironmentDocument>
{
    public void Configure(EntityTypeBuilder<EnvironmentDocument> builder)
    {
        builder.ToTable("EnvironmentDocuments");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Title).HasMaxLength(200);
        builder.Property(row => row.FileName).HasMaxLength(200);
        builder.Property(row => row.Hash).HasMaxLength(64);
        builder.HasIndex(row => new { row.Environment, row.Order });
        builder.HasIndex(row => row.Hash);
    }
}
