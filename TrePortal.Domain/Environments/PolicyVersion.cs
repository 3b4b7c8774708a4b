using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

public readonly record struct PolicyVersionId(Guid Value) : IEntityId<PolicyVersionId>
{
    public static PolicyVersionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>One change of an environment's policies, kept for good (spec.md P3). The first version is the default and has no row.</summary>
public sealed class PolicyVersion : AggregateRoot
{
    public const int LongestNote = 1000;

    private PolicyVersion()
    {
    }

    public PolicyVersionId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>That of <see cref="After"/>.</summary>
    public int Number { get; private set; }

    public Policies Before { get; private set; } = Policies.Default;

    public Policies After { get; private set; } = Policies.Default;

    /// <summary>Why, in the author's words; may be empty.</summary>
    public string Note { get; private set; } = "";

    public PersonId Author { get; private set; }

    public DateTimeOffset At { get; private set; }

    public static PolicyVersion Of(ResearchEnvironment environment, Policies before, string note, Actor author, DateTimeOffset now)
    {
        var version = new PolicyVersion
        {
            Id = EntityId.New<PolicyVersionId>(now),
            Environment = environment.Id,
            Number = environment.Policies.Version,
            Before = before,
            After = environment.Policies,
            Note = note.Trim(),
            Author = author.Id,
            At = now,
        };
        version.Record(new PolicyVersionKept(environment.Id, version.Number, PolicySettings.Between(before, environment.Policies)));
        return version;
    }
}

/// <summary>The change in words, beside the whole records of <see cref="PoliciesSet"/>.</summary>
public sealed record PolicyVersionKept(EnvironmentId Environment, int Number, IReadOnlyList<PolicyChange> Changes) : EnvironmentEvent(Environment);
