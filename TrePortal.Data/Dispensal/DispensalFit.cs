using System.Collections.Frozen;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Dispensal;

/// <inheritdoc cref="IDispensalFit"/>
internal sealed class DispensalFit(DataRoot root, DatasetCache cache) : IDispensalFit
{
    public Result Check(InventoryVersion version, InventoryVersion approvedOn, RequestContent content)
    {
        try
        {
            var opened = DispensalSource.Open(version, approvedOn, content, FrozenSet<string>.Empty, cache, root);
            if (!opened.IsOk)
            {
                return opened.Error;
            }

            using var source = opened.Value;
            return source.CheckCohort(content.Cohort?.Expression);
        }
        catch (Exception damaged) when (damaged is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Result.Ok; // a project stays open when a version is damaged; dispensing from it says so
        }
    }
}
