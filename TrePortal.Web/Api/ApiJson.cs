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
        options.Converters.Add(new ExactWords());
        options.Converters.Add(new EntityIdJsonConverterFactory());
        options.Converters.Add(new UtcInstant());
        options.Converters.Add(new TextWithoutNul());
    }

    /// <summary>The words of an enum as they are written, not in other letter cases as the library would read them too.</summary>
    private sealed class ExactWords : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ExactWordsOf<>).MakeGenericType(typeToConvert))!;
    }

#pragma warning disable CA1812 // made by the factory
    private sealed class ExactWordsOf<T> : JsonConverter<T>
#pragma warning restore CA1812
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> _values = Enum.GetValues<T>().ToDictionary(EnumWords.Of, StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException("Not one of the words.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(EnumWords.Of(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(EnumWords.Of(value));
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

/// <summary>How an enum is said in the API: its name in kebab case.</summary>
internal static class EnumWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>All words of an enum, in the order of its declaration.</summary>
    public static IReadOnlyList<string> All(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
}
