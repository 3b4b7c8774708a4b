using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <inheritdoc cref="ISignIns"/>
internal sealed class SignIns(
    SignInManager<Account> manager,
    IPasswordHasher<Account> hasher,
    IDbContextFactory<PortalDbContext> contexts,
    PasswordSecrets secrets,
    TimeProvider clock) : ISignIns
{
    // Checked for names that nobody has, so that the answer takes as long as for a wrong password.
    private static readonly Lazy<string> Decoy = new(() => new PasswordHasher<Account>().HashPassword(new Account(), "nobody has this password"));

    public async Task<Result<PersonId>> SignInAsync(string userName, string password, CancellationToken cancellation)
    {
        var account = await manager.UserManager.FindByNameAsync(userName);
        if (account?.PasswordHash is null)
        {
            hasher.VerifyHashedPassword(new Account(), Decoy.Value, password);
            return new WrongSignIn();
        }

        var outcome = await manager.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        return outcome.Succeeded ? new PersonId(account.Id)
            : outcome.IsLockedOut ? new TooMany((account.LockoutEnd ?? clock.GetUtcNow()) - clock.GetUtcNow())
            : new WrongSignIn();
    }

    public async Task<Result> SignInAsync(PersonId person, CancellationToken cancellation)
    {
        var account = await manager.UserManager.FindByIdAsync(person.Value.ToString());
        if (account is null || !await manager.CanSignInAsync(account))
        {
            return new WrongSignIn();
        }

        await manager.SignInAsync(account, isPersistent: false);
        return Result.Ok;
    }

    public Task SignOutAsync(CancellationToken cancellation) => manager.SignOutAsync();

    public async Task<bool> IsCurrentAsync(PersonId person, string stamp, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Users.AnyAsync(account => account.Id == person.Value && account.SecurityStamp == stamp
            && db.Set<Person>().Any(row => row.Id == person && row.IsEnabled), cancellation);
    }

    public PersonId? HolderOf(string passwordSecret) => secrets.Read(passwordSecret)?.Person;
}

/// <summary>What the cookie says: who, the stamp, and what the person's own menu shows. No right stands in it.</summary>
internal sealed class PrincipalOfPerson(IDbContextFactory<PortalDbContext> contexts) : IUserClaimsPrincipalFactory<Account>
{
    public async Task<ClaimsPrincipal> CreateAsync(Account user)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var id = new PersonId(user.Id);
        var person = await db.Set<Person>().Where(row => row.Id == id).Select(row => new { row.DisplayName, row.Email }).SingleAsync();
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
                new Claim(ClaimTypes.Name, person.DisplayName),
                new Claim(ClaimTypes.Email, person.Email),
                new Claim(SignInClaims.Stamp, user.SecurityStamp ?? ""),
            ],
            IdentityConstants.ApplicationScheme));
    }
}

/// <summary>A disabled person's account may not sign in, whatever the password.</summary>
internal sealed class OnlyEnabledPeople(IDbContextFactory<PortalDbContext> contexts) : IUserConfirmation<Account>
{
    public async Task<bool> IsConfirmedAsync(UserManager<Account> manager, Account user)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var id = new PersonId(user.Id);
        return await db.Set<Person>().AnyAsync(row => row.Id == id && row.IsEnabled);
    }
}
