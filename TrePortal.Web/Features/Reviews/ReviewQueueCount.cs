using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Reviews;

/// <summary>The number beside "My reviews".</summary>
internal sealed class ReviewQueueCount(IReviewQueries queries, ICurrentActor actors) : IWorkQueueCount
{
    public async Task<int> CountAsync(CancellationToken cancellation) => await queries.CountWaitingAsync(await actors.GetAsync(cancellation), cancellation);
}
