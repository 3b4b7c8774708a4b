using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

/// <summary>What the static account pages need, and the one address that is not a page: signing out.</summary>
internal static class AccountPages
{
    /// <summary>On pages that take a secret: tries per network address and minute.</summary>
    public const string Throttle = "sign-in";

    public static void AddAccountPages(this IServiceCollection services, PortalSettings settings)
    {
        services.AddScoped<INavigationRights, NavigationRightsOfActor>();
        services.AddScoped<RequestCaller>();
        services.AddScoped<AccountSession>();
        services.AddScoped<PageAsker>();
        services.AddScoped<TrePortal.Web.Features.Audit.AuditReading>();
        services.AddRateLimiter(limiter => limiter.AddPolicy(Throttle, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new() { PermitLimit = settings.Portal.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter("")));
    }

    public static void MapAccount(this WebApplication app) => app.MapPost(Addresses.SignOut, SignOutAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, ISignIns signIns, CancellationToken cancellation)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }

        await signIns.SignOutAsync(cancellation);
        return Results.Redirect(Addresses.SignIn);
    }
}

/// <summary>Where a person is sent after signing in: only to a page of this portal.</summary>
internal static class LocalAddress
{
    /// <summary>The address if it is a path of this portal, else the front page.</summary>
    public static string Of(string? returnUrl)
    {
        if (string.IsNullOrEmpty(returnUrl) || returnUrl.Length > 2000 || !IsPath(returnUrl) || returnUrl.StartsWith("/account", StringComparison.OrdinalIgnoreCase))
        {
            return Addresses.ResourceCenter;
        }

        // What a server further on might decode must be harmless too.
        return IsPath(Uri.UnescapeDataString(returnUrl)) ? returnUrl : Addresses.ResourceCenter;
    }

    private static bool IsPath(string text) =>
        text[0] == '/' && !text.StartsWith("//", StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal) && !text.Any(char.IsControl);
}
