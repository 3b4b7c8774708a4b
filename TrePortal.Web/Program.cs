using TrePortal.Web.Shared;
using TrePortal.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.AddPortalUi();

var app = builder.Build();
app.UsePortalShell();
app.UseAntiforgery();
app.MapPortalShell();
app.Run();
