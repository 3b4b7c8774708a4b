using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>The cells of a row.</summary>
internal interface ICellsOfRow
{
    /// <summary>How many cells the row has; an empty row may have none.</summary>
    int Begin(int row, out int first);

    /// <summary>0 is missing.</summary>
    int At(int place);
}

/// <summary>A field with one value per row.</summary>
internal readonly struct OneCell(RowCodes cells) : ICellsOfRow
{
    public int Begin(int row, out int first)
    {
        first = row;
        return 1;
    }

    public int At(int place) => cells[place];
}

/// <summary>A multi-select.</summary>
internal readonly struct SeveralCells(MultiColumn column) : ICellsOfRow
{
    public int Begin(int row, out int first)
    {
        var offsets = column.Offsets;
        first = (int)offsets[row];
        return (int)offsets[row + 1] - first;
    }

    public int At(int place) => column.Width == 2 ? column.Shorts[place] : column.Ints[place];
}

/// <summary>
/// Counts people, not rows: a person is counted once in each bar however many rows or codes lead there, and in a parent's
/// bar once however many of its descendants are met.
/// </summary>
/// <param name="cells">Of the rows.</param>
/// <param name="bars">Where they count.</param>
/// <param name="rowsOf">The rows of each person; null when the rows are the people.</param>
/// <param name="withSketches">Sketches as well as counts.</param>
internal sealed class PersonCounter<TCells>(TCells cells, TileBars bars, PersonIndex? rowsOf, bool withSketches) : TileCounter
    where TCells : struct, ICellsOfRow
{
    private readonly SetCounts _counts = new(bars.Missing + 1, withSketches);
    private readonly int[] _lastCounted = NoneCounted(bars.Missing);

    public override void Count(PeopleBlock people)
    {
        var numbers = people.Numbers;
        var persons = people.Rows;
        for (var at = 0; at < persons.Length; at++)
        {
            var person = persons[at];
            var isMet = false;
            if (rowsOf is null)
            {
                isMet = Visit(person, person, numbers, at);
            }
            else
            {
                foreach (var row in rowsOf.Of(person))
                {
                    isMet |= Visit(row, person, numbers, at);
                }
            }

            if (!isMet)
            {
                _counts.Hit(bars.Missing, numbers, at);
            }
        }
    }

    public override void Add(TileCounter other) => _counts.Add(((PersonCounter<TCells>)other)._counts);

    public override TileCounts Result(string field) => bars.Result(field, _counts.People, _counts.Sums);

    // Whether the row has a value.
    private bool Visit(int row, int person, ReadOnlySpan<uint> numbers, int at)
    {
        var isMet = false;
        var count = cells.Begin(row, out var first);
        for (var place = first; place < first + count; place++)
        {
            foreach (var bar in bars.OfCell[cells.At(place)])
            {
                isMet = true;
                if (_lastCounted[bar] != person)
                {
                    _lastCounted[bar] = person;
                    _counts.Hit(bar, numbers, at);
                }
            }
        }

        return isMet;
    }

    private static int[] NoneCounted(int bars)
    {
        var last = new int[bars];
        last.AsSpan().Fill(-1);
        return last;
    }
}
