using TrePortal.Domain.Cohorts;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>A tile on the board.</summary>
/// <param name="Asked">What it counts.</param>
/// <param name="IsWide">It takes the room of two.</param>
public sealed record ShownTile(TileAsked Asked, bool IsWide = false)
{
    /// <summary>In an address, where every tile was taken away.</summary>
    public const string NoTiles = "none";

    private const char Wide = '!';
    private const char Next = ',';

    /// <summary>As it is kept and written into addresses.</summary>
    public override string ToString() => Asked + (IsWide ? Wide.ToString() : "");

    public static ShownTile Parse(string text) => text.EndsWith(Wide) ? new(TileAsked.Parse(text[..^1]), IsWide: true) : new(TileAsked.Parse(text));

    /// <summary>A whole board as one text.</summary>
    public static string Write(IEnumerable<ShownTile> tiles) => string.Join(Next, tiles);

    /// <summary>Those of a board that still can be shown, each once.</summary>
    /// <param name="text">Null when nothing was kept.</param>
    /// <param name="canShow">Whether a tile is possible here.</param>
    public static IReadOnlyList<ShownTile>? Read(string? text, Func<TileAsked, bool> canShow) => text is null ? null :
        [.. text.Split(Next, StringSplitOptions.RemoveEmptyEntries).Take(ShowcaseQuestion.MostTiles).Select(Parse).Where(tile => canShow(tile.Asked)).DistinctBy(tile => tile.Asked)];
}
