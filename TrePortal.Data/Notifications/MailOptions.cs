using System.Text;

namespace TrePortal.Data.Notifications;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailTls
{
    /// <summary>The connection becomes encrypted before anything is said; a certificate that cannot be verified ends it.</summary>
    StartTls,

    /// <summary>For a server on the same machine.</summary>
    None,
}

/// <summary>Section <c>Mail</c> of appsettings.json. Without a host no mail is written and none is sent.</summary>
public sealed record MailOptions
{
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    public MailTls Tls { get; init; } = MailTls.StartTls;

    /// <summary>Empty: the server is not signed in to.</summary>
    public string User { get; init; } = "";

    /// <summary>From the environment or another secret source, not from a file that is read by others.</summary>
    public string Password { get; init; } = "";

    /// <summary>The address that mails come from.</summary>
    public string From { get; init; } = "";

    /// <summary>What links begin with. Empty: <c>Portal:PublicAddress</c>.</summary>
    public string PublicAddress { get; init; } = "";

    /// <summary>When daily mails go out.</summary>
    public TimeOnly DigestAt { get; init; } = new(7, 0);

    /// <summary>In which <see cref="DigestAt"/> is meant: <c>Europe/Helsinki</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>How often a mail is tried before it is given up; with the default, for most of a day.</summary>
    public int Attempts { get; init; } = 24;

    /// <summary>How long one try may take.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    public bool IsOn => Host.Length > 0;

    // A record prints its members; the password is none of them.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(nameof(Host)).Append(" = ").Append(Host);
        return true;
    }
}
