using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Notifications;

/// <summary>How somebody wants to be written to (spec.md N1).</summary>
public enum MailChoice
{
    /// <summary>A mail for each notification. What everybody has who chose nothing.</summary>
    AtOnce,

    /// <summary>One mail a day with what is unread.</summary>
    Daily,

    /// <summary>No mail; the bell stays.</summary>
    Off,
}

/// <summary>What one person chose. There is none for who chose nothing.</summary>
public sealed class MailPreference : AggregateRoot
{
    private MailPreference()
    {
    }

    public PersonId Person { get; private set; }

    public MailChoice Choice { get; private set; }

    /// <summary>Up to where daily mails have reported. It begins when daily is chosen: what came before was mailed at once, or was not wanted.</summary>
    public DateTimeOffset DigestedUntil { get; private set; }

    /// <summary>Before anything is chosen.</summary>
    public static MailPreference Of(PersonId person, DateTimeOffset now) => new() { Person = person, Choice = MailChoice.AtOnce, DigestedUntil = now };

    public void Choose(MailChoice choice, DateTimeOffset now)
    {
        if (choice == Choice)
        {
            return;
        }

        (Choice, DigestedUntil) = (choice, now);
        Record(new MailChosen(Person, choice));
    }
}

public sealed record MailChosen(PersonId Person, MailChoice Choice) : DomainEvent
{
    public override EventSubject Subject => new("person", Person.Value);
}
