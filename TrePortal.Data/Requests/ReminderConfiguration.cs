using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

internal sealed class ReminderConfiguration : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.ToTable("Reminders");
        builder.HasKey(row => new { row.Request, row.RequestVersion, row.Step, row.Kind });
        builder.Property(row => row.RequestVersion).ValueGeneratedNever();
        builder.Property(row => row.Step).HasMaxLength(40);
    }
}
