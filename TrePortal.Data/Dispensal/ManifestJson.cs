using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrePortal.Domain.Dispensal;

namespace TrePortal.Data.Dispensal;

/// <summary>The one form of a manifest: members in the order of the record, files by path, LF, nothing that changes from one attempt to the next.</summary>
internal static class ManifestJson
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    public static byte[] Write(DispensalManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, _json);

    /// <exception cref="InvalidDataException">Not a manifest of this format.</exception>
    public static DispensalManifest Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<DispensalManifest>(json, _json) is { Format: DispensalManifest.CurrentFormat } manifest
                ? manifest
                : throw new InvalidDataException("The manifest has another format.");
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException("The manifest is damaged.", damaged);
        }
    }
}
