using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace TrePortal.Web.Shell;

public sealed partial class App
{
    private static readonly InteractiveServerRenderMode OverACircuit = new(prerender: false);
    private static readonly string[] Themes = ["light", "dark"];

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    private IComponentRenderMode? PageMode => HttpContext.AcceptsInteractiveRouting() ? OverACircuit : null;

    /// <summary>From the cookie, so that the first byte already has the right colours.</summary>
    private string Theme => Themes.FirstOrDefault(theme => theme == HttpContext.Request.Cookies["portal-theme"]) ?? "system";
}
