using System.Text.Json;
using System.Text.Json.Serialization;
using TrePortal.Data.Kernel;

namespace TrePortal.Web.Api;

/// <summary>
/// Strict reading (no unknown, repeated or missing member, no other spelling, no NUL), one way of writing: camelCase,
/// enum words in kebab case, times in UTC with Z.
/// </summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new EntityIdJsonConverterFactory());
        options.Converters.Add(new UtcInstant());
        options.Converters.Add(new TextWithoutNul());
    }

    private sealed class UtcInstant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            HasZone(reader.GetString()) ? reader.GetDateTimeOffset().ToUniversalTime() : throw new JsonException("A time says its zone: Z or an offset.");

        // Without one it would be the time of whatever zone the server is in.
        private static bool HasZone(string? text) => text is { Length: > 10 } && (text[^1] == 'Z' || text.AsSpan(10).IndexOfAny('+', '-') >= 0);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }

    private sealed class TextWithoutNul : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("A text holds a NUL character.") : reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
