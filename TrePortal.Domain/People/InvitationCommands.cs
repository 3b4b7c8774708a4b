using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>What an admin of the organization, or a platform admin, does with invitations. How they are answered: <see cref="InvitationAnswers"/>.</summary>
public sealed class InvitationCommands(IWriteDoor door, NameAttempts attempts)
{
    public const int MostAtOnce = 500;

    /// <summary>
    /// Invites many at once; each row has its own outcome, and the good ones are kept. A row by e-mail address gets a link
    /// whether or not somebody has an account with it.
    /// </summary>
    public async Task<Result<IReadOnlyList<InvitedRow>>> SendAsync(string organization, IReadOnlyList<InvitationDraft> drafts, CancellationToken cancellation)
    {
        if (drafts.Count is 0 or > MostAtOnce)
        {
            return new Invalid("Address", "count", $"Invite 1 to {MostAtOnce} people at once.");
        }

        var secrets = new Dictionary<InvitationId, InvitationSecret>();
        var sent = await door.RunAsync<IReadOnlyList<InvitedRow>>("invitation.send", async (session, token) =>
        {
            secrets.Clear();
            var found = await OrganizationAsync(session, organization, token);
            return found.IsOk ? await SendAsync(session, found.Value, drafts, secrets, token) : found.Error;
        }, cancellation);
        return sent.IsOk
            ? sent.Value.Select(row => row with { Secret = row.Invitation is { } id ? secrets.GetValueOrDefault(id)?.Text : null }).ToList()
            : sent;
    }

    /// <summary>A new end, and for an e-mail address a new link; the one given before stops working.</summary>
    public async Task<Result<RenewedInvitation>> RenewAsync(string organization, InvitationId id, CancellationToken cancellation)
    {
        var secret = InvitationSecret.New();
        var isGiven = false;
        var renewed = await ChangeAsync("invitation.renew", organization, id, (invitation, session) =>
        {
            var result = invitation.Renew(InvitationRole.OrganizationAdmin, session.Now);
            if (result.IsOk && invitation.IsByEmail)
            {
                invitation.Carry(secret);
                isGiven = true;
            }

            return result;
        }, cancellation);
        return renewed.IsOk ? new RenewedInvitation(id, isGiven ? secret.Text : null) : renewed.Error;
    }

    public Task<Result> WithdrawAsync(string organization, InvitationId id, CancellationToken cancellation) =>
        ChangeAsync("invitation.withdraw", organization, id, (invitation, session) => invitation.Withdraw(InvitationRole.OrganizationAdmin, session.Now), cancellation);

    private async Task<Result<IReadOnlyList<InvitedRow>>> SendAsync(
        IWriteSession session, Organization organization, IReadOnlyList<InvitationDraft> drafts, Dictionary<InvitationId, InvitationSecret> secrets, CancellationToken cancellation)
    {
        var addresses = drafts.Select(draft => draft.Tidied).Distinct().ToList();
        var known = await session.ListAsync<Person>(person => addresses.Contains(person.UserName) || addresses.Contains(person.Email), cancellation);
        var waiting = await session.ListAsync<Invitation>(
            other => other.Organization == organization.Id && other.State == InvitationState.Pending && addresses.Contains(other.Address), cancellation);
        var taken = waiting.Where(other => other.StateAt(session.Now) == InvitationState.Pending).Select(other => other.Address).ToHashSet(StringComparer.Ordinal);
        var rows = new List<InvitedRow>();
        foreach (var draft in drafts)
        {
            var invited = Send(session, organization, draft, known, taken);
            if (!invited.IsOk)
            {
                rows.Add(InvitedRow.Refused(draft, invited.Error));
                continue;
            }

            if (invited.Value.IsByEmail)
            {
                secrets[invited.Value.Id] = InvitationSecret.New();
                invited.Value.Carry(secrets[invited.Value.Id]);
            }

            taken.Add(draft.Tidied);
            session.Add(invited.Value);
            rows.Add(new InvitedRow(draft.Tidied, invited.Value.Id, "invited", ""));
        }

        return rows;
    }

    private Result<Invitation> Send(IWriteSession session, Organization organization, InvitationDraft draft, IReadOnlyList<Person> known, HashSet<string> taken)
    {
        var address = draft.Tidied;
        if (draft.Problem() is { } problem)
        {
            return new Invalid([problem]);
        }

        if (taken.Contains(address))
        {
            return new Invalid(nameof(InvitationDraft.Address), "invited-already", "This invitation waits for an answer already. Renew it instead.");
        }

        if (known.Any(person => (person.UserName == address || person.Email == address) && organization.Has(person.Id)))
        {
            return new Invalid(nameof(InvitationDraft.Address), "member-already", "A member of the organization already.");
        }

        if (draft.IsEmail)
        {
            return Invitation.Send(session.Actor, organization, draft, person: null, session.Now);
        }

        // Without the limit, somebody could try names until all are known. What a platform admin may see anyway is no secret.
        if (!session.Actor.IsPlatformAdmin && attempts.IsOpen(session.Actor.Id) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        if (known.FirstOrDefault(person => person.UserName == address && person.IsEnabled) is { } named)
        {
            return Invitation.Send(session.Actor, organization, draft, named.Id, session.Now);
        }

        attempts.MayTry(session.Actor.Id);
        return new Invalid(nameof(InvitationDraft.Address), "unknown-person", "Nobody has exactly this user name. Somebody without an account is invited by e-mail address.");
    }

    private Task<Result> ChangeAsync(string command, string handle, InvitationId id, Func<Invitation, IWriteSession, Result> change, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var organization = await OrganizationAsync(session, handle, token);
            if (!organization.IsOk)
            {
                return organization.Error;
            }

            var invitation = await session.FindAsync<Invitation, InvitationId>(id, token);
            return invitation is not null && invitation.Organization == organization.Value.Id ? change(invitation, session) : new NotFound("This invitation");
        }, cancellation);

    private static async Task<Result<Organization>> OrganizationAsync(IWriteSession session, string handle, CancellationToken cancellation)
    {
        if (await session.FirstAsync<Organization>(row => row.Handle == handle, cancellation) is not { } organization)
        {
            return new NotFound("This organization");
        }

        session.ActingAs = session.Actor.IsOrganizationAdmin(organization.Id) ? "org admin" : "platform admin";
        return organization.MayNotAdminister(session.Actor) is { } refusal ? refusal : organization;
    }
}

/// <summary>What became of one row.</summary>
/// <param name="Address">As it was understood: in lower case.</param>
/// <param name="Invitation">Null when it was refused.</param>
/// <param name="Code">"invited", or the code of the refusal.</param>
/// <param name="Message">Why it was refused; empty otherwise.</param>
public sealed record InvitedRow(string Address, InvitationId? Invitation, string Code, string Message)
{
    /// <summary>For the one-time link; null for somebody named by user name, who sees the invitation in their account, and for a repeated call.</summary>
    public string? Secret { get; init; }

    public bool IsDone => Invitation is not null;

    internal static InvitedRow Refused(InvitationDraft draft, Error error) =>
        new(draft.Tidied, null, error is Invalid { Problems: [var problem, ..] } ? problem.Code : error.Code, error.Message);
}

/// <param name="Secret">For the one-time link; null for somebody named by user name.</param>
public sealed record RenewedInvitation(InvitationId Invitation, string? Secret);
