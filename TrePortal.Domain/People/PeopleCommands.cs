using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>What platform admins and the operator do with accounts, and how a person sets a password.</summary>
public sealed class PeopleCommands(IWriteDoor door, IAccounts accounts)
{
    /// <summary>
    /// A person with an account and a one-time secret for setting the password. The secret is null when the call is a
    /// repetition under the same idempotency key.
    /// </summary>
    public async Task<Result<NewPerson>> CreateAsync(PersonDetails details, bool isPlatformAdmin, FirstMembership? membership, CancellationToken cancellation)
    {
        string? secret = null;
        var created = await door.RunAsync<PersonId>("person.create", async (session, token) =>
        {
            if (!session.Actor.IsPlatformAdmin)
            {
                return new NotFound("This page");
            }

            var person = await NewPeople.AddAsync(session, accounts, details, isPlatformAdmin, token);
            if (!person.IsOk)
            {
                return person.Error;
            }

            if (membership is not null && await JoinAsync(session, person.Value.Id, membership, token) is { IsOk: false } refused)
            {
                return refused.Error;
            }

            secret = await accounts.NewPasswordSecretAsync(session, person.Value.Id, token);
            return person.Value.Id;
        }, cancellation);
        return created.IsOk ? new NewPerson(created.Value, secret) : created.Error;
    }

    /// <summary>The first platform admin of an empty portal, who has just proved the bootstrap token.</summary>
    public Task<Result<PersonId>> CreateFirstAdminAsync(PersonDetails details, string password, CancellationToken cancellation) =>
        door.RunAsync<PersonId>("person.create-first", async (session, token) =>
        {
            if (session.Actor != Actor.Operator || await session.AnyAsync<Person>(_ => true, token))
            {
                return new NotFound("This page");
            }

            var person = await NewPeople.AddAsync(session, accounts, details, isPlatformAdmin: true, token);
            var allowed = PasswordRules.Check(password, details.UserName);
            if (!person.IsOk || !allowed.IsOk)
            {
                return (person.Error ?? allowed.Error)!;
            }

            await accounts.SetPasswordAsync(session, person.Value.Id, password, token);
            return person.Value.Id;
        }, cancellation);

    public Task<Result> SetEnabledAsync(PersonId id, bool isEnabled, long? version, CancellationToken cancellation) =>
        door.RunAsync("person.set-enabled", async (session, token) =>
        {
            if (await session.FindAsync<Person, PersonId>(id, token) is not { } person)
            {
                return new NotFound("This person");
            }

            var result = person.MustStillBe(version).Then(() => person.Enable(session.Actor, isEnabled));
            if (result.IsOk && !isEnabled)
            {
                await accounts.EndSessionsAsync(session, id, token);
            }

            return result;
        }, cancellation);

    /// <summary>A new one-time secret for somebody who cannot sign in any more. Ends the person's sessions.</summary>
    public async Task<Result<NewPerson>> NewPasswordSecretAsync(PersonId id, CancellationToken cancellation)
    {
        string? secret = null;
        var given = await door.RunAsync("person.new-password-secret", async (session, token) =>
        {
            if (!session.Actor.IsPlatformAdmin || await session.FindAsync<Person, PersonId>(id, token) is null)
            {
                return new NotFound("This person");
            }

            secret = await accounts.NewPasswordSecretAsync(session, id, token);
            session.Record(new PasswordSecretGiven(id));
            return Result.Ok;
        }, cancellation);
        return given.IsOk ? new NewPerson(id, secret) : given.Error;
    }

    /// <summary>The actor sets the own password with the one-time secret that was given.</summary>
    public Task<Result> SetPasswordAsync(string secret, string password, CancellationToken cancellation) =>
        door.RunAsync("person.set-password", async (session, token) =>
        {
            var person = session.Actor.Id;
            if (!await accounts.IsPasswordSecretAsync(session, person, secret, token))
            {
                return new LinkExpired();
            }

            var allowed = PasswordRules.Check(password, session.Actor.UserName);
            return allowed.IsOk ? await SetAsync(session, person, password, token) : allowed;
        }, cancellation);

    /// <summary>Notes in the audit log that the actor has just signed in.</summary>
    public Task<Result> NoteSignInAsync(CancellationToken cancellation) => door.RunAsync("person.sign-in", (session, _) =>
    {
        session.Record(new SignedIn(session.Actor.Id));
        return Task.FromResult(Result.Ok);
    }, cancellation);

    /// <summary>The operator sets a password at the command line.</summary>
    public Task<Result> SetPasswordForAsync(PersonId id, string password, CancellationToken cancellation) =>
        door.RunAsync("person.set-password-for", async (session, token) =>
        {
            if (session.Actor != Actor.Operator || await session.FindAsync<Person, PersonId>(id, token) is not { } person)
            {
                return new NotFound("This person");
            }

            var allowed = PasswordRules.Check(password, person.UserName);
            return allowed.IsOk ? await SetAsync(session, id, password, token) : allowed;
        }, cancellation);

    private async Task<Result> SetAsync(IWriteSession session, PersonId person, string password, CancellationToken cancellation)
    {
        await accounts.SetPasswordAsync(session, person, password, cancellation);
        session.Record(new PasswordSet(person));
        return Result.Ok;
    }

    private static async Task<Result> JoinAsync(IWriteSession session, PersonId person, FirstMembership membership, CancellationToken cancellation) =>
        await session.FirstAsync<Organization>(organization => organization.Handle == membership.Organization, cancellation) is { } organization
            ? organization.SetMember(session.Actor, person, membership.Level, membership.MayManageEnvironments)
            : new Invalid("Organization", "unknown-organization", $"There is no organization {membership.Organization}.");
}

/// <param name="PasswordSecret">For <c>/account/set-password</c>; null for a repeated call.</param>
public sealed record NewPerson(PersonId Id, string? PasswordSecret);

/// <summary>The organization that a new person joins at once.</summary>
public sealed record FirstMembership(string Organization, MemberLevel Level, bool MayManageEnvironments);

public sealed record PasswordSet(PersonId Person) : DomainEvent
{
    public override EventSubject Subject => new("person", Person.Value);
}

public sealed record PasswordSecretGiven(PersonId Person) : DomainEvent
{
    public override EventSubject Subject => new("person", Person.Value);
}

public sealed record SignedIn(PersonId Person) : DomainEvent
{
    public override EventSubject Subject => new("person", Person.Value);
}
