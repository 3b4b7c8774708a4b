using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>What the invited do: accept and decline in their account, or by the secret of their link, with a new account if they have none.</summary>
public sealed class InvitationAnswers(IWriteDoor door, IAccounts accounts)
{
    private const string Invited = "invited person";

    public Task<Result> AcceptAsync(InvitationId id, CancellationToken cancellation) => door.RunAsync("invitation.accept", async (session, token) =>
    {
        var (invitation, roles) = await MineAsync(session, id, token);
        return invitation is null ? new NotFound("This invitation") : await JoinAsync(session, invitation, roles, session.Actor.Id, token);
    }, cancellation);

    public Task<Result> DeclineAsync(InvitationId id, CancellationToken cancellation) => door.RunAsync("invitation.decline", async (session, token) =>
    {
        var (invitation, roles) = await MineAsync(session, id, token);
        return invitation is null ? new NotFound("This invitation") : invitation.Decline(roles, session.Now);
    }, cancellation);

    /// <summary>The actor holds the link, whatever e-mail address their account has.</summary>
    public Task<Result> AcceptBySecretAsync(string secret, CancellationToken cancellation) => door.RunAsync("invitation.accept-link", async (session, token) =>
    {
        if (session.Actor == Actor.Guest || await BySecretAsync(session, secret, token) is not { } invitation)
        {
            return new LinkExpired();
        }

        return await JoinAsync(session, invitation, InvitationRole.Invitee, session.Actor.Id, token);
    }, cancellation);

    /// <inheritdoc cref="AcceptBySecretAsync"/>
    public Task<Result> DeclineBySecretAsync(string secret, CancellationToken cancellation) => door.RunAsync("invitation.decline-link", async (session, token) =>
    {
        session.ActingAs = Invited;
        return await BySecretAsync(session, secret, token) is { } invitation ? invitation.Decline(InvitationRole.Invitee, session.Now) : new LinkExpired();
    }, cancellation);

    /// <summary>
    /// A new account with the invited e-mail address, its password and the membership, in one transaction. Whoever is signed
    /// in already has an account and accepts with it.
    /// </summary>
    public Task<Result<PersonId>> CreateAccountAsync(string secret, NewAccount account, CancellationToken cancellation) =>
        door.RunAsync<PersonId>("invitation.create-account", async (session, token) =>
        {
            if (session.Actor != Actor.Guest || await BySecretAsync(session, secret, token) is not { } invitation)
            {
                return new LinkExpired();
            }

            var details = new PersonDetails(account.UserName, account.DisplayName, invitation.Address);
            if (Problems(details, account.Password) is { Count: > 0 } problems)
            {
                return new Invalid(problems);
            }

            var person = await NewPeople.AddAsync(session, accounts, details, isPlatformAdmin: false, token);
            if (!person.IsOk)
            {
                return person.Error;
            }

            await accounts.SetPasswordAsync(session, person.Value.Id, account.Password, token);
            session.Record(new PasswordSet(person.Value.Id));
            var joined = await JoinAsync(session, invitation, InvitationRole.Invitee, person.Value.Id, token);
            return joined.IsOk ? person.Value.Id : joined.Error;
        }, cancellation);

    private static List<FieldProblem> Problems(PersonDetails details, string password)
    {
        var problems = details.Problems().ToList();
        if (PasswordRules.Check(password, details.UserName).Error is Invalid weak)
        {
            problems.AddRange(weak.Problems);
        }

        return problems;
    }

    private static async Task<Result> JoinAsync(IWriteSession session, Invitation invitation, InvitationRole roles, PersonId person, CancellationToken cancellation)
    {
        session.ActingAs = Invited;
        var organization = await session.FindAsync<Organization, OrganizationId>(invitation.Organization, cancellation);
        return invitation.Accept(roles, person, session.Now).Then(() => organization!.Join(invitation, person));
    }

    private static async Task<(Invitation? Invitation, InvitationRole Roles)> MineAsync(IWriteSession session, InvitationId id, CancellationToken cancellation)
    {
        session.ActingAs = Invited;
        var invitation = await session.FindAsync<Invitation, InvitationId>(id, cancellation);
        var me = await session.FindAsync<Person, PersonId>(session.Actor.Id, cancellation);
        return (invitation, invitation is not null && me is not null && invitation.IsFor(me) ? InvitationRole.Invitee : InvitationRole.None);
    }

    /// <summary>Null when the secret is nobody's, was used, or is too old.</summary>
    private static async Task<Invitation?> BySecretAsync(IWriteSession session, string secret, CancellationToken cancellation)
    {
        var hash = InvitationSecret.Parse(secret)?.Hash;
        var found = hash is null ? null : await session.FirstAsync<Invitation>(invitation => invitation.SecretHash == hash, cancellation);
        return found?.StateAt(session.Now) == InvitationState.Pending ? found : null;
    }
}

/// <summary>What who is invited chooses; the e-mail address is the invited one.</summary>
public sealed record NewAccount(string UserName, string DisplayName, string Password)
{
    /// <summary>Without the password: it must not find its way into a log by accident.</summary>
    public override string ToString() => UserName;
}
