using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

public readonly record struct SavedCohortId(Guid Value) : IEntityId<SavedCohortId>
{
    public static SavedCohortId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A cohort that a person keeps under a name. It is pinned to the inventory version it was made on, with the size that
/// was published then; only its owner sees it.
/// </summary>
public sealed class SavedCohort : AggregateRoot
{
    private const int LongestName = 200;

    private SavedCohort()
    {
    }

    public SavedCohortId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public PersonId Owner { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Canonical JSON (formats.md section 4).</summary>
    public string Expression { get; private set; } = "";

    /// <summary>SHA-256 of <see cref="Expression"/>: equal cohorts have equal ones.</summary>
    public string ExpressionHash { get; private set; } = "";

    /// <summary>The expression in words, with the titles of the version it was made on.</summary>
    public string Words { get; private set; } = "";

    public InventoryVersionId InventoryVersion { get; private set; }

    /// <summary>As it was shown then: "about 1,240".</summary>
    public string PublishedSize { get; private set; } = "";

    /// <summary>False when it uses fields that can be explored only (spec.md I1).</summary>
    public bool IsForRequests { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Whether the person may use the environment is asked before.</summary>
    public static Result<SavedCohort> Save(Actor actor, EnvironmentId environment, string name, CohortFacts facts, DateTimeOffset now)
    {
        if (ProblemWith(name) is { } problem)
        {
            return problem;
        }

        var cohort = new SavedCohort
        {
            Id = EntityId.New<SavedCohortId>(now),
            Environment = environment,
            Owner = actor.Id,
            Name = name.Trim(),
            Expression = facts.Cohort.Json,
            ExpressionHash = facts.Cohort.Hash,
            Words = facts.Words.ToString(),
            InventoryVersion = facts.InventoryVersion,
            PublishedSize = facts.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
            IsForRequests = facts.ExploreOnly.Count == 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        cohort.Record(new CohortSaved(cohort.Id, environment, cohort.ExpressionHash, facts.InventoryVersion));
        return cohort;
    }

    public Result Rename(Actor actor, string name, DateTimeOffset now)
    {
        if (actor.Id != Owner)
        {
            return new NotFound("This cohort");
        }

        if (ProblemWith(name) is { } problem)
        {
            return problem;
        }

        Name = name.Trim();
        UpdatedAt = now;
        Record(new CohortRenamed(Id, Environment));
        return Result.Ok;
    }

    /// <summary>Before it is removed. What was asked for with it keeps its own copy of the expression.</summary>
    public Result Discard(Actor actor)
    {
        if (actor.Id != Owner)
        {
            return new NotFound("This cohort");
        }

        Record(new CohortDeleted(Id, Environment));
        return Result.Ok;
    }

    private static Invalid? ProblemWith(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName || name.Any(char.IsControl)
            ? new Invalid(nameof(Name), "name", "Give the cohort a name of at most 200 characters, on one line.")
            : null;
}

/// <summary>Events of a cohort. The name is not among them: people write what they like there.</summary>
public abstract record CohortEvent(SavedCohortId Cohort, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("cohort", Cohort.Value, Environment);
}

public sealed record CohortSaved(SavedCohortId Cohort, EnvironmentId Environment, string ExpressionHash, InventoryVersionId InventoryVersion) : CohortEvent(Cohort, Environment);

public sealed record CohortRenamed(SavedCohortId Cohort, EnvironmentId Environment) : CohortEvent(Cohort, Environment);

public sealed record CohortDeleted(SavedCohortId Cohort, EnvironmentId Environment) : CohortEvent(Cohort, Environment);
