using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <inheritdoc cref="IAccounts"/>
internal sealed class Accounts(IPasswordHasher<Account> hasher, PasswordSecrets secrets) : IAccounts
{
    public void Add(IWriteSession session, Person person) => Db(session).Users.Add(new Account
    {
        Id = person.Id.Value,
        UserName = person.UserName,
        NormalizedUserName = person.UserName.ToUpperInvariant(),
        Email = person.Email,
        NormalizedEmail = person.Email.ToUpperInvariant(),
        SecurityStamp = NewStamp(),
        LockoutEnabled = true,
    });

    public async Task EndSessionsAsync(IWriteSession session, PersonId person, CancellationToken cancellation) =>
        (await FindAsync(session, person, cancellation)).SecurityStamp = NewStamp();

    public async Task<string> NewPasswordSecretAsync(IWriteSession session, PersonId person, CancellationToken cancellation)
    {
        var account = await FindAsync(session, person, cancellation);
        account.SecurityStamp = NewStamp();
        return secrets.Of(person, account.SecurityStamp);
    }

    public async Task<bool> IsPasswordSecretAsync(IWriteSession session, PersonId person, string secret, CancellationToken cancellation)
    {
        var account = await FindAsync(session, person, cancellation);
        return secrets.Read(secret) is { } read && read.Person == person && read.Stamp == account.SecurityStamp;
    }

    public async Task SetPasswordAsync(IWriteSession session, PersonId person, string password, CancellationToken cancellation)
    {
        var account = await FindAsync(session, person, cancellation);
        account.PasswordHash = hasher.HashPassword(account, password);
        account.SecurityStamp = NewStamp();
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
    }

    /// <summary>Tracked, and also when it was added in this very transaction.</summary>
    private static async Task<Account> FindAsync(IWriteSession session, PersonId person, CancellationToken cancellation) =>
        await Db(session).Users.FindAsync([person.Value], cancellation) ?? throw new InvalidOperationException($"Person {person} has no account.");

    private static PortalDbContext Db(IWriteSession session) => ((EfWriteSession)session).Db;

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}

/// <summary>
/// One-time secrets for setting a password. They hold the account's stamp, so that using one, or giving out the next,
/// spends all others; nothing is stored. The portal and its command line read each other's, by the keys of the data root.
/// </summary>
internal sealed class PasswordSecrets(IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    private readonly IDataProtector _protector = protection.CreateProtector("TrePortal.SetPassword");

    public string Of(PersonId person, string stamp) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{person.Value:N} {(clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds()} {stamp}"));

    /// <summary>Null for what was not made here, or is too old.</summary>
    public (PersonId Person, string Stamp)? Read(string secret)
    {
        try
        {
            var parts = _protector.Unprotect(secret).Split(' ');
            var expires = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
            return expires > clock.GetUtcNow() ? (new PersonId(Guid.ParseExact(parts[0], "N")), parts[2]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
