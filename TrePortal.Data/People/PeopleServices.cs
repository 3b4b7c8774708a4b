using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

internal static class PeopleServices
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(identity =>
            {
                identity.Password.RequiredLength = PasswordRules.MinLength;
                identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
                identity.SignIn.RequireConfirmedAccount = true; // asks OnlyEnabledPeople
                identity.ClaimsIdentity.UserIdClaimType = System.Security.Claims.ClaimTypes.NameIdentifier;
                identity.ClaimsIdentity.SecurityStampClaimType = SignInClaims.Stamp;
            })
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddSignInManager();
        services.Replace(ServiceDescriptor.Scoped<IUserClaimsPrincipalFactory<Account>, PrincipalOfPerson>());
        services.Replace(ServiceDescriptor.Scoped<IUserConfirmation<Account>, OnlyEnabledPeople>());
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromSeconds(60));
        services.AddSingleton<PasswordSecrets>();
        services.AddSingleton<NameAttempts>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddScoped<ISignIns, SignIns>();
        services.AddScoped<IPeopleQueries, PeopleQueries>();
        services.AddScoped<IInvitationQueries, InvitationQueries>();
        services.AddScoped<IHoldingsQueries, HoldingsQueries>();
        services.AddScoped<IAccessTokenQueries, AccessTokenQueries>();
    }
}
