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
/// was published then. What it was before stays readable under its number; its owner, and those it is shared with, see it.
/// </summary>
public sealed class SavedCohort : AggregateRoot
{
    private const int LongestName = 200;

    /// <summary>So many people a cohort can be shared with.</summary>
    public const int MostReaders = 50;

    private readonly List<CohortRevision> _revisions = [];
    private readonly List<CohortReader> _readers = [];

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

    /// <summary>Which saving of it this is, from 1.</summary>
    public int Revision { get; private set; } = 1;

    /// <summary>What it was before, oldest first.</summary>
    public IReadOnlyList<CohortRevision> Revisions => _revisions;

    /// <summary>Others who may read it.</summary>
    public IReadOnlyList<CohortReader> Readers => _readers;

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
            CreatedAt = now,
        };
        cohort.Take(facts, now);
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

    /// <summary>Keeps another expression, or the same one counted anew, under the same name. What was there stays as an earlier revision.</summary>
    public Result Revise(Actor actor, CohortFacts facts, DateTimeOffset now)
    {
        if (actor.Id != Owner)
        {
            return new NotFound("This cohort");
        }

        if (facts.Cohort.Hash == ExpressionHash && facts.InventoryVersion == InventoryVersion)
        {
            return new Invalid(nameof(Expression), "unchanged", "This is what the cohort holds already.");
        }

        _revisions.Add(new CohortRevision(Revision, Expression, ExpressionHash, Words, InventoryVersion, PublishedSize, UpdatedAt));
        Revision++;
        Take(facts, now);
        Record(new CohortRevised(Id, Environment, Revision, ExpressionHash, InventoryVersion));
        return Result.Ok;
    }

    /// <summary>Lets another person read it. Whether they may see the environment is asked whenever they read.</summary>
    public Result ShareWith(Actor actor, PersonId person, DateTimeOffset now)
    {
        if (actor.Id != Owner)
        {
            return new NotFound("This cohort");
        }

        if (person == Owner || _readers.Exists(reader => reader.Person == person))
        {
            return Result.Ok;
        }

        if (_readers.Count == MostReaders)
        {
            return new Invalid(nameof(Readers), "too-many", $"A cohort can be shared with at most {MostReaders} people.");
        }

        _readers.Add(new CohortReader(person, now));
        Record(new CohortShared(Id, Environment, person));
        return Result.Ok;
    }

    /// <summary>Takes that back; the person may give it back as well.</summary>
    public Result Unshare(Actor actor, PersonId person)
    {
        if ((actor.Id != Owner && actor.Id != person) || _readers.RemoveAll(reader => reader.Person == person) == 0)
        {
            return new NotFound("This cohort");
        }

        Record(new CohortUnshared(Id, Environment, person));
        return Result.Ok;
    }

    public bool IsReadableBy(PersonId person) => person == Owner || _readers.Exists(reader => reader.Person == person);

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

    private void Take(CohortFacts facts, DateTimeOffset now)
    {
        Expression = facts.Cohort.Json;
        ExpressionHash = facts.Cohort.Hash;
        Words = facts.Words.ToString();
        InventoryVersion = facts.InventoryVersion;
        PublishedSize = facts.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
        IsForRequests = facts.ExploreOnly.Count == 0;
        UpdatedAt = now;
    }

    private static Invalid? ProblemWith(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName || name.Any(char.IsControl)
            ? new Invalid(nameof(Name), "name", "Give the cohort a name of at most 200 characters, on one line.")
            : null;
}

/// <summary>What a cohort was before it was changed.</summary>
/// <param name="Number">Which saving it was, from 1.</param>
/// <param name="Expression">Canonical JSON.</param>
/// <param name="ExpressionHash">SHA-256 of it.</param>
/// <param name="Words">In words.</param>
/// <param name="InventoryVersion">What it was counted on.</param>
/// <param name="PublishedSize">As it was shown then.</param>
/// <param name="SavedAt">When.</param>
public sealed record CohortRevision(int Number, string Expression, string ExpressionHash, string Words, InventoryVersionId InventoryVersion, string PublishedSize, DateTimeOffset SavedAt);

/// <summary>Somebody a cohort is shared with.</summary>
public sealed record CohortReader(PersonId Person, DateTimeOffset SharedAt);

/// <summary>Events of a cohort. The name is not among them: people write what they like there.</summary>
public abstract record CohortEvent(SavedCohortId Cohort, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("cohort", Cohort.Value, Environment);
}

public sealed record CohortSaved(SavedCohortId Cohort, EnvironmentId Environment, string ExpressionHash, InventoryVersionId InventoryVersion) : CohortEvent(Cohort, Environment);

public sealed record CohortRenamed(SavedCohortId Cohort, EnvironmentId Environment) : CohortEvent(Cohort, Environment);

public sealed record CohortDeleted(SavedCohortId Cohort, EnvironmentId Environment) : CohortEvent(Cohort, Environment);

public sealed record CohortRevised(SavedCohortId Cohort, EnvironmentId Environment, int Revision, string ExpressionHash, InventoryVersionId InventoryVersion) : CohortEvent(Cohort, Environment);

public sealed record CohortShared(SavedCohortId Cohort, EnvironmentId Environment, PersonId With) : CohortEvent(Cohort, Environment);

public sealed record CohortUnshared(SavedCohortId Cohort, EnvironmentId Environment, PersonId With) : CohortEvent(Cohort, Environment);
