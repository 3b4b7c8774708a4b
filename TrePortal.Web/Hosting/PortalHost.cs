using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using TrePortal.Data;
using TrePortal.Data.Kernel;
using TrePortal.Data.Notifications;
using TrePortal.Data.Seed;
using TrePortal.Data.Sqlite;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Web.Api;
using TrePortal.Web.Features.Audit;
using TrePortal.Web.Features.CollectionsEditor;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Features.Inventory;
using TrePortal.Web.Features.Notifications;
using TrePortal.Web.Features.People;
using TrePortal.Web.Features.Projects;
using TrePortal.Web.Features.Requests;
using TrePortal.Web.Features.Reviews;
using TrePortal.Web.Shared;
using TrePortal.Web.Shell;

namespace TrePortal.Web.Hosting;

/// <summary>Puts the portal together: services first, then the way of a request through it.</summary>
internal static class PortalHost
{
    /// <exception cref="PortalStartException">A setting is wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, EnvironmentName = EnvironmentWhenUnsaid(args) });
        PortalSettings.AddFile(builder.Configuration);
        var settings = PortalSettings.Read(builder.Configuration, builder.Environment);
        builder.WebHost.UseStaticWebAssets(); // "dotnet run" outside Development serves package assets too
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 5000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddPortal(settings, new DataRoot(settings.DataRoot, exclusive: settings.Database.IsSqlite));
        builder.Services.AddPortalWeb(settings, builder.Environment);

        var app = builder.Build();
        app.UsePortal(settings);
        return app;
    }

    /// <summary>What the portal is without its faces: domain, data, clock, caller. The command line needs no more.</summary>
    public static void AddPortal(this IServiceCollection services, PortalSettings settings, DataRoot root)
    {
        SystemSqlite.Require();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddDataProtection().SetApplicationName("tre-portal").PersistKeysToFileSystem(new DirectoryInfo(root.Keys));
        services.AddPortalDomain();
        services.AddSingleton(settings.Inventory);
        services.AddSingleton(settings.Documents);
        services.AddSingleton(settings.Projects);
        services.AddSingleton(settings.Mail);
        services.AddSingleton<IMailWriter>(provider => new MailWriter(provider.GetRequiredService<MailOptions>().PublicAddress));
        services.AddPortalData(settings.Database, settings.Jobs, root);
        services.AddScoped<ICallerSource, CallerSource>();
        services.AddScoped<AuthenticationStateProvider, CircuitSignIn>();
        services.AddHttpContextAccessor();
        services.AddSingleton<AccountLinks>();
    }

    private static void AddPortalWeb(this IServiceCollection services, PortalSettings settings, IWebHostEnvironment environment)
    {
        services.AddSingleton<Bootstrap>();
        services.AddSingleton<IFirstStart>(provider => provider.GetRequiredService<Bootstrap>());
        if (environment.IsDevelopment() && settings.Portal.Demo)
        {
            services.AddDemonstration();
        }

        services.AddPortalUi();
        services.AddAccountPages(settings);
        services.AddScoped<UploadReceiver>();
        services.AddDocumentPages();
        services.AddScoped<WithdrawnReceiver>();
        services.AddScoped<VersionsApi.Asking>();
        services.AddRequestPages();
        services.AddReviewPages();
        services.AddPortalApi(settings.Portal.ApiCallsPerMinute);
        services.AddHealthChecks().AddDbContextCheck<PortalDbContext>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie => Configure(cookie, settings, environment));
        services.AddHsts(hsts => (hsts.MaxAge, hsts.IncludeSubDomains) = (TimeSpan.FromDays(365), true));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.Configure<ForwardedHeadersOptions>(forwarded => Believe(forwarded, settings.Portal.TrustedProxies));
        if (settings.Portal.PublicAddress.Length > 0)
        {
            services.PostConfigure<HostFilteringOptions>(hosts => hosts.AllowedHosts = [new Uri(settings.Portal.PublicAddress).Host, "localhost", "127.0.0.1", "[::1]"]);
        }
    }

    // Where nobody is named, nobody is believed: the framework's own switch (ForwardedHeaders_Enabled, which some hosts set)
    // would believe everybody then. A chain of proxies is followed as far as each of them is named.
    private static void Believe(ForwardedHeadersOptions forwarded, IReadOnlyList<string> proxies)
    {
        forwarded.ForwardedHeaders = proxies.Count == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in proxies.Select(IPAddress.Parse))
        {
            forwarded.KnownProxies.Add(proxy.IsIPv4MappedToIPv6 ? proxy.MapToIPv4() : proxy);
        }
    }

    private static void Configure(CookieAuthenticationOptions options, PortalSettings settings, IWebHostEnvironment environment)
    {
        // The __Host- prefix binds the cookie to this host, and browsers take it over https only.
        var isHttps = settings.Portal.PublicAddress.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.Cookie.Name = isHttps ? "__Host-portal" : "portal";
        options.Cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.LoginPath = Addresses.SignIn;
        options.LogoutPath = Addresses.SignOut;
        options.AccessDeniedPath = Addresses.NotFound;
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
    }

    private static void UsePortal(this WebApplication app, PortalSettings settings)
    {
        if (settings.Portal.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UsePortalShell();
        app.UseApiFailures();
        app.UseOwnOriginOnly(settings.Portal.PublicAddress);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseCaller();
        app.UseQueryNames();
        app.UseIdempotencyKeys();
        app.UseAntiforgery();
        app.MapPortalShell();
        app.MapAccount();
        app.MapAuditDownload();
        app.MapProjectDownload();
        app.MapEvidenceDownload();
        app.MapAttachmentPages();
        app.MapWorkPages();
        app.MapInventoryPages();
        app.MapDocumentPages();
        app.MapCollectionsPages();
        app.MapMembersPages();
        app.MapConfigurationPages();
        app.MapPortalApi();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }

    /// <summary>
    /// "dotnet run" is development unless somebody says otherwise: built in place, and started in the project's own folder.
    /// A launch profile would do the same, but "dotnet run" announces it on the output that scripts read a token from.
    /// </summary>
    internal static string? EnvironmentWhenUnsaid(string[] args)
    {
        var project = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));
        var isSaid = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 }
            || args.Any(argument => argument.StartsWith("--environment", StringComparison.OrdinalIgnoreCase));
        return !isSaid && project == Directory.GetCurrentDirectory() && File.Exists(Path.Combine(project, "TrePortal.Web.csproj"))
            ? Environments.Development
            : null;
    }
}
