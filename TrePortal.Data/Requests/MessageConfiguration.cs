using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

internal sealed class MessageConfiguration : IEntityTypeConfiguration<RequestMessage>
{
    public void Configure(EntityTypeBuilder<RequestMessage> builder)
    {
        builder.ToTable("RequestMessages");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Text).HasMaxLength(RequestMessage.MostCharacters);
        builder.Property<List<PersonId>>("_mentions").HasColumnName("Mentions").HasJson();
        builder.Ignore(row => row.Mentions);
        builder.HasIndex(row => new { row.Request, row.At });
    }
}

internal sealed class MessageMarkConfiguration : IEntityTypeConfiguration<MessageMark>
{
    public void Configure(EntityTypeBuilder<MessageMark> builder)
    {
        builder.ToTable("RequestMessageMarks");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.Request, row.Person }).IsUnique();
    }
}
