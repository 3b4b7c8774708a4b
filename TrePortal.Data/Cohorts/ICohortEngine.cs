using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Answers questions about the people of one dataset. Its numbers are true ones: whatever is shown of them passes the
/// disclosure gate first. Safe for any number of callers; expressions must have passed the validator.
/// </summary>
public interface ICohortEngine
{
    /// <summary>All participants of the dataset.</summary>
    int Population { get; }

    /// <summary>The people of a cohort, as rows of the main entity.</summary>
    RowMask EvaluatePeople(CohortExpression expression, CancellationToken cancellation);

    int CountPeople(CohortExpression expression, CancellationToken cancellation);

    /// <summary>The rows of an entity that belong to these people.</summary>
    RowMask RowsOf(RowMask people, string entity);

    /// <summary>What the bars of a field stand for; null when it cannot be charted.</summary>
    TileShape? Shape(string field);

    /// <summary>Counts of people for each field, in the order asked for.</summary>
    /// <param name="people">Who is counted.</param>
    /// <param name="fields">Addresses.</param>
    /// <param name="keys">When given, each count comes with a sketch of who was counted.</param>
    /// <param name="cancellation">Looked at between blocks of rows.</param>
    /// <exception cref="ArgumentException">A field is unknown or cannot be charted.</exception>
    IReadOnlyList<TileCounts> Tiles(RowMask people, IReadOnlyList<string> fields, PersonKeys? keys, CancellationToken cancellation);

    /// <summary>
    /// The same for several cohorts in one pass over the columns, and by two fields at once where a tile asks for it; counts
    /// of each cohort, in their order. Cells of two fields are bars, those of one group of the first field after another.
    /// </summary>
    IReadOnlyList<CohortCounts> Count(IReadOnlyList<RowMask> cohorts, IReadOnlyList<TileAsked> tiles, PersonKeys? keys, CancellationToken cancellation);

    /// <summary>The groups of two fields that are counted at once; null unless each has one value per person.</summary>
    PairGroups? Pair(string field, string by);

    /// <summary>The secret numbers of all people under a secret; worked out once and kept while the dataset is open.</summary>
    PersonKeys KeysOf(ulong secret);

    /// <summary>Everybody but those who withdrew; counted once and kept as long as the list of those is.</summary>
    /// <param name="withdrawn">Main keys, possibly of people who are not there. The same object for the same list.</param>
    Everybody Everybody(IReadOnlySet<string> withdrawn);

    /// <summary>How many people and who, as the disclosure rules see them.</summary>
    CountedSet Sketch(RowMask people, PersonKeys keys, CancellationToken cancellation);
}

/// <summary>True counts of a cohort.</summary>
/// <param name="All">Its people; the sketch is empty unless it was asked for.</param>
/// <param name="Tiles">In the order asked for.</param>
public sealed record CohortCounts(CountedSet All, IReadOnlyList<TileCounts> Tiles);

/// <summary>True counts of people for one field. A person with several values is counted once in each bar.</summary>
/// <param name="Field">The address.</param>
/// <param name="Bars">
/// Categories: one per code in the order of the column, each with everything below it. Numbers and dates: one per bin of
/// the column's published edges.
/// </param>
/// <param name="Specials">Special codes of a sparse field, in the order of the column.</param>
/// <param name="Imprecise">People whose date is known too roughly to lie inside one bin.</param>
/// <param name="Missing">People without any value: an empty cell in every row they have, or no row.</param>
public sealed record TileCounts(string Field, IReadOnlyList<int> Bars, IReadOnlyList<int> Specials, int Imprecise, int Missing)
{
    /// <summary>Sums of secret numbers, <see cref="CountedSet.Lanes"/> for each bar, each special code, the imprecise and the missing; null when no sketch was asked for.</summary>
    internal ushort[]? Sums { get; init; }

    internal CountedSet Bar(int at) => Cell(Bars[at], at);

    internal CountedSet Special(int at) => Cell(Specials[at], Bars.Count + at);

    internal CountedSet ImpreciseSet => Cell(Imprecise, Bars.Count + Specials.Count);

    internal CountedSet MissingSet => Cell(Missing, Bars.Count + Specials.Count + 1);

    private CountedSet Cell(int count, int cell) =>
        new(count, Sums is null ? default : Sums.AsMemory(cell * CountedSet.Lanes, CountedSet.Lanes));
}

/// <param name="Rows">Of the first field, the missing last.</param>
/// <param name="Columns">Of the second field, the missing last.</param>
/// <param name="ColumnEdges">Of a second field that is a number or date: its published edges between the groups, else empty.</param>
/// <param name="MissingRows">How many people of the whole release have no value of the first field.</param>
/// <param name="MissingColumns">The same of the second field.</param>
public sealed record PairGroups(IReadOnlyList<GridGroup> Rows, IReadOnlyList<GridGroup> Columns, IReadOnlyList<double> ColumnEdges, int MissingRows, int MissingColumns);
