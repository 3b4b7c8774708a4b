using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>Counts one cohort, block by block: each of its tiles, and all of it. Belongs to one thread at a time; several are added up at the end.</summary>
internal sealed class CohortCounter
{
    private readonly IReadOnlyList<TileCounter> _tiles;
    private readonly CellCounter? _everyone;
    private readonly ushort[]? _sums;
    private int _people;

    /// <param name="tiles">In the order asked for.</param>
    /// <param name="withSketches">Sketches as well as counts.</param>
    public CohortCounter(IReadOnlyList<TileCounter> tiles, bool withSketches)
    {
        _tiles = tiles;
        _everyone = tiles.OfType<CellCounter>().FirstOrDefault(); // has everybody in one of its cells, so nobody need be looked at again
        _sums = withSketches && _everyone is null ? Sketches.Room(1) : null;
    }

    public void Count(PeopleBlock people)
    {
        if (people.Count == 0)
        {
            return;
        }

        _people += people.Count;
        foreach (var tile in _tiles)
        {
            tile.Count(people);
        }

        if (_sums is not null)
        {
            PersonKeys.Sum(people.Numbers, _sums);
        }
    }

    /// <summary>Adds what another counter of the same cohort has counted.</summary>
    public void Add(CohortCounter other)
    {
        _people += other._people;
        for (var tile = 0; tile < _tiles.Count; tile++)
        {
            _tiles[tile].Add(other._tiles[tile]);
        }

        if (_sums is not null)
        {
            Sketches.Add(_sums, other._sums);
        }
    }

    /// <param name="tiles">The same as in the beginning.</param>
    public CohortCounts Result(IReadOnlyList<TileAsked> tiles) => new(
        new CountedSet(_people, _sums ?? _everyone?.SumsOfAll()),
        [.. _tiles.Zip(tiles, (counter, tile) => counter.Result(tile.Field))]);
}
