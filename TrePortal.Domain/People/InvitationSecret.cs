using System.Security.Cryptography;

namespace TrePortal.Domain.People;

/// <summary>The secret in the link of an invitation: 256 random bits in base64url. Shown once; only its hash is kept.</summary>
public sealed class InvitationSecret
{
    private const int Length = 43;

    private InvitationSecret(string text) => Text = text;

    public string Text { get; }

    public string Hash => Kernel.Hash.Of(Text);

    public static InvitationSecret New() =>
        new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    /// <summary>Null unless it has the form of one.</summary>
    public static InvitationSecret? Parse(string? text) =>
        text?.Length == Length && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? new(text) : null;

    /// <summary>Not the secret: it must not find its way into a log by accident.</summary>
    public override string ToString() => "invitation secret";
}
