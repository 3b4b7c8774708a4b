using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.CollectionsEditor;

internal sealed class CollectionsDraftConfiguration : IEntityTypeConfiguration<CollectionsDraft>
{
    public void Configure(EntityTypeBuilder<CollectionsDraft> builder)
    {
        builder.ToTable("CollectionsDrafts");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.BasedOn).HasMaxLength(64);
        builder.Property(row => row.Content).HasJson();
        builder.HasIndex(row => new { row.InventoryVersion, row.Person }).IsUnique();
        builder.HasOne<InventoryVersion>().WithMany().HasForeignKey(row => row.InventoryVersion).OnDelete(DeleteBehavior.Cascade); // nobody can go on with it
    }
}
