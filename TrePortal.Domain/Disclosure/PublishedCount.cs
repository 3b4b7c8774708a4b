using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// A number of people as everybody may see it: rounded, a band, or only "fewer than k". Made by
/// <see cref="DisclosureGate"/> and by nothing else, so a true count cannot take its place.
/// </summary>
[JsonConverter(typeof(PublishedCountJson))]
public sealed record PublishedCount
{
    private PublishedCount(int? value, int? fewerThan, int? from, int? to)
    {
        Value = value;
        FewerThan = fewerThan;
        From = from;
        To = to;
    }

    /// <summary>The rounded number; null when hidden or in a band.</summary>
    public int? Value { get; }

    /// <summary>The threshold that a hidden number stays below; null when shown.</summary>
    public int? FewerThan { get; }

    /// <summary>Where a band begins: "10 to 49"; null when it is no band.</summary>
    public int? From { get; }

    /// <summary>The last number of the band.</summary>
    public int? To { get; }

    /// <summary>Not even a bound is said, because most of what is counted belongs to one person.</summary>
    public bool IsWithheld => Value is null && FewerThan is null && From is null;

    public bool IsHidden => FewerThan is not null || IsWithheld;

    /// <summary>How long a bar may be drawn: a hidden number draws nothing, a band its middle.</summary>
    public int Height => Value ?? (From + To) / 2 ?? 0;

    /// <summary>The share of a total, worked out from the two published numbers; null when either is no single number or there is no total.</summary>
    public double? ShareOf(PublishedCount total) =>
        Value is { } part && total.Value is { } whole and > 0 ? Math.Min(1, (double)part / whole) : null;

    /// <summary>"about 1,240", "10 to 49", "fewer than 10" or "0".</summary>
    public string ToString(IFormatProvider culture) => this switch
    {
        { FewerThan: { } threshold } => "fewer than " + threshold.ToString("N0", culture),
        { From: { } from, To: { } to } => $"{from.ToString("N0", culture)} to {to.ToString("N0", culture)}",
        { IsWithheld: true } => "withheld",
        { Value: 0 } => "0",
        _ => "about " + Value!.Value.ToString("N0", culture),
    };

    /// <summary>The same where there is little room: "1,240", "10–49", "&lt; 10".</summary>
    public string ToShortString(IFormatProvider culture) => this switch
    {
        { FewerThan: { } threshold } => "< " + threshold.ToString("N0", culture),
        { From: { } from, To: { } to } => $"{from.ToString("N0", culture)}–{to.ToString("N0", culture)}",
        { IsWithheld: true } => "withheld",
        _ => Value!.Value.ToString("N0", culture),
    };

    public override string ToString() => ToString(CultureInfo.CurrentCulture);

    internal static PublishedCount Exactly(int rounded) => new(rounded, null, null, null);

    internal static PublishedCount Below(int threshold) => new(null, threshold, null, null);

    internal static PublishedCount Withheld { get; } = new(null, null, null, null);

    internal static PublishedCount Between(int from, int to) => new(null, null, from, to);
}

/// <summary>
/// Writes <c>{"value":1240,"text":"about 1,240"}</c>, <c>{"from":10,"to":49,"text":"10 to 49"}</c> or
/// <c>{"fewerThan":10,"text":"fewer than 10"}</c>, or <c>{"text":"withheld"}</c>. It cannot be read back: that would be a second way to make one.
/// </summary>
public sealed class PublishedCountJson : JsonConverter<PublishedCount>
{
    public override PublishedCount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A published count is made by the disclosure gate only.");

    public override void Write(Utf8JsonWriter writer, PublishedCount value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteNumber(writer, "value", value.Value);
        WriteNumber(writer, "from", value.From);
        WriteNumber(writer, "to", value.To);
        WriteNumber(writer, "fewerThan", value.FewerThan);
        writer.WriteString("text", value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }
}
