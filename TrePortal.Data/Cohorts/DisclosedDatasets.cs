using TrePortal.Data.Disclosure;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

/// <summary>Datasets, and the ledgers through which their numbers are published.</summary>
internal sealed class DisclosedDatasets(DatasetCache cache, DisclosureLedgers ledgers, DataRoot root)
{
    public BorrowedDataset Borrow(DatasetAsset asset) => cache.Borrow(Path.Combine(root.Path, asset.Folder));

    public DisclosureLedger LedgerOf(EnvironmentId environment) => ledgers.Of(environment);
}
