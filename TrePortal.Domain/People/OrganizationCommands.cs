using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

public sealed class OrganizationCommands(IWriteDoor door)
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

            session.ActingAs = session.Actor.IsOrganizationAdmin(organization.Id) ? "org admin" : "platform admin";
            return await session.FirstAsync<Person>(row => row.UserName == userName, token) is { } person
                ? organization.MustStillBe(version).Then(() => change(organization, session.Actor, person.Id))
                : Unknown("UserName");
        }, cancellation);

    private static Invalid Unknown(string field) => new(field, "unknown-person", "Nobody has exactly this user name.");
}
