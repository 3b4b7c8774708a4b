using System.Globalization;

namespace TrePortal.Web.CommandLine;

/// <summary>The words after a verb: options that were declared, each at most once, nothing else.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string?> _given = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    /// <param name="words">What stands after the verb.</param>
    /// <param name="valued">Options that take a value.</param>
    /// <param name="flags">Options that take none.</param>
    /// <exception cref="UsageException">Something else was given.</exception>
    public static Arguments Parse(IReadOnlyList<string> words, IReadOnlyCollection<string> valued, IReadOnlyCollection<string> flags)
    {
        var arguments = new Arguments();
        for (var at = 0; at < words.Count; at++)
        {
            var name = words[at];
            string? value = null;
            if (valued.Contains(name))
            {
                value = at + 1 < words.Count ? words[++at] : throw new UsageException($"{name} needs a value.");
            }
            else if (!flags.Contains(name))
            {
                throw new UsageException($"{name} is not known here.");
            }

            if (!arguments._given.TryAdd(name, value))
            {
                throw new UsageException($"{name} is given twice.");
            }
        }

        return arguments;
    }

    public bool Has(string flag) => _given.ContainsKey(flag);

    public string? Find(string option) => _given.GetValueOrDefault(option);

    public string Get(string option) => Find(option) ?? throw new UsageException($"{option} is needed.");

    public int Number(string option, int otherwise) =>
        Find(option) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"{option} is a number.");

    public T Word<T>(string option, T otherwise)
        where T : struct, Enum =>
        Find(option) is not { } text ? otherwise
        : Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(text[0]) ? word
        : throw new UsageException($"{option} is one of: {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
}

/// <summary>The command line was not understood: exit code 2, with the help's address.</summary>
internal sealed class UsageException(string message) : Exception(message);
