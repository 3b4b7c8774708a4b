using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Features.AdminHome;
using TrePortal.Web.Features.Audit;
using TrePortal.Web.Features.Cohorts;
using TrePortal.Web.Features.CollectionsEditor;
using TrePortal.Web.Features.Discovery;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Features.Inventory;
using TrePortal.Web.Features.InventoryBrowser;
using TrePortal.Web.Features.Notifications;
using TrePortal.Web.Features.People;
using TrePortal.Web.Features.Projects;
using TrePortal.Web.Features.Requests;
using TrePortal.Web.Features.Reviews;
using TrePortal.Web.Features.ShowcaseBuilder;

namespace TrePortal.Web.Api;

/// <summary>
/// The API's frame: who may call, how it reads and writes, and the list of the capabilities' routes. How to add routes:
/// docs/api-guide.md.
/// </summary>
internal static class PortalApi
{
    public const string Root = "/api/v1";

    private const string Policy = "api";

    public static void AddPortalApi(this IServiceCollection services, int callsPerMinute)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(TokenAuthentication.SchemeName)
            .RequireAuthenticatedUser()
            .AddRequirements(new ScopeAllows()));
        services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = async (rejected, _) =>
            {
                var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(10);
                await ApiFailures.WriteAsync(rejected.HttpContext, new TooMany(after)); // a script for pages too: people do not get here
            };
            limiter.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(
                CallerOf(context), _ => new() { PermitLimit = callsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        });
        services.AddPortalOpenApi();
    }

    public static void UseApiFailures(this IApplicationBuilder app) => app.UseMiddleware<ApiFailures>();

    /// <summary>After the caller is known: whoever may not call is not told what an address knows.</summary>
    public static void UseQueryNames(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(Root) && context.GetEndpoint() is { } endpoint)
        {
            QueryNames.Of(endpoint).Check(context.Request.Query);
        }

        return next(context);
    });

    public static void MapPortalApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var api = app.MapGroup(Root).RequireAuthorization(Policy).RequireRateLimiting(Policy).DisableAntiforgery();
        api.MapCapabilities();
    }

    /// <summary>One line per capability.</summary>
    private static void MapCapabilities(this RouteGroupBuilder api)
    {
        api.MapMeApi();
        api.MapNotificationsApi();
        api.MapOrganizationsApi();
        api.MapInvitationsApi();
        api.MapUsersApi();
        api.MapAdminHomeApi();
        api.MapDiscoveryApi();
        api.MapEnvironmentsApi();
        api.MapDocumentsApi();
        api.MapPoliciesApi();
        api.MapUseApi();
        api.MapConfigurationApi();
        api.MapMembershipApi();
        api.MapInventoryApi();
        api.MapShowcaseBuilderApi();
        api.MapInventoryBrowserApi();
        api.MapCollectionsApi();
        api.MapCohortsApi();
        api.MapRequestsApi();
        api.MapReviewsApi();
        api.MapProjectsApi();
        api.MapJobsApi();
        api.MapAuditApi();
    }

    /// <summary>A POST that only asks: a read token may call it.</summary>
    public static RouteHandlerBuilder OnlyReads(this RouteHandlerBuilder route) => route.WithMetadata(new OnlyReads());

    private static string CallerOf(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } token]
            ? Hash.Of(token)
            : context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
}
