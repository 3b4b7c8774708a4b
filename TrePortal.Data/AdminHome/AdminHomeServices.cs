using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.AdminHome;

namespace TrePortal.Data.AdminHome;

internal static class AdminHomeServices
{
    public static void AddAdminHome(this IServiceCollection services) => services.AddScoped<IAdminHomeQueries, AdminHomeQueries>();
}
