using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>
/// The account behind a person, inside the transaction that changes the person: a person without an account, or the other
/// way round, never exists.
/// </summary>
public interface IAccounts
{
    void Add(IWriteSession session, Person person);

    /// <summary>Ends what is signed in with this account: cookies and circuits are refused within a minute.</summary>
    Task EndSessionsAsync(IWriteSession session, PersonId person, CancellationToken cancellation);

    /// <summary>A one-time secret for setting the password. Those given out before stop working, and so do open sessions.</summary>
    Task<string> NewPasswordSecretAsync(IWriteSession session, PersonId person, CancellationToken cancellation);

    /// <summary>Whether this is the account's one-time secret and still good. Setting the password spends it.</summary>
    Task<bool> IsPasswordSecretAsync(IWriteSession session, PersonId person, string secret, CancellationToken cancellation);

    /// <summary>Sets the password, lifts a lock-out and ends the sessions. The rules were looked at before.</summary>
    Task SetPasswordAsync(IWriteSession session, PersonId person, string password, CancellationToken cancellation);
}

/// <summary>Signing in and out of the browser's session. Only static pages use it: it writes cookies.</summary>
public interface ISignIns
{
    /// <summary>One answer for an unknown name, a wrong password and a disabled account; too-many after repeated failures.</summary>
    Task<Result<PersonId>> SignInAsync(string userName, string password, CancellationToken cancellation);

    /// <summary>Without a password: the demonstration's people in Development, and whoever has just proved a one-time secret.</summary>
    Task<Result> SignInAsync(PersonId person, CancellationToken cancellation);

    Task SignOutAsync(CancellationToken cancellation);

    /// <summary>Whether a session that was opened with this stamp is still good.</summary>
    Task<bool> IsCurrentAsync(PersonId person, string stamp, CancellationToken cancellation);

    /// <summary>Whose one-time secret this is; null when it is nobody's, or too old.</summary>
    PersonId? HolderOf(string passwordSecret);
}

public static class SignInClaims
{
    /// <summary>Moves when the password changes or the account is disabled.</summary>
    public const string Stamp = "portal:stamp";
}

/// <summary>What a password must be. Length is what counts; no rule about kinds of characters.</summary>
public static class PasswordRules
{
    public const int MinLength = 12;

    public const int MaxLength = 256;

    public static Result Check(string password, string userName) =>
        password.Length < MinLength ? Refuse($"Use at least {MinLength} characters. Several words are easy to remember.")
        : password.Length > MaxLength ? Refuse($"Use at most {MaxLength} characters.")
        : password.Distinct().Count() < 5 ? Refuse("Use more different characters.")
        : password.Contains(userName, StringComparison.OrdinalIgnoreCase) ? Refuse("The password must not contain the user name.")
        : Result.Ok;

    private static Invalid Refuse(string message) => new("Password", "password", message);
}

public sealed record WrongSignIn() : Error("wrong-sign-in", "The user name or the password is not right.");

public sealed record LinkExpired() : Error("link-expired", "This link was used already or is too old. Ask for a new one.");
