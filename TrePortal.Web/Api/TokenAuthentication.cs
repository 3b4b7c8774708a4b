using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.Api;

/// <summary>
/// Personal access tokens. The only way into the API: cookies are not looked at, a token in the address is refused, and
/// one that was good until then is revoked and written down: proxies and browsers keep addresses.
/// </summary>
#pragma warning disable CA1812 // made by the authentication system
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, IAccessTokenQueries tokens,
    AccessTokenCommands commands)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
#pragma warning restore CA1812
{
    public const string SchemeName = "token";

    private static readonly string[] NeverInTheAddress = ["access_token", "token", "api_key", "apikey", "key"];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var exposed = Request.Query.SelectMany(parameter => parameter.Value).Select(value => TokenSecret.Parse(value ?? "")).FirstOrDefault(secret => secret is not null);
        if (exposed is not null)
        {
            await RevokeAsync(exposed);
        }

        if (exposed is not null || NeverInTheAddress.Any(Request.Query.ContainsKey))
        {
            return AuthenticateResult.Fail("A token does not belong into the address.");
        }

        var header = Request.Headers.Authorization;
        if (header is not [{ } value] || !value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (TokenSecret.Parse(value["Bearer ".Length..].Trim()) is not { } secret || await tokens.UseAsync(secret, Context.RequestAborted) is not { } holder)
        {
            return AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, holder.Person.Value.ToString()),
                new Claim(PortalClaims.Token, holder.Token.Value.ToString()),
                new Claim(PortalClaims.Scope, holder.Scope.ToString()),
            ],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private async Task RevokeAsync(TokenSecret exposed)
    {
        if (await tokens.UseAsync(exposed, Context.RequestAborted) is { } holder)
        {
            Context.ActAs(holder.Person);
            await commands.ExposedAsync(holder.Token, CancellationToken.None);
        }
    }
}

/// <summary>A read token does not change anything.</summary>
internal sealed class ScopeAllows : AuthorizationHandler<ScopeAllows>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeAllows requirement)
    {
        if (context.User.HasClaim(PortalClaims.Scope, nameof(TokenScope.Write))
            || (context.Resource is HttpContext http && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
                || http.GetEndpoint()?.Metadata.GetMetadata<OnlyReads>() is not null)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>On a POST that only asks (a query too large for an address).</summary>
internal sealed record OnlyReads;
