using System.Text;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Inventory.Withdrawals;

/// <summary>Finds withdrawn people in a dataset and in the owners of a bulk file.</summary>
internal static class WithdrawnPeople
{
    /// <summary>Their rows in the main entity; null when none of them is there.</summary>
    public static RowMask? In(Dataset dataset, IReadOnlySet<string> withdrawn)
    {
        RowMask? mask = null;
        foreach (var key in withdrawn)
        {
            if (dataset.Main.Keys.Find(key) is >= 0 and var row)
            {
                (mask ??= new RowMask(dataset.Main.RowCount)).Set(row);
            }
        }

        return mask;
    }

    /// <summary>Is one of the owners among them?</summary>
    /// <param name="participants">Main keys, joined by a bar; empty for nobody.</param>
    /// <param name="withdrawn">Main keys.</param>
    public static bool Own(ReadOnlySpan<byte> participants, IReadOnlySet<string> withdrawn)
    {
        if (withdrawn.Count == 0 || participants.IsEmpty)
        {
            return false;
        }

        foreach (var range in participants.Split((byte)'|'))
        {
            if (withdrawn.Contains(Encoding.UTF8.GetString(participants[range])))
            {
                return true;
            }
        }

        return false;
    }
}
