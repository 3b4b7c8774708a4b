using System.Linq.Expressions;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.People;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>
/// The model, without an engine. Configurations live beside their capability; conventions (ids, instants, enums) are here
/// once. Engines derive from it and keep their own migrations.
/// </summary>
public abstract class PortalDbContext(DbContextOptions options) : IdentityUserContext<Account, Guid>(options)
{
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<NumberSeries> NumberSeries => Set<NumberSeries>();

    public DbSet<IdempotentCall> IdempotentCalls => Set<IdempotentCall>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => entity.ClrType.IsSubclassOf(typeof(AggregateRoot))))
        {
            builder.Entity(entity.ClrType).Property(nameof(AggregateRoot.Version)).IsConcurrencyToken();
            builder.Entity(entity.ClrType).Ignore(nameof(AggregateRoot.PendingEvents));
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot order DateTimeOffset; a UTC DateTime sorts the same on both engines.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcInstantConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        EntityIdConventions.Apply(configurationBuilder, typeof(AggregateRoot).Assembly);
    }
}
