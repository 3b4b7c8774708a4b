namespace TrePortal.Domain.Disclosure;

/// <summary>
/// Hides more cells of a table than are small: where only one cell of a row or column is hidden, whoever knows the row's sum
/// can work it out, so the smallest of its neighbours is withheld as well (disclosure.md DC5). It looks at published numbers
/// only, and therefore says nothing that they do not.
/// </summary>
public static class PairSuppression
{
    /// <param name="cells">By row, then column; of equal length.</param>
    /// <returns>The same cells, some of them withheld.</returns>
    public static IReadOnlyList<IReadOnlyList<PublishedCount>> Complete(IReadOnlyList<IReadOnlyList<PublishedCount>> cells)
    {
        var table = cells.Select(row => row.ToArray()).ToArray();
        var columns = table.Length == 0 ? 0 : table[0].Length;
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var row = 0; row < table.Length; row++)
            {
                isChanged |= Partner([.. Enumerable.Range(0, columns).Select(column => (row, column))]);
            }

            for (var column = 0; column < columns; column++)
            {
                isChanged |= Partner([.. Enumerable.Range(0, table.Length).Select(row => (row, column))]);
            }
        }

        return table;

        bool Partner(List<(int Row, int Column)> line)
        {
            var shown = line.Where(cell => !table[cell.Row][cell.Column].IsHidden).ToList();
            if (shown.Count != line.Count - 1 || shown.Count == 0)
            {
                return false;
            }

            var (row, column) = shown.MinBy(cell => table[cell.Row][cell.Column].Height);
            table[row][column] = PublishedCount.Withheld;
            return true;
        }
    }
}
