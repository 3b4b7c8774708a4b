using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory;

internal sealed class InventoryConfiguration : IEntityTypeConfiguration<InventoryVersion>, IEntityTypeConfiguration<InventoryImport>, IEntityTypeConfiguration<WithdrawalList>
{
    public void Configure(EntityTypeBuilder<InventoryVersion> builder)
    {
        builder.ToTable("InventoryVersions");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Label).HasMaxLength(100);
        builder.Property(row => row.Assets).HasJson();
        builder.Property(row => row.Warnings).HasJson().HasDefaultValueSql("'[]'");
        builder.HasIndex(row => new { row.Environment, row.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<InventoryImport> builder)
    {
        builder.ToTable("InventoryImports");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Uploads).HasJson();
        builder.Property(row => row.Outcome).HasJson();
        builder.Property(row => row.Failure).HasMaxLength(1000);
        builder.HasIndex(row => row.State);
        builder.HasIndex(row => new { row.InventoryVersion, row.StartedAt });
    }

    public void Configure(EntityTypeBuilder<WithdrawalList> builder)
    {
        builder.ToTable("WithdrawalLists");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.All).HasJson();
        builder.Property(row => row.Shown).HasJson();
        builder.Property(row => row.History).HasJson();
    }
}
