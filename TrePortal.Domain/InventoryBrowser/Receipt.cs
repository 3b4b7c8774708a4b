using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.InventoryBrowser;

/// <summary>
/// What a request for a collection would receive for all participants, worked out by the code that dispenses. Numbers are
/// published ones.
/// </summary>
/// <param name="Collections">It and everything that goes with it: what it requires, and what is always selected.</param>
/// <param name="People">Participants; null when there are no tables.</param>
/// <param name="Tables">In dictionary order.</param>
/// <param name="Codings">Names of the codings that the cut dictionary keeps.</param>
/// <param name="Files">Null when none of the collections holds files: that follows from the dictionary, not from counting.</param>
public sealed record Receipt(
    IReadOnlyList<string> Collections, PublishedCount? People, IReadOnlyList<ReceivedTable> Tables, IReadOnlyList<string> Codings, ReceivedFiles? Files)
{
    public int Columns => Tables.Sum(table => table.Columns.Count);
}

/// <param name="Rows">Published.</param>
/// <param name="Columns">In dictionary order; keys and references are among them.</param>
public sealed record ReceivedTable(string Entity, string Title, PublishedCount Rows, IReadOnlyList<FieldSchema> Columns);

/// <param name="Bytes">To two digits; null when the count is hidden.</param>
public sealed record ReceivedFiles(PublishedCount Count, long? Bytes)
{
    /// <summary>Two leading digits: a size must not say more than the rounded number of files does.</summary>
    public static long Rounded(long bytes)
    {
        var unit = 1L;
        while (bytes / unit >= 100)
        {
            unit *= 10;
        }

        return bytes / unit * unit;
    }
}
