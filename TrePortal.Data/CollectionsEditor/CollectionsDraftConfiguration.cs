using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.CollectionsEditor;

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
    }
}
