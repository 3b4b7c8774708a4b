using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;

namespace TrePortal.Data.Environments;

internal sealed class MembershipBatchConfiguration : IEntityTypeConfiguration<MembershipBatch>
{
    public void Configure(EntityTypeBuilder<MembershipBatch> builder)
    {
        builder.ToTable("MembershipBatches");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Lines).HasJson();
        builder.Ignore(row => row.UndoUntil);
        builder.HasIndex(row => new { row.Environment, row.At });
        builder.HasOne<ResearchEnvironment>().WithMany().HasForeignKey(row => row.Environment).OnDelete(DeleteBehavior.Cascade);
    }
}
