using System.Security.Cryptography;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>The secret of an access token: <c>trep_</c> and 256 random bits in base64url. Shown once, never stored.</summary>
public sealed class TokenSecret
{
    private const string Mark = "trep_";

    private TokenSecret(string text) => Text = text;

    public string Text { get; }

    public string Hash => Kernel.Hash.Of(Text);

    public string Prefix => Text[..(Mark.Length + 4)];

    public static TokenSecret New() =>
        new(Mark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    /// <summary>Null unless it has the form of one.</summary>
    public static TokenSecret? Parse(string text) =>
        text.Length == Mark.Length + 43 && text.StartsWith(Mark, StringComparison.Ordinal)
        && text.Skip(Mark.Length).All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? new(text)
            : null;

    /// <summary>Not the secret: it must not find its way into a log by accident.</summary>
    public override string ToString() => Prefix + "…";
}
