using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public enum MemberLevel
{
    Member,
    Admin,
}

/// <summary>A group of people to which environments belong.</summary>
public sealed class Organization : AggregateRoot
{
    private readonly List<Membership> _members = [];

    private Organization()
    {
    }

    public OrganizationId Id { get; private set; }

    /// <summary>a-z, 0-9 and dashes, unique, fixed: <c>org-…</c>.</summary>
    public string Handle { get; private set; } = "";

    public string Name { get; private set; } = "";

    public IReadOnlyList<Membership> Members => _members;

    public static Result<Organization> Create(Actor actor, string handle, string name, DateTimeOffset now)
    {
        if (!actor.IsPlatformAdmin)
        {
            return new NotFound("This page");
        }

        if (!Handles.IsValid(handle, "org-"))
        {
            return new Invalid(nameof(Handle), "handle", Handles.Rule("org-"));
        }

        if (!IsName(name))
        {
            return BadName();
        }

        var organization = new Organization { Id = EntityId.New<OrganizationId>(now), Handle = handle, Name = name.Trim() };
        organization.Record(new OrganizationCreated(organization.Id, handle));
        return organization;
    }

    public Result Rename(Actor actor, string name)
    {
        if (MayNotAdminister(actor) is { } refusal)
        {
            return refusal;
        }

        if (!IsName(name))
        {
            return BadName();
        }

        if (name.Trim() != Name)
        {
            var before = Name;
            Name = name.Trim();
            Record(new OrganizationRenamed(Id, before, Name));
        }

        return Result.Ok;
    }

    /// <summary>Adds a member or changes level and permission of one. Who is made a plain member again loses the permission; granting it is an act of its own.</summary>
    public Result SetMember(Actor actor, PersonId person, MemberLevel level, bool mayManageEnvironments)
    {
        if (MayNotAdminister(actor) is { } refusal)
        {
            return refusal;
        }

        var before = _members.Find(member => member.Person == person);
        var isDemoted = before is { Level: MemberLevel.Admin } && level != MemberLevel.Admin;
        if (isDemoted && LastAdmin(person))
        {
            return KeepsAnAdmin();
        }

        return Set(new Membership(person, level, mayManageEnvironments && !isDemoted), before);
    }

    /// <summary>Takes in who accepted an invitation, whose sender had the right. A member stays what they are.</summary>
    internal Result Join(Invitation invitation, PersonId person) =>
        Has(person)
            ? Result.Ok
            : Set(new Membership(person, invitation.Level, invitation.MayManageEnvironments), before: null);

    public Result RemoveMember(Actor actor, PersonId person)
    {
        if (MayNotAdminister(actor) is { } refusal)
        {
            return refusal;
        }

        var member = _members.Find(member => member.Person == person);
        if (member is null)
        {
            return new NotFound("This member");
        }

        if (member.Level == MemberLevel.Admin && LastAdmin(person))
        {
            return KeepsAnAdmin();
        }

        _members.Remove(member);
        Record(new MemberRemoved(Id, person, member.Level, member.MayManageEnvironments));
        return Result.Ok;
    }

    public bool Has(PersonId person) => _members.Exists(member => member.Person == person);

    private Result Set(Membership member, Membership? before)
    {
        if (before == member)
        {
            return Result.Ok;
        }

        if (before is not null)
        {
            _members.Remove(before);
        }

        _members.Add(member);
        Record(new MemberSet(Id, member.Person, member.Level, member.MayManageEnvironments, before?.Level, before?.MayManageEnvironments));
        return Result.Ok;
    }

    private static bool IsName(string name) => !string.IsNullOrWhiteSpace(name) && name.Trim().Length <= 200 && !name.Any(char.IsControl);

    private static Invalid BadName() => new(nameof(Name), "name", "Give a name of at most 200 characters.");

    private static Invalid KeepsAnAdmin() => new(nameof(Members), "last-admin", "An organization keeps at least one admin. Make somebody else an admin first.");

    private bool LastAdmin(PersonId person) => !_members.Exists(member => member.Level == MemberLevel.Admin && member.Person != person);

    internal Error? MayNotAdminister(Actor actor) =>
        actor.IsPlatformAdmin || actor.IsOrganizationAdmin(Id) ? null
        : actor.IsMemberOf(Id) ? new Forbidden("Only an admin of the organization may change its members.")
        : new NotFound("This organization");
}

/// <summary>One member: level, and the Research Environment Management permission, which no level implies.</summary>
public sealed record Membership(PersonId Person, MemberLevel Level, bool MayManageEnvironments);

/// <summary>Readable handles of organizations and environments: a prefix and 3 to 60 of a-z, 0-9 and dash.</summary>
public static class Handles
{
    public static string Rule(string prefix) => $"A handle is {prefix} and 3 to 60 characters: a to z, 0 to 9, dash.";

    public static bool IsValid(string handle, string prefix) =>
        handle.StartsWith(prefix, StringComparison.Ordinal)
        && handle.Length - prefix.Length is >= 3 and <= 60
        && handle.Skip(prefix.Length).All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
}

public sealed record OrganizationCreated(OrganizationId Organization, string Handle) : DomainEvent
{
    public override EventSubject Subject => new("organization", Organization.Value);
}

public sealed record MemberSet(OrganizationId Organization, PersonId Person, MemberLevel Level, bool MayManageEnvironments, MemberLevel? LevelBefore, bool? MayManageEnvironmentsBefore) : DomainEvent
{
    public override EventSubject Subject => new("organization", Organization.Value);
}

public sealed record OrganizationRenamed(OrganizationId Organization, string Before, string Name) : DomainEvent
{
    public override EventSubject Subject => new("organization", Organization.Value);
}

public sealed record MemberRemoved(OrganizationId Organization, PersonId Person, MemberLevel LevelBefore, bool MayManageEnvironmentsBefore) : DomainEvent
{
    public override EventSubject Subject => new("organization", Organization.Value);
}
