using System.Collections.Concurrent;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// All people of a dataset without those who withdrew. Every page begins with them, so what is counted of them is counted
/// once. Any number of threads may ask.
/// </summary>
public sealed class Everybody
{
    // Nobody is charged for everybody, so what is kept of them must not grow with what people ask.
    private const int MostTiles = 512;

    private readonly ICohortEngine _engine;
    private readonly Lazy<RowMask> _people;
    private readonly ConcurrentDictionary<PersonKeys, Lazy<CountedSet>> _sketches = new();
    private readonly ConcurrentDictionary<(TileAsked Tile, PersonKeys? Keys), Lazy<TileCounts>> _tiles = new();

    internal Everybody(Dataset dataset, ICohortEngine engine, IReadOnlySet<string> withdrawn)
    {
        _engine = engine;
        _people = new Lazy<RowMask>(() =>
        {
            var all = RowMask.All(engine.Population);
            return WithdrawnPeople.In(dataset, withdrawn) is { } gone ? all.Without(gone) : all;
        });
    }

    /// <summary>Not to be changed.</summary>
    public RowMask People => _people.Value;

    public CountedSet Sketch(PersonKeys keys) =>
        _sketches.GetOrAdd(keys, given => new Lazy<CountedSet>(() => _engine.Sketch(People, given, CancellationToken.None))).Value;

    /// <summary>Counts for each tile, in the order asked for.</summary>
    public IReadOnlyList<TileCounts> Tiles(IReadOnlyList<TileAsked> tiles, PersonKeys? keys)
    {
        if (_tiles.Count > MostTiles)
        {
            _tiles.Clear();
        }

        return [.. tiles.Select(asked => _tiles.GetOrAdd((asked, keys), tile => new Lazy<TileCounts>(() => _engine.Count([People], [tile.Tile], tile.Keys, CancellationToken.None)[0].Tiles[0])).Value)];
    }
}
