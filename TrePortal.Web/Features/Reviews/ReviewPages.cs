using Microsoft.Extensions.DependencyInjection.Extensions;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Reviews;

internal static class ReviewPages
{
    public static void AddReviewPages(this IServiceCollection services)
    {
        services.AddScoped<ReviewServices>();
        services.Replace(ServiceDescriptor.Scoped<IWorkQueueCount, ReviewQueueCount>());
    }
}
