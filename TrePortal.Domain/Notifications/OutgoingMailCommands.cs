using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Notifications;

/// <summary>What the platform's operator does about mails that did not go out.</summary>
public sealed class OutgoingMailCommands(IWriteDoor door, IOutgoingMails mails)
{
    /// <summary>Mails that were given up are tried again from the beginning, with all their attempts.</summary>
    /// <param name="key">Of one mail; null for all that were given up.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> TryAgainAsync(string? key, CancellationToken cancellation) => door.RunAsync("mail.try-again", async (session, token) =>
    {
        if (!session.Actor.IsPlatformAdmin || !await mails.IsGivenUpAsync(key, token))
        {
            return new NotFound("A mail that was given up");
        }

        session.Record(new MailTriedAgain(key));
        return Result.Ok;
    }, cancellation);
}

/// <param name="Key">Null for all that were given up by then.</param>
public sealed record MailTriedAgain(string? Key) : DomainEvent
{
    public override EventSubject Subject => new("mail", Guid.Empty);
}
