using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// A number of people as everybody may see it: rounded, or only "fewer than k". Made by <see cref="DisclosureGate"/>
/// and by nothing else, so a true count cannot take its place.
/// </summary>
[JsonConverter(typeof(PublishedCountJson))]
public sealed record PublishedCount
{
    private PublishedCount(int? value, int? fewerThan)
    {
        Value = value;
        FewerThan = fewerThan;
    }

    /// <summary>The rounded number; null when hidden.</summary>
    public int? Value { get; }

    /// <summary>The threshold that a hidden number stays below; null when shown.</summary>
    public int? FewerThan { get; }

    /// <summary>How long a bar may be drawn: a hidden number draws nothing.</summary>
    public int Height => Value ?? 0;

    /// <summary>The share of a total, worked out from the two published numbers; null when either is hidden or there is no total.</summary>
    public double? ShareOf(PublishedCount total) =>
        Value is { } part && total.Value is { } whole and > 0 ? Math.Min(1, (double)part / whole) : null;

    /// <summary>"about 1,240", "fewer than 10" or "0".</summary>
    public string ToString(IFormatProvider culture) =>
        FewerThan is { } threshold ? "fewer than " + threshold.ToString("N0", culture)
        : Value == 0 ? "0"
        : "about " + Value!.Value.ToString("N0", culture);

    public override string ToString() => ToString(CultureInfo.CurrentCulture);

    internal static PublishedCount Exactly(int rounded) => new(rounded, null);

    internal static PublishedCount Below(int threshold) => new(null, threshold);
}

/// <summary>Writes <c>{"value":1240,"text":"about 1,240"}</c> or <c>{"fewerThan":10,"text":"fewer than 10"}</c>. It cannot be read back: that would be a second way to make one.</summary>
public sealed class PublishedCountJson : JsonConverter<PublishedCount>
{
    public override PublishedCount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A published count is made by the disclosure gate only.");

    public override void Write(Utf8JsonWriter writer, PublishedCount value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Value is { } shown)
        {
            writer.WriteNumber("value", shown);
        }

        if (value.FewerThan is { } threshold)
        {
            writer.WriteNumber("fewerThan", threshold);
        }

        writer.WriteString("text", value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}
