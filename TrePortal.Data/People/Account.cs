using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <summary>The sign-in of a person: same id, same user name. Passwords, lock-out and factors are ASP.NET Core Identity's.</summary>
public sealed class Account : IdentityUser<Guid>;

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>, IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("People");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.UserName).HasMaxLength(64);
        builder.Property(row => row.DisplayName).HasMaxLength(200);
        builder.Property(row => row.Email).HasMaxLength(254);
        builder.HasIndex(row => row.UserName).IsUnique();
        builder.HasIndex(row => row.Email);
    }

    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("Organizations");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Handle).HasMaxLength(64);
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.HasIndex(row => row.Handle).IsUnique();
        builder.OwnsMany(row => row.Members, member =>
        {
            member.ToTable("OrganizationMembers");
            member.WithOwner().HasForeignKey("Organization");
            member.HasKey("Organization", nameof(Membership.Person));
            member.HasIndex(nameof(Membership.Person));
        });
    }
}
