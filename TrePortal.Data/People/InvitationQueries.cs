using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <inheritdoc cref="IInvitationQueries"/>
internal sealed class InvitationQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IInvitationQueries
{
    public async Task<Page<InvitationRow>?> ListAsync(Actor reader, string organization, bool isOpen, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Set<Organization>().Where(row => row.Handle == organization).Select(row => new { row.Id }).FirstOrDefaultAsync(cancellation);
        if (found is null || !(reader.IsPlatformAdmin || reader.IsOrganizationAdmin(found.Id)))
        {
            return null;
        }

        var rows = db.Set<Invitation>().Where(row => row.Organization == found.Id && (row.State == InvitationState.Pending) == isOpen);
        if (page.After is { Parts: [var ticks, var last] } && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var at = new DateTimeOffset(number, TimeSpan.Zero);
#pragma warning disable CA1309, CA1310 // translated to SQL: the database's own order, the same as in OrderBy
            rows = rows.Where(row => row.InvitedAt < at || (row.InvitedAt == at && string.Compare(row.Address, last) > 0));
#pragma warning restore CA1309, CA1310
        }

        var read = await rows
            .OrderByDescending(row => row.InvitedAt).ThenBy(row => row.Address)
            .Take(page.Limit + 1)
            .Select(row => new
            {
                Invitation = row,
                Name = db.Set<Person>().Where(person => person.Id == (row.AcceptedBy ?? row.Person)).Select(person => person.DisplayName).FirstOrDefault(),
                By = db.Set<Person>().Where(person => person.Id == row.InvitedBy).Select(person => person.DisplayName).FirstOrDefault(),
            })
            .AsNoTracking()
            .ToListAsync(cancellation);
        var now = clock.GetUtcNow();
        return page.Cut(
            [.. read.Select(row => Row(row.Invitation, row.Name, row.By ?? "", now))],
            row => new Cursor(row.InvitedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), row.Address));
    }

    public async Task<IReadOnlyList<MyInvitation>> ListMineAsync(PersonId reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return await (
            from person in db.Set<Person>()
            where person.Id == reader && person.IsEnabled
            from invitation in db.Set<Invitation>()
            where invitation.State == InvitationState.Pending && invitation.ExpiresAt > now
                && (invitation.Person == person.Id || (invitation.Person == null && invitation.Address == person.Email))
            join organization in db.Set<Organization>() on invitation.Organization equals organization.Id
            orderby invitation.InvitedAt descending, organization.Name
            select new MyInvitation(
                invitation.Id, organization.Handle, organization.Name, invitation.Level, invitation.MayManageEnvironments, invitation.Note,
                db.Set<Person>().Where(sender => sender.Id == invitation.InvitedBy).Select(sender => sender.DisplayName).FirstOrDefault() ?? "", invitation.ExpiresAt))
            .ToListAsync(cancellation);
    }

    public async Task<LinkedInvitation?> FindBySecretAsync(string secret, CancellationToken cancellation)
    {
        if (InvitationSecret.Parse(secret)?.Hash is not { } hash)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return await (
            from invitation in db.Set<Invitation>()
            where invitation.SecretHash == hash && invitation.State == InvitationState.Pending && invitation.ExpiresAt > now
            join organization in db.Set<Organization>() on invitation.Organization equals organization.Id
            select new LinkedInvitation(
                organization.Name, invitation.Address, invitation.Level, invitation.MayManageEnvironments, invitation.Note,
                db.Set<Person>().Where(sender => sender.Id == invitation.InvitedBy).Select(sender => sender.DisplayName).FirstOrDefault() ?? "", invitation.ExpiresAt))
            .FirstOrDefaultAsync(cancellation);
    }

    private static InvitationRow Row(Invitation invitation, string? name, string by, DateTimeOffset now)
    {
        var state = invitation.StateAt(now);
        return new InvitationRow(
            invitation.Id, invitation.Address, name, invitation.Level, invitation.MayManageEnvironments, invitation.Note, state, by,
            invitation.InvitedAt, invitation.ExpiresAt, invitation.AnsweredAt,
            [.. InvitationLifecycle.Table.ActionsFrom(state, InvitationRole.OrganizationAdmin)]);
    }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Address).HasMaxLength(254);
        builder.Property(row => row.Note).HasMaxLength(Invitation.MaxNote);
        builder.Property(row => row.SecretHash).HasMaxLength(64);
        builder.Ignore(row => row.IsByEmail);
        builder.HasIndex(row => row.SecretHash).IsUnique();
        builder.HasIndex(row => new { row.Organization, row.State, row.InvitedAt });
        builder.HasIndex(row => new { row.Person, row.State });
        builder.HasIndex(row => new { row.Address, row.State });
    }
}
