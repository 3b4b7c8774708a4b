using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>How an approved request came to its end before its time. Never changed afterwards.</summary>
public sealed class RequestEnding
{
    /// <summary>Characters of a reason or a closing statement.</summary>
    public const int MostCharacters = 5_000;

    private RequestEnding()
    {
    }

    internal RequestEnding(PersonId by, DateTimeOffset at, string words)
    {
        By = by;
        At = at;
        Words = words.Trim();
    }

    public PersonId By { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>The reason of the admin, or the owner's statement.</summary>
    public string Words { get; private set; } = "";

    internal static Invalid? ProblemWith(string words, RequestAction action) => action == RequestAction.Revoke
        ? WrittenText.ProblemWith("reason", words, MostCharacters, "Say why: the people who lose their access are owed a reason.")
        : WrittenText.ProblemWith("statement", words, MostCharacters, "Say what came of the work.");
}
