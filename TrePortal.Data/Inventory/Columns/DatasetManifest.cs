using System.Text.Json;
using System.Text.Json.Serialization;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>How a field's cells are stored.</summary>
public enum ColumnKind
{
    Code,
    Integer,
    Float,
    Date,
    DateTime,
    Multi,
    Text,
    Reference,
}

/// <summary>The one file of a dataset that is written last: a folder without it is not a dataset.</summary>
internal sealed record DatasetManifest(int Format, DatasetSchema Schema, IReadOnlyList<TableManifest> Tables)
{
    public const string FileName = "manifest.json";

    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions _json = new()
    {
        IgnoreReadOnlyProperties = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, _json);

    /// <exception cref="InvalidDataException">Absent, damaged, or written by another version of the format.</exception>
    public static DatasetManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{folder} holds no {FileName}: it is not a complete dataset.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(path), _json);
            return manifest is { Format: CurrentFormat }
                ? manifest
                : throw new InvalidDataException($"{path} has format {manifest?.Format}; this version reads format {CurrentFormat}.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path} is damaged.", problem);
        }
    }
}

internal sealed record TableManifest(string Entity, int Rows, StoredFile Persons, StoredFile? KeyIndex, IReadOnlyList<ColumnManifest> Columns);

/// <param name="Field">The field's name.</param>
/// <param name="Kind">Which column class reads it.</param>
/// <param name="Width">Bytes per code, for kinds that store codes.</param>
/// <param name="File">Where the cells are.</param>
/// <param name="Statistics">Taken while importing.</param>
internal sealed record ColumnManifest(string Field, ColumnKind Kind, int Width, StoredFile File, FieldStatistics Statistics);

/// <summary>A file of the dataset, named relative to its folder with slashes.</summary>
internal sealed record StoredFile(string Name, long Bytes, string Sha256, IReadOnlyList<Section> Sections);

/// <summary>A run of equal elements inside a file, at an offset that is a multiple of 64.</summary>
internal sealed record Section(string Name, long Offset, long Bytes);
