using Microsoft.Playwright;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Journeys;

/// <summary>One Chromium and one portal with its demonstration, for all journeys of a run.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private PortalProcess? _portal;
    private Canaries? _canaries;

    /// <summary>Why there can be no journey here; null where there can.</summary>
    public static string? WhyNot => File.Exists(Chromium) ? null : $"There is no Chromium at {Chromium}; install it, or set CHROMIUM to its path.";

    /// <summary>Values of single people that must reach no browser.</summary>
    internal Canaries Canaries => _canaries ?? throw new InvalidOperationException("The portal was not started.");

    public PortalProcess Portal => _portal ?? throw new InvalidOperationException("The portal was not started.");

    public async Task InitializeAsync()
    {
        if (WhyNot is not null)
        {
            return; // every journey is skipped
        }

        var starting = PortalProcess.StartAsync(new Dictionary<string, string>
        {
            ["Portal__SignInsPerMinute"] = "1000", // everybody comes from one address here
        });
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = Arguments,
        });
        _portal = await starting;
        _canaries = new Canaries(_portal.DataRoot);
        _canaries.Plant();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_portal is not null)
        {
            await using var portal = _portal;
            portal.Kill(); // whatever the journeys left half done, what must hold holds
            await portal.InvariantsHoldAsync();
        }
    }

    /// <summary>A browser window of its own: no cookies, nothing stored.</summary>
    /// <param name="address">Of another portal, or of a line to one; null for the portal of the journeys.</param>
    internal async Task<IPage> WindowAsync(int width, bool dark = false, Uri? address = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (address ?? Portal.Address).ToString(),
            ViewportSize = new() { Width = width, Height = Visitor.Height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/London",
        });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserJourneys : ICollectionFixture<Browser>
{
    public const string Name = "Browser journeys";
}
