using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

public readonly record struct DashboardId(Guid Value) : IEntityId<DashboardId>
{
    public static DashboardId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// The tiles that one person has arranged in the showcase of one environment. Who has none sees those that its admins
/// chose; who goes back to them has none any more.
/// </summary>
public sealed class Dashboard : AggregateRoot
{
    private Dashboard()
    {
    }

    public DashboardId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public PersonId Person { get; private set; }

    /// <summary>As <see cref="TileBoard.Write"/> spells them; empty when every tile was taken away.</summary>
    public string Tiles { get; private set; } = "";

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Whether the person may use the environment is asked before.</summary>
    public static Result<Dashboard> Arrange(Actor actor, EnvironmentId environment, IReadOnlyList<string> tiles, DateTimeOffset now)
    {
        var dashboard = new Dashboard { Id = EntityId.New<DashboardId>(now), Environment = environment, Person = actor.Id };
        var arranged = dashboard.Take(tiles, now);
        return arranged.IsOk ? dashboard : arranged.Error!;
    }

    /// <summary>Other tiles, or the same in another order or size.</summary>
    public Result Rearrange(Actor actor, IReadOnlyList<string> tiles, DateTimeOffset now) =>
        actor.Id == Person ? Take(tiles, now) : new NotFound("This dashboard");

    /// <summary>Before it is removed.</summary>
    public Result GiveUp(Actor actor)
    {
        if (actor.Id != Person)
        {
            return new NotFound("This dashboard");
        }

        Record(new DashboardGivenUp(Environment, Person));
        return Result.Ok;
    }

    private Result Take(IReadOnlyList<string> tiles, DateTimeOffset now)
    {
        var written = TileBoard.Write(tiles);
        if (!written.IsOk)
        {
            return written.Error;
        }

        (Tiles, UpdatedAt) = (written.Value, now);
        Record(new DashboardArranged(Environment, Person, tiles.Count));
        return Result.Ok;
    }
}

/// <summary>Events of a person's dashboard.</summary>
public abstract record DashboardEvent(EnvironmentId Environment, PersonId Person) : DomainEvent
{
    public override EventSubject Subject => new("environment", Environment.Value, Environment);
}

public sealed record DashboardArranged(EnvironmentId Environment, PersonId Person, int Tiles) : DashboardEvent(Environment, Person);

public sealed record DashboardGivenUp(EnvironmentId Environment, PersonId Person) : DashboardEvent(Environment, Person);

/// <summary>What a person can do with their dashboard. It concerns nobody else, so the last change wins.</summary>
public sealed class DashboardCommands(IWriteDoor door)
{
    /// <param name="handle">Of the environment.</param>
    /// <param name="tiles">In their order, as <see cref="TileBoard"/> spells them.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> ArrangeAsync(string handle, IReadOnlyList<string> tiles, CancellationToken cancellation) =>
        ChangeAsync("dashboard.arrange", handle, (environment, dashboard, session) =>
        {
            if (dashboard is not null)
            {
                return dashboard.Rearrange(session.Actor, tiles, session.Now);
            }

            var arranged = Dashboard.Arrange(session.Actor, environment, tiles, session.Now);
            if (arranged.IsOk)
            {
                session.Add(arranged.Value);
            }

            return arranged.Error is { } error ? error : Result.Ok;
        }, cancellation);

    /// <summary>Back to the default; nothing happens to somebody who has it.</summary>
    public Task<Result> GiveUpAsync(string handle, CancellationToken cancellation) =>
        ChangeAsync("dashboard.give-up", handle, (_, dashboard, session) =>
        {
            var givenUp = dashboard?.GiveUp(session.Actor) ?? Result.Ok;
            if (givenUp.IsOk && dashboard is not null)
            {
                session.Remove(dashboard);
            }

            return givenUp;
        }, cancellation);

    private Task<Result> ChangeAsync(string command, string handle, Func<EnvironmentId, Dashboard?, IWriteSession, Result> change, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var environment = await session.FirstAsync<ResearchEnvironment>(item => item.Handle == handle, token);
            if (environment is null || !environment.IsDiscoverableBy(session.Actor, session.Now))
            {
                return new NotFound("This environment");
            }

            session.ActingAs = "authorized user";
            var (place, person) = (environment.Id, session.Actor.Id);
            return change(place, await session.FirstAsync<Dashboard>(row => row.Environment == place && row.Person == person, token), session);
        }, cancellation);
}

/// <summary>What TRE admins choose the default tiles of an environment from.</summary>
public interface IDefaultTilesQueries
{
    /// <summary>Null when the environment does not exist or the reader is not one of its admins.</summary>
    Task<DefaultTiles?> FindAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <param name="Version">Of the environment, for the next change.</param>
/// <param name="Tiles">As <see cref="TileBoard"/> spells them; null while the portal chooses.</param>
/// <param name="Fields">
/// Those of what researchers explore, or will explore once the version under construction is published, in dictionary
/// order; empty when there is nothing to explore.
/// </param>
public sealed record DefaultTiles(long Version, IReadOnlyList<string>? Tiles, IReadOnlyList<TileField> Fields);

/// <param name="Address"><c>entity.field</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Entity">Title of its entity.</param>
public sealed record TileField(string Address, string Title, string Entity);
