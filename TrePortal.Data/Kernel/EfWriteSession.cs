using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>One command's view of its transaction.</summary>
internal sealed class EfWriteSession(PortalDbContext db, Actor actor, DateTimeOffset now) : IWriteSession
{
    private readonly List<DomainEvent> _recorded = [];
    private readonly List<AggregateRoot> _removed = [];
    private readonly List<Job> _jobs = [];

    public Actor Actor => actor;

    public DateTimeOffset Now => now;

    public string ActingAs { get; set; } = actor.IsRobot ? "robot" : actor.IsPlatformAdmin ? "platform admin" : "person";

    public PortalDbContext Db => db;

    public IReadOnlyList<Job> Jobs => _jobs;

    public bool HasOutbox { get; private set; }

    public async Task<TRoot?> FindAsync<TRoot, TId>(TId id, CancellationToken cancellation)
        where TRoot : AggregateRoot
        where TId : struct, IEntityId<TId> => await db.FindAsync<TRoot>([id], cancellation);

    public Task<TRoot?> FirstAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot => db.Set<TRoot>().FirstOrDefaultAsync(match, cancellation);

    public async Task<IReadOnlyList<TRoot>> ListAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot => await db.Set<TRoot>().Where(match).ToListAsync(cancellation);

    public Task<bool> AnyAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot => db.Set<TRoot>().AnyAsync(match, cancellation);

    public Task<int> CountAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot => db.Set<TRoot>().CountAsync(match, cancellation);

    public void Add<TRoot>(TRoot root)
        where TRoot : AggregateRoot => db.Add(root);

    public void Remove<TRoot>(TRoot root)
        where TRoot : AggregateRoot
    {
        _removed.Add(root);
        db.Remove(root);
    }

    public JobId Enqueue(JobRequest job)
    {
        var row = new Job
        {
            Id = EntityId.New<JobId>(now),
            Kind = job.Kind,
            Queue = job.Queue,
            Subject = job.Subject,
            Environment = job.Environment,
            CreatedBy = actor.Id.Value,
            Payload = JsonSerializer.Serialize(job.Payload, job.Payload.GetType(), JsonColumn.Options),
            State = JobState.Queued,
            CreatedAt = now,
        };
        db.Jobs.Add(row);
        _jobs.Add(row);
        return row.Id;
    }

    public Task CancelAsync(JobId job, CancellationToken cancellation) => db.Jobs
        .Where(row => row.Id == job && (row.State == JobState.Queued || row.State == JobState.Running))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsCancelRequested, true), cancellation);

    public void Post(OutboxMessage message)
    {
        HasOutbox = true;
        db.Outbox.Add(new OutboxRow
        {
            MessageId = Guid.CreateVersion7(now),
            Kind = message.Kind,
            Payload = JsonSerializer.Serialize(message.Payload, message.Payload.GetType(), JsonColumn.Options),
            CreatedAt = now,
            NotBefore = now,
        });
    }

    public void Record(DomainEvent happened) => _recorded.Add(happened);

    public async Task<int> NextNumberAsync(string series, CancellationToken cancellation)
    {
        var row = await db.NumberSeries.FindAsync([series], cancellation);
        if (row is null)
        {
            row = new NumberSeries { Name = series };
            db.NumberSeries.Add(row);
        }

        return ++row.Last;
    }

    /// <summary>Everything that happened, in order: what aggregates recorded, then what the command itself did.</summary>
    public IReadOnlyList<DomainEvent> TakeEvents()
    {
        var roots = db.ChangeTracker.Entries<AggregateRoot>().Select(entry => entry.Entity).Union(_removed).ToList();
        var events = roots.SelectMany(root => root.PendingEvents).Concat(_recorded).ToList();
        roots.ForEach(root => root.ClearEvents());
        return events;
    }
}
