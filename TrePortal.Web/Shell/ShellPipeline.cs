using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Shell;

/// <summary>The shell's place in the pipeline, in two lines of Program.cs.</summary>
public static class ShellPipeline
{
    /// <summary>First of all: headers on every answer, and pages instead of bare errors.</summary>
    public static void UsePortalShell(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseRequestLocalization(ReadersCulture);
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler(Addresses.Error, createScopeForErrors: true);
        }

        app.UseStatusCodePagesWithReExecute(Addresses.NotFound, createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            context.Features.Get<IStatusCodePagesFeature>()!.Enabled = IsForAPerson(context);
            return next(context);
        });
    }

    /// <summary>Last of all: static files and pages.</summary>
    public static void MapPortalShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous(); // the sign-in page needs them; nothing in them is secret
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null); // SecurityHeaders says it
    }

    /// <summary>Words are English so far; dates and numbers follow the reader's browser.</summary>
    private static void ReadersCulture(RequestLocalizationOptions options)
    {
        options.SupportedCultures = CultureInfo.GetCultures(CultureTypes.SpecificCultures | CultureTypes.NeutralCultures);
        options.SupportedUICultures = [CultureInfo.GetCultureInfo("en")];
        options.DefaultRequestCulture = new("en-GB", "en");
    }

    /// <summary>A browser that wants a page, not a script that asks the API or a missing style sheet.</summary>
    private static bool IsForAPerson(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !context.Request.Path.StartsWithSegments("/api")
        && context.Request.Headers.Accept.Any(kind => kind?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);
}
