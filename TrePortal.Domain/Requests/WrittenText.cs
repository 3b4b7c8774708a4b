using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>What holds for everything that people write on a request.</summary>
internal static class WrittenText
{
    /// <summary>Too long, or not to be shown; empty is fine.</summary>
    public static IEnumerable<FieldProblem> Problems(string field, string text, int most)
    {
        if (text.Length > most)
        {
            yield return new(field, "too-long", $"At most {most:N0} characters; this has {text.Length:N0}.");
        }

        // Characters that turn the direction of what follows let a text read otherwise than it is.
        if (text.Any(letter => (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
        {
            yield return new(field, "control-characters", "The text holds characters that cannot be shown. Type it again.");
        }
    }

    /// <summary>The same where something must be written.</summary>
    /// <param name="missing">What is said to somebody who wrote nothing.</param>
    public static Invalid? ProblemWith(string field, string text, int most, string missing) =>
        string.IsNullOrWhiteSpace(text) ? new Invalid(field, "missing", missing)
        : Problems(field, text, most).ToList() is { Count: > 0 } problems ? new Invalid(problems)
        : null;
}
