using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Disclosure;

public readonly record struct BudgetGrantId(Guid Value) : IEntityId<BudgetGrantId>
{
    public static BudgetGrantId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Questions beyond the rules, given to one person by a TRE admin (disclosure.md DC8). Never taken back or changed: another grant is made.</summary>
public sealed class BudgetGrant : AggregateRoot
{
    public const int Most = 100_000;
    public const int LongestReason = 1000;

    private BudgetGrant()
    {
    }

    public BudgetGrantId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public PersonId Person { get; private set; }

    /// <summary>How many more questions, for the day and in all.</summary>
    public int Questions { get; private set; }

    public string Reason { get; private set; } = "";

    public PersonId GrantedBy { get; private set; }

    public DateTimeOffset GrantedAt { get; private set; }

    /// <summary>Whether the actor may is asked before.</summary>
    public static Result<BudgetGrant> Give(Actor actor, EnvironmentId environment, PersonId person, int questions, string reason, DateTimeOffset now)
    {
        var problems = new List<FieldProblem>();
        if (questions is < 1 or > Most)
        {
            problems.Add(new(nameof(Questions), "range", "Give between 1 and 100,000 questions."));
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > LongestReason)
        {
            problems.Add(new(nameof(Reason), "reason", "Say why, in at most 1,000 characters. It is kept in the audit log."));
        }

        if (actor.Id == person)
        {
            problems.Add(new(nameof(Person), "own", "Another TRE admin has to give you more questions."));
        }

        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var grant = new BudgetGrant
        {
            Id = EntityId.New<BudgetGrantId>(now),
            Environment = environment,
            Person = person,
            Questions = questions,
            Reason = reason.Trim(),
            GrantedBy = actor.Id,
            GrantedAt = now,
        };
        grant.Record(new BudgetGranted(grant.Id, environment, person, questions));
        return grant;
    }
}

public sealed record BudgetGranted(BudgetGrantId Grant, EnvironmentId Environment, PersonId Person, int Questions) : DomainEvent
{
    public override EventSubject Subject => new("environment", Environment.Value, Environment);
}

/// <summary>Gives a person more questions than the rules of the tier.</summary>
public sealed class BudgetCommands(IWriteDoor door)
{
    /// <param name="handle">Of the environment.</param>
    /// <param name="userName">Who gets them.</param>
    /// <param name="questions">How many more.</param>
    /// <param name="reason">Kept with the grant.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result<BudgetGrantId>> GrantAsync(string handle, string userName, int questions, string reason, CancellationToken cancellation) =>
        door.RunAsync<BudgetGrantId>("showcase.grant", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, null, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            if (found.Value.May(session.Actor, EnvironmentAction.EditPolicies, session.Now) is { IsOk: false } refused)
            {
                return refused.Error!;
            }

            session.ActingAs = "tre admin";
            if (await session.FirstAsync<Person>(row => row.UserName == userName, token) is not { } person)
            {
                return new NotFound("This person");
            }

            var grant = BudgetGrant.Give(session.Actor, found.Value.Id, person.Id, questions, reason, session.Now);
            if (grant.IsOk)
            {
                session.Add(grant.Value);
            }

            return grant.IsOk ? grant.Value.Id : grant.Error;
        }, cancellation);
}
