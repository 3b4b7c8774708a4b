using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Hosting;

/// <summary>
/// The caller of this scope: what the request's pipeline or the command line put down, else the person of the circuit.
/// Only the id is taken from the principal; rights are read by the command itself.
/// </summary>
internal sealed class CallerSource(CallerHolder holder, AuthenticationStateProvider circuit) : ICallerSource
{
    public async Task<Caller> GetAsync(CancellationToken cancellation) =>
        holder.Caller ?? Of((await circuit.GetAuthenticationStateAsync()).User);

    private static Caller Of(ClaimsPrincipal user) => new(PortalClaims.PersonOf(user), "page", user.FindFirstValue(PortalClaims.Origin) ?? "unknown");
}

/// <summary>The few claims that the portal knows. None of them is a right.</summary>
internal static class PortalClaims
{
    public const string Token = "portal:token";
    public const string Scope = "portal:scope";

    /// <summary>The network address from which a circuit was opened.</summary>
    public const string Origin = "portal:origin";

    public static PersonId? PersonOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? new PersonId(id) : null;
}

/// <summary>Puts the caller of each request down, and for a circuit its address.</summary>
internal static class CallerPipeline
{
    /// <summary>For what is done on behalf of somebody before the pipeline has put them down.</summary>
    public static void ActAs(this HttpContext context, PersonId? person) => context.RequestServices.GetRequiredService<CallerHolder>().Caller =
        new(person, context.Request.Path.StartsWithSegments("/api") ? "api" : "page", AddressOf(context));

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    public static void UseCaller(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/_blazor"))
        {
            context.User.AddIdentity(new ClaimsIdentity([new Claim(PortalClaims.Origin, AddressOf(context))]));
        }
        else
        {
            context.ActAs(PortalClaims.PersonOf(context.User));
        }

        return next(context);
    });
}
