using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using TrePortal.Domain.People;

namespace TrePortal.Web.Hosting;

/// <summary>Ends an open circuit within half a minute of the account being disabled or its password changed.</summary>
internal sealed class CircuitSignIn(ILoggerFactory logs, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (PortalClaims.PersonOf(authenticationState.User) is not { } person)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var signIns = scope.ServiceProvider.GetRequiredService<ISignIns>();
        return await signIns.IsCurrentAsync(person, authenticationState.User.FindFirstValue(SignInClaims.Stamp) ?? "", cancellationToken);
    }
}
