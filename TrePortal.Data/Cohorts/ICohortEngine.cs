using TrePortal.Domain.Cohorts;

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
    /// <exception cref="ArgumentException">A field is unknown or cannot be charted.</exception>
    IReadOnlyList<TileCounts> Tiles(RowMask people, IReadOnlyList<string> fields, CancellationToken cancellation);
}

/// <summary>True counts of people for one field. A person with several values is counted once in each bar.</summary>
/// <param name="Field">The address.</param>
/// <param name="Bars">
/// Categories: one per code in the order of the column, each with everything below it. Numbers and dates: one per bin of
/// the column's published edges.
/// </param>
/// <param name="Specials">Special codes of a sparse field, in the order of the column.</param>
/// <param name="Imprecise">People whose date is known too roughly to lie inside one bin.</param>
/// <param name="Missing">People without any value: an empty cell in every row they have, or no row.</param>
public sealed record TileCounts(string Field, IReadOnlyList<int> Bars, IReadOnlyList<int> Specials, int Imprecise, int Missing);
