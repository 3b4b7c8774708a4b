using System.Text.RegularExpressions;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// The tiles of a dashboard in their order. Each is the address of a field, or of two that are counted together with "~"
/// between them, and "!" behind it where it takes the room of two. Whether the fields are there is not asked: they come
/// and go with releases, and a tile that cannot be shown is left out when shown.
/// </summary>
public static partial class TileBoard
{
    /// <summary>So many tiles a dashboard can have.</summary>
    public const int MostTiles = 40;

    private const string Next = ",";

    /// <summary>As it is kept: one text, with commas between the tiles.</summary>
    public static Result<string> Write(IReadOnlyList<string> tiles) =>
        tiles.Count > MostTiles ? new Invalid("Tiles", "tiles-too-many", $"A dashboard has at most {MostTiles} tiles; these are {tiles.Count}.")
        : tiles.FirstOrDefault(tile => !Tile().IsMatch(tile)) is { } odd ? new Invalid("Tiles", "tile", $"\"{odd[..Math.Min(odd.Length, 60)]}\" is no tile. A tile is a field, written as entity.field, or two of them.")
        : tiles.Select(tile => tile.TrimEnd('!')).Distinct(StringComparer.Ordinal).Count() < tiles.Count ? new Invalid("Tiles", "tile-twice", "A tile stands on the dashboard twice.")
        : string.Join(Next, tiles);

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<string> Read(string text) => text.Split(Next, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^[^\s,~!.]{1,200}\.[^\s,~!]{1,200}(~[^\s,~!.]{1,200}\.[^\s,~!]{1,200})?!?\z")]
    private static partial Regex Tile();
}
