using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.Features.People;

/// <summary>Signing in on a static page: the cookie, and the note in the audit log by the person who is now there.</summary>
public sealed partial class AccountSession(ISignIns signIns, PeopleCommands commands, InvitationAnswers invitations, RequestCaller caller, IEnumerable<IDemonstration> demonstrations, ILogger<AccountSession> log)
{
    /// <summary>Empty outside a demonstration.</summary>
    public async Task<IReadOnlyList<DemoPersona>> PersonasAsync(CancellationToken cancellation) =>
        demonstrations.FirstOrDefault() is { } demonstration ? await demonstration.PersonasAsync(cancellation) : [];

    public async Task<Result> SignInAsync(string userName, string password, CancellationToken cancellation)
    {
        var signedIn = await signIns.SignInAsync(userName.Trim().ToLowerInvariant(), password, cancellation);
        if (!signedIn.IsOk)
        {
            LogRefused(signedIn.Error.Code);
            return signedIn.Error;
        }

        return await NoteAsync(signedIn.Value, cancellation);
    }

    public async Task<Result> SignInAsync(PersonId person, CancellationToken cancellation)
    {
        var signedIn = await signIns.SignInAsync(person, cancellation);
        return signedIn.IsOk ? await NoteAsync(person, cancellation) : signedIn;
    }

    /// <summary>With a one-time link: sets the password and signs in.</summary>
    public async Task<Result> SetPasswordAsync(string secret, string password, CancellationToken cancellation)
    {
        if (signIns.HolderOf(secret) is not { } person)
        {
            return new LinkExpired();
        }

        caller.Is(person);
        try
        {
            var set = await commands.SetPasswordAsync(secret, password, cancellation);
            return set.IsOk ? await SignInAsync(person, cancellation) : set;
        }
        catch (NotSignedInException)
        {
            return new LinkExpired(); // disabled meanwhile
        }
    }

    /// <summary>With the link of an invitation: makes the account, joins and signs in.</summary>
    public async Task<Result> JoinAsync(string secret, NewAccount account, CancellationToken cancellation)
    {
        caller.IsGuest();
        var created = await invitations.CreateAccountAsync(secret, account, cancellation);
        return created.IsOk ? await SignInAsync(created.Value, cancellation) : created.Error;
    }

    private Task<Result> NoteAsync(PersonId person, CancellationToken cancellation)
    {
        caller.Is(person);
        return commands.NoteSignInAsync(cancellation);
    }

    [LoggerMessage(1001, LogLevel.Information, "A sign-in was refused: {Code}")]
    private partial void LogRefused(string code);
}
