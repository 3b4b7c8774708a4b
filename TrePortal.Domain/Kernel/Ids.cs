namespace TrePortal.Domain.Kernel;

// The ids that rooms below their owner need as keys (an inventory belongs to an environment, an event to a person).
// Every other id lives beside its aggregate.

public readonly record struct PersonId(Guid Value) : IEntityId<PersonId>
{
    public static PersonId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct OrganizationId(Guid Value) : IEntityId<OrganizationId>
{
    public static OrganizationId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct EnvironmentId(Guid Value) : IEntityId<EnvironmentId>
{
    public static EnvironmentId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct JobId(Guid Value) : IEntityId<JobId>
{
    public static JobId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
