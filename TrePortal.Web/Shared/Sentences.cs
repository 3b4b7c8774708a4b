using System.Globalization;

namespace TrePortal.Web.Shared;

public static class Sentences
{
    /// <summary>Puts values into a sentence of a resource file, by the reader's culture: <c>Words.Hours.Fill(3)</c>.</summary>
    public static string Fill(this string sentence, params object?[] values) =>
        string.Format(CultureInfo.CurrentCulture, sentence, values);
}
