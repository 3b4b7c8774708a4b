using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Disclosure;

internal sealed class BudgetGrantConfiguration : IEntityTypeConfiguration<BudgetGrant>
{
    public void Configure(EntityTypeBuilder<BudgetGrant> builder)
    {
        builder.ToTable("BudgetGrants");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Reason).HasMaxLength(BudgetGrant.LongestReason);
        builder.HasIndex(row => new { row.Environment, row.Person });
    }
}
