using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

public readonly record struct TermsOfUseId(Guid Value) : IEntityId<TermsOfUseId>
{
    public static TermsOfUseId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>One version of the text that owner and collaborators accept before they enter a project. It never changes.</summary>
public sealed class TermsOfUse : AggregateRoot
{
    public const int LongestText = 100_000;

    private TermsOfUse()
    {
    }

    public TermsOfUseId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>1, 2, 3, ... in the environment; <see cref="Policies.TermsVersion"/> names the one in force.</summary>
    public int Number { get; private set; }

    /// <summary>Markdown.</summary>
    public string Text { get; private set; } = "";

    /// <summary>SHA-256 of the text: what exactly was accepted.</summary>
    public string Hash { get; private set; } = "";

    public PersonId Author { get; private set; }

    public DateTimeOffset At { get; private set; }

    internal static TermsOfUse Write(ResearchEnvironment environment, int number, string text, Actor author, DateTimeOffset now)
    {
        var terms = new TermsOfUse
        {
            Id = EntityId.New<TermsOfUseId>(now),
            Environment = environment.Id,
            Number = number,
            Text = text,
            Hash = Kernel.Hash.Of(text),
            Author = author.Id,
            At = now,
        };
        terms.Record(new TermsWritten(environment.Id, number, terms.Hash));
        return terms;
    }

    /// <summary>As it is stored: without blanks around it, with one kind of line end.</summary>
    internal static string Tidy(string text) => text.ReplaceLineEndings("\n").Trim();
}

public readonly record struct TermsAcceptanceId(Guid Value) : IEntityId<TermsAcceptanceId>
{
    public static TermsAcceptanceId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Who accepted which version of the terms, and when. Kept for good.</summary>
public sealed class TermsAcceptance : AggregateRoot
{
    private TermsAcceptance()
    {
    }

    public TermsAcceptanceId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public PersonId Person { get; private set; }

    /// <summary>Of the terms.</summary>
    public int Number { get; private set; }

    public DateTimeOffset At { get; private set; }

    public static TermsAcceptance Of(TermsOfUse terms, Actor actor, DateTimeOffset now)
    {
        var acceptance = new TermsAcceptance
        {
            Id = EntityId.New<TermsAcceptanceId>(now),
            Environment = terms.Environment,
            Person = actor.Id,
            Number = terms.Number,
            At = now,
        };
        acceptance.Record(new TermsAccepted(terms.Environment, terms.Number, terms.Hash));
        return acceptance;
    }
}

public sealed record TermsWritten(EnvironmentId Environment, int Number, string Hash) : EnvironmentEvent(Environment);

public sealed record TermsAccepted(EnvironmentId Environment, int Number, string Hash) : EnvironmentEvent(Environment);
