using Microsoft.AspNetCore.Http.Features;

namespace TrePortal.Web.Hosting;

/// <summary>
/// A circuit opens only from the portal's own pages and only over a web socket. Browsers send the cookie along with a
/// foreign page's web socket and do not ask first, so the origin is looked at on negotiation and on the upgrade.
/// </summary>
internal static class OwnOrigin
{
    public static void UseOwnOriginOnly(this IApplicationBuilder app, string publicAddress) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", out var rest))
        {
            return next(context);
        }

        var upgrades = IsWebSocket(context);
        if (!rest.HasValue && !upgrades)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest; // long polling and server-sent events are not offered
            return Task.CompletedTask;
        }

        if ((upgrades || !HttpMethods.IsGet(context.Request.Method)) && !IsOwn(context.Request, publicAddress))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    });

    private static bool IsOwn(HttpRequest request, string publicAddress) =>
        request.Headers.Origin is [{ } origin]
        && (string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || (publicAddress.Length > 0 && string.Equals(origin, publicAddress.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)));

    private static bool IsWebSocket(HttpContext context) =>
        string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };
}
