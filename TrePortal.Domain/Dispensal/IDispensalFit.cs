using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Dispensal;

/// <summary>Whether what was approved is still there to be dispensed: asked before anybody waits for it.</summary>
public interface IDispensalFit
{
    /// <param name="version">What would be dispensed from.</param>
    /// <param name="approvedOn">The version that was active when the request was submitted.</param>
    /// <param name="content">Of the approved request.</param>
    /// <returns>What is missing, in words for whoever wants it; ok also when that cannot be told now.</returns>
    Result Check(InventoryVersion version, InventoryVersion approvedOn, RequestContent content);
}
