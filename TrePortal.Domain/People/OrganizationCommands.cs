using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public sealed class OrganizationCommands(IWriteDoor door, NameAttempts attempts)
{
    /// <summary>An organization and its first admin. The admin is named by the exact user name.</summary>
    public Task<Result<OrganizationId>> CreateAsync(string handle, string name, string admin, CancellationToken cancellation) =>
        door.RunAsync<OrganizationId>("organization.create", async (session, token) =>
        {
            var created = Organization.Create(session.Actor, handle, name, session.Now);
            if (!created.IsOk)
            {
                return created.Error;
            }

            if (await session.AnyAsync<Organization>(other => other.Handle == handle, token))
            {
                return new Invalid(nameof(Organization.Handle), "taken", "There is an organization with this handle already.");
            }

            if (await session.FirstAsync<Person>(person => person.UserName == admin, token) is not { } found)
            {
                return Unknown("Admin");
            }

            session.Add(created.Value);
            var set = created.Value.SetMember(session.Actor, found.Id, MemberLevel.Admin, mayManageEnvironments: false);
            return set.IsOk ? created.Value.Id : set.Error;
        }, cancellation);

    public Task<Result> RenameAsync(string organization, string name, long? version, CancellationToken cancellation) =>
        door.RunAsync("organization.rename", async (session, token) =>
        {
            if (await session.FirstAsync<Organization>(row => row.Handle == organization, token) is not { } found)
            {
                return new NotFound("This organization");
            }

            session.ActingAs = ActingAs(session.Actor, found);
            return found.MayNotAdminister(session.Actor) is { } refusal
                ? refusal
                : found.MustStillBe(version).Then(() => found.Rename(session.Actor, name));
        }, cancellation);

    /// <summary>Adds somebody, or changes level and permission of a member.</summary>
    /// <param name="version">The version that was seen, or null to change whatever is there.</param>
    public Task<Result> SetMemberAsync(string organization, string userName, MemberLevel level, bool mayManageEnvironments, long? version, CancellationToken cancellation) =>
        ChangeAsync("organization.set-member", organization, userName, version,
            (found, actor, person) => found.SetMember(actor, person, level, mayManageEnvironments), cancellation);

    public Task<Result> RemoveMemberAsync(string organization, string userName, long? version, CancellationToken cancellation) =>
        ChangeAsync("organization.remove-member", organization, userName, version,
            (found, actor, person) => found.RemoveMember(actor, person), cancellation);

    private Task<Result> ChangeAsync(
        string command, string handle, string userName, long? version, Func<Organization, Actor, PersonId, Result> change, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            if (await session.FirstAsync<Organization>(row => row.Handle == handle, token) is not { } organization)
            {
                return new NotFound("This organization");
            }

            if (organization.MayNotAdminister(session.Actor) is { } refusal)
            {
                return refusal; // before anything is said about the person
            }

            session.ActingAs = ActingAs(session.Actor, organization);
            var person = await FindAsync(session, userName, token);
            if (!person.IsOk)
            {
                return person.Error;
            }

            var result = organization.MustStillBe(version).Then(() => change(organization, session.Actor, person.Value.Id));
            return result.IsOk ? await WithdrawInvitationsAsync(session, organization, person.Value, token) : result;
        }, cancellation);

    /// <summary>Who may no longer invite leaves no invitation behind by which somebody could still come in.</summary>
    private static async Task<Result> WithdrawInvitationsAsync(IWriteSession session, Organization organization, Person person, CancellationToken cancellation)
    {
        if (person.IsPlatformAdmin || organization.Members.Any(member => member.Person == person.Id && member.Level == MemberLevel.Admin))
        {
            return Result.Ok;
        }

        var open = await session.ListAsync<Invitation>(
            invitation => invitation.Organization == organization.Id && invitation.InvitedBy == person.Id && invitation.State == InvitationState.Pending, cancellation);
        return open.Aggregate(Result.Ok, (result, invitation) => result.Then(() => invitation.Withdraw(InvitationRole.OrganizationAdmin, session.Now)));
    }

    /// <summary>By exact user name. Nobody tries many: see <see cref="NameAttempts"/>.</summary>
    private async Task<Result<Person>> FindAsync(IWriteSession session, string userName, CancellationToken cancellation)
    {
        var isLimited = !session.Actor.IsPlatformAdmin;
        if (isLimited && attempts.IsOpen(session.Actor.Id) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        if (await session.FirstAsync<Person>(row => row.UserName == userName, cancellation) is { } person)
        {
            return person;
        }

        if (isLimited)
        {
            attempts.MayTry(session.Actor.Id);
        }

        return Unknown("UserName");
    }

    private static string ActingAs(Actor actor, Organization organization) => actor.IsOrganizationAdmin(organization.Id) ? "org admin" : "platform admin";

    private static Invalid Unknown(string field) => new(field, "unknown-person", "Nobody has exactly this user name.");
}
