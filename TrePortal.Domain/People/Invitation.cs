using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public readonly record struct InvitationId(Guid Value) : IEntityId<InvitationId>
{
    public static InvitationId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// Somebody is asked to join an organization. Who is named by user name has an account and sees the invitation there. Who
/// is named by e-mail address gets a one-time link, whether or not somebody has an account with it: the one who invites
/// cannot learn that.
/// </summary>
public sealed class Invitation : AggregateRoot
{
    public const int Days = 14;

    public const int MaxNote = 500;

    private Invitation()
    {
    }

    public InvitationId Id { get; private set; }

    public OrganizationId Organization { get; private set; }

    /// <summary>An e-mail address or a user name, in lower case.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Whom a user name named; null for an e-mail address.</summary>
    public PersonId? Person { get; private set; }

    public MemberLevel Level { get; private set; }

    public bool MayManageEnvironments { get; private set; }

    /// <summary>A word to the invited.</summary>
    public string Note { get; private set; } = "";

    /// <summary>As it was last written; <see cref="StateAt"/> is what counts.</summary>
    public InvitationState State { get; private set; }

    /// <summary>Of the link given out last; null for somebody named by user name, and once answered.</summary>
    public string? SecretHash { get; private set; }

    public PersonId InvitedBy { get; private set; }

    public DateTimeOffset InvitedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When it was accepted, declined or withdrawn; null before.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Who joined by it.</summary>
    public PersonId? AcceptedBy { get; private set; }

    public bool IsByEmail => Person is null;

    /// <summary>An invitation of somebody with an account (<paramref name="person"/>), or of an e-mail address.</summary>
    public static Result<Invitation> Send(Actor actor, Organization organization, InvitationDraft draft, PersonId? person, DateTimeOffset now)
    {
        if (organization.MayNotAdminister(actor) is { } refusal)
        {
            return refusal;
        }

        if (draft.Problem() is { } problem)
        {
            return new Invalid([problem]);
        }

        var invitation = new Invitation
        {
            Id = EntityId.New<InvitationId>(now),
            Organization = organization.Id,
            Address = draft.Tidied,
            Person = person,
            Level = draft.Level,
            MayManageEnvironments = draft.MayManageEnvironments,
            Note = draft.Note.Trim(),
            InvitedBy = actor.Id,
            InvitedAt = now,
            ExpiresAt = now.AddDays(Days),
        };
        invitation.Record(new InvitationSent(invitation.Id, organization.Id, person, draft.Level, draft.MayManageEnvironments, invitation.ExpiresAt));
        return invitation;
    }

    public InvitationState StateAt(DateTimeOffset now) => State == InvitationState.Pending && now >= ExpiresAt ? InvitationState.Expired : State;

    /// <summary>Whether it is this person who is asked.</summary>
    public bool IsFor(Person person) => Person is { } named ? named == person.Id : string.Equals(Address, person.Email, StringComparison.Ordinal);

    /// <summary>Gives the link a secret; a link given before stops working.</summary>
    public void Carry(InvitationSecret secret) => SecretHash = secret.Hash;

    public Result Renew(InvitationRole roles, DateTimeOffset now)
    {
        var next = InvitationLifecycle.Table.Next(StateAt(now), InvitationAction.Renew, roles);
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        ExpiresAt = now.AddDays(Days);
        Record(new InvitationRenewed(Id, Organization, ExpiresAt));
        return Result.Ok;
    }

    public Result Withdraw(InvitationRole roles, DateTimeOffset now) =>
        End(InvitationAction.Withdraw, roles, now, () => new InvitationWithdrawn(Id, Organization));

    public Result Decline(InvitationRole roles, DateTimeOffset now) =>
        End(InvitationAction.Decline, roles, now, () => new InvitationDeclined(Id, Organization));

    /// <summary>The person joins; the organization takes them in, in the same transaction.</summary>
    public Result Accept(InvitationRole roles, PersonId person, DateTimeOffset now)
    {
        var ended = End(InvitationAction.Accept, roles, now, () => new InvitationAccepted(Id, Organization, person));
        AcceptedBy = ended.IsOk ? person : null;
        return ended;
    }

    private Result End(InvitationAction action, InvitationRole roles, DateTimeOffset now, Func<DomainEvent> happened)
    {
        var next = InvitationLifecycle.Table.Next(StateAt(now), action, roles);
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        SecretHash = null;
        AnsweredAt = now;
        Record(happened());
        return Result.Ok;
    }
}

/// <summary>Whom to invite, and as what.</summary>
/// <param name="Address">An e-mail address or an exact user name.</param>
public sealed record InvitationDraft(string Address, MemberLevel Level, bool MayManageEnvironments, string Note)
{
#pragma warning disable CA1308 // addresses and user names are kept in lower case
    public string Tidied => Address.Trim().ToLowerInvariant();
#pragma warning restore CA1308

    public bool IsEmail => Address.Contains('@', StringComparison.Ordinal);

    internal FieldProblem? Problem() =>
        Tidied.Length == 0 ? new(nameof(Address), "address", "Give an e-mail address or a user name.")
        : IsEmail && !PersonDetails.IsEmail(Tidied) ? new(nameof(Address), "email", "This is not an e-mail address.")
        : Note.Length > Invitation.MaxNote ? new(nameof(Note), "note", $"The note may have at most {Invitation.MaxNote} characters.")
        : null;
}

public abstract record InvitationEvent(InvitationId Invitation, OrganizationId Organization) : DomainEvent
{
    public override EventSubject Subject => new("invitation", Invitation.Value);
}

/// <param name="Person">Null for somebody named by e-mail address, which stands in the invitation and not in the log.</param>
public sealed record InvitationSent(
    InvitationId Invitation, OrganizationId Organization, PersonId? Person, MemberLevel Level, bool MayManageEnvironments, DateTimeOffset ExpiresAt)
    : InvitationEvent(Invitation, Organization);

public sealed record InvitationRenewed(InvitationId Invitation, OrganizationId Organization, DateTimeOffset ExpiresAt) : InvitationEvent(Invitation, Organization);

public sealed record InvitationWithdrawn(InvitationId Invitation, OrganizationId Organization) : InvitationEvent(Invitation, Organization);

public sealed record InvitationDeclined(InvitationId Invitation, OrganizationId Organization) : InvitationEvent(Invitation, Organization);

public sealed record InvitationAccepted(InvitationId Invitation, OrganizationId Organization, PersonId Person) : InvitationEvent(Invitation, Organization);
