using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

internal enum MailState
{
    Waiting,
    Sent,

    /// <summary>Not wanted or not allowed any more when it was about to be sent.</summary>
    Dropped,

    /// <summary>The server refused it for good, or too many tries failed.</summary>
    GivenUp,
}

/// <summary>
/// A mail that somebody is to get, written in the transaction of what it is about. It holds ids and times only; words and
/// address are looked up when it is sent. A worker holds it by a lease, and whoever claims it raises
/// <see cref="Attempts"/>, so that a worker that was slower can write nothing any more.
/// </summary>
internal sealed class OutgoingMail
{
    /// <summary>Made of what the mail is about, so there is one for it; the Message-ID is made of this.</summary>
    public required string Key { get; init; }

    public PersonId Person { get; init; }

    /// <summary>Null for a daily mail.</summary>
    public NotificationId? Notification { get; init; }

    /// <summary>A daily mail reports what came after this,</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>and up to this.</summary>
    public DateTimeOffset? Until { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public MailState State { get; init; }

    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was dropped, given up or is tried again: a code, never what a server said.</summary>
    public string? Reason { get; init; }

    public static OutgoingMail Notice(Notification about, DateTimeOffset now) => new()
    {
        Key = $"notice.{about.Id.Value:N}",
        Person = about.Person,
        Notification = about.Id,
        CreatedAt = now,
        NotBefore = now,
    };

    public static OutgoingMail Digest(PersonId person, DateOnly day, DateTimeOffset since, DateTimeOffset until, DateTimeOffset now) => new()
    {
        Key = string.Create(CultureInfo.InvariantCulture, $"digest.{person.Value:N}.{day:yyyyMMdd}"),
        Person = person,
        Since = since,
        Until = until,
        CreatedAt = now,
        NotBefore = now,
    };
}

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>, IEntityTypeConfiguration<MailPreference>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> builder)
    {
        builder.ToTable("Mails");
        builder.HasKey(row => row.Key);
        builder.Property(row => row.Key).HasMaxLength(64);
        builder.Property(row => row.Reason).HasMaxLength(40);
        builder.HasIndex(row => new { row.State, row.NotBefore });
        builder.HasIndex(row => row.Notification);
    }

    public void Configure(EntityTypeBuilder<MailPreference> builder)
    {
        builder.ToTable("MailPreferences");
        builder.HasKey(row => row.Person);
        builder.HasIndex(row => new { row.Choice, row.DigestedUntil });
    }
}
