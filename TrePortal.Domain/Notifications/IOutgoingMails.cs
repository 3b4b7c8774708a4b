using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Notifications;

/// <summary>How the portal's mail goes, for the platform's operator: keys, numbers and codes; nobody's address, and no words.</summary>
public interface IOutgoingMails
{
    /// <summary>Null for everybody but a platform admin.</summary>
    Task<MailOverview?> ReadAsync(Actor reader, CancellationToken cancellation);

    /// <summary>Whether this mail was given up; with null, whether any was.</summary>
    Task<bool> IsGivenUpAsync(string? key, CancellationToken cancellation);
}

/// <param name="IsOn">Whether a mail server is configured.</param>
/// <param name="Waiting">To be sent, for the first time or again.</param>
/// <param name="SentLately">In the last 24 hours.</param>
/// <param name="GivenUp">Refused for good, or tried too often.</param>
/// <param name="Troubled">Those given up, then those that failed and will be tried again, newest first; at most <see cref="MostTroubled"/>.</param>
public sealed record MailOverview(bool IsOn, int Waiting, int SentLately, int GivenUp, IReadOnlyList<TroubledMail> Troubled)
{
    public const int MostTroubled = 200;
}

/// <param name="Key">What the Message-ID is made of.</param>
/// <param name="IsGivenUp">Otherwise it is tried again at <paramref name="NextAt"/>.</param>
/// <param name="Attempts">So far.</param>
/// <param name="Reason">A code such as ConnectionRefused.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="NextAt">Null for one that was given up.</param>
public sealed record TroubledMail(string Key, bool IsGivenUp, int Attempts, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? NextAt);
