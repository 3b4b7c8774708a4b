using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>One person at one browser. Everything is found by role, label or words, as people find it.</summary>
public sealed partial class Visitor
{
    public const int Desk = 1280;
    public const int Phone = 360;
    internal const int Height = 900;

    private readonly Journey _journey;
    private readonly int _width;
    private string _place = "start";
    private bool _isDark;

    internal Visitor(Journey journey, IPage page, int width, bool isDark)
    {
        (_journey, Page, _width, _isDark) = (journey, page, width, isDark);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !(IsLookingForWhatIsNotThere && message.Text.Contains("404", StringComparison.Ordinal)))
            {
                journey.Found($"{Where}: the console says {message.Text}");
            }
        };
        page.PageError += (_, error) => journey.Found($"{Where}: unhandled in the page: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 500)
            {
                journey.Found($"{Where}: {response.Status} from {response.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Who is signed in.</summary>
    public string UserName { get; private set; } = "nobody";

    /// <summary>Pages and files that are not there are what this person wants to see.</summary>
    public bool IsLookingForWhatIsNotThere { get; set; }

    /// <summary>Path and query of the page.</summary>
    public string Address => new Uri(Page.Url).PathAndQuery;

    private string Where => $"{_place} ({UserName}, {_width} px{(_isDark ? ", dark" : "")}, {Page.Url})";

    public async Task SignInAsync(string userName)
    {
        UserName = userName;
        await Page.GotoAsync("/account/sign-in");
        await Button($"Sign in as {userName}").ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
        await SettleAsync();
    }

    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await SettleAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public ILocator Field(string label) => Page.GetByLabel(label);

    /// <summary>Writes into a field and leaves it, as Tab does.</summary>
    public async Task FillAsync(string label, string text)
    {
        var field = Field(label).First;
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    public async Task ClickAsync(string name) => await Button(name).First.ClickAsync();

    /// <summary>Follows a link of this name to another page and waits until that page stands.</summary>
    public Task FollowAsync(string name) => LeaveAsync(() => Link(name).First.ClickAsync());

    /// <summary>Looks for an environment in the Resource Center and opens it.</summary>
    public async Task OpenEnvironmentAsync(string name)
    {
        await GoAsync("/");
        await FillAsync("Search environments", name);
        await Page.WaitForURLAsync(url => url.Contains("q=", StringComparison.Ordinal)); // it searches when the typing pauses
        await LeaveAsync(() => Page.Locator("#content").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync());
        await Assertions.Expect(Heading(name).First).ToBeVisibleAsync();
    }

    /// <summary>Does what leads to another page, and waits until that page stands.</summary>
    public async Task LeaveAsync(Func<Task> step)
    {
        await Page.EvaluateAsync("() => document.querySelectorAll('h1, .empty-title').forEach(title => title.dataset.left = '')");
        await step();
        await Page.Locator("h1:not([data-left]), .empty-title:not([data-left])").First.WaitForAsync();
        await SettleAsync();
    }

    public async Task SeesAsync(string text) =>
        await Assertions.Expect(Page.Locator("#content").GetByText(text).First).ToBeVisibleAsync(new() { Timeout = 20_000 });

    /// <summary>The page says not found, whichever way it says it, and nothing of what it would have shown.</summary>
    public async Task IsToldNotFoundAsync(string address)
    {
        IsLookingForWhatIsNotThere = true;
        await GoAsync(address);
        await Assertions.Expect(Page.Locator("#content").GetByRole(AriaRole.Heading, new() { NameRegex = NotFound() }).First)
            .ToBeVisibleAsync();
        IsLookingForWhatIsNotThere = false;
    }

    /// <summary>
    /// Looks at the page as it is: a picture, and everything that must hold on every page. With <paramref name="alsoOnPhone"/>
    /// also at 360 px.
    /// </summary>
    public async Task LookAsync(string step, bool alsoOnPhone = false) => await LookAsync(_journey.NextPicture(step), step, alsoOnPhone);

    /// <summary>The same at both widths, light and dark.</summary>
    public async Task LookEveryWayAsync(string step)
    {
        var picture = _journey.NextPicture(step);
        await LookAsync(picture, step, alsoOnPhone: true);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        _isDark = true;
        await LookAsync(picture, step, alsoOnPhone: true);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        _isDark = false;
    }

    /// <summary>A picture of what will not stay as it is, without judging it.</summary>
    public async Task PictureAsync(string step)
    {
        _place = step;
        await SaveAsync(_journey.NextPicture(step), _width);
    }

    /// <summary>Nothing is loading any more, and the page has its heading.</summary>
    public async Task SettleAsync()
    {
        await Page.Locator("h1, .empty-title").First.WaitForAsync();
        await Assertions.Expect(Page.Locator(".boot:visible, .skeleton-block:visible")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }

    internal async Task CloseAsync() => await Page.Context.CloseAsync();

    private async Task LookAsync(string picture, string step, bool alsoOnPhone)
    {
        _place = step;
        await SettleAsync();
        await CheckAsync(picture, _width);
        if (alsoOnPhone && _width != Phone)
        {
            await Page.SetViewportSizeAsync(Phone, Height);
            await CheckAsync(picture, Phone);
            await Page.SetViewportSizeAsync(_width, Height);
        }
    }

    private async Task SaveAsync(string picture, int width)
    {
        await Page.EvaluateAsync("() => scrollTo(0, 0)");
        await Page.ScreenshotAsync(new() { Path = $"{picture}-{width}-{(_isDark ? "dark" : "light")}.png", FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    private async Task CheckAsync(string picture, int width)
    {
        await SaveAsync(picture, width);
        var wide = await Page.EvaluateAsync<string?>(
            """
            () => {
              const root = document.scrollingElement;
              if (root.scrollWidth <= root.clientWidth) return null;
              const over = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1);
              return `${root.scrollWidth} px: ` + over.slice(0, 4).map(e => e.tagName + "." + e.className).join(", ");
            }
            """);
        if (wide is not null)
        {
            _journey.Found($"{Where}: at {width} px the page scrolls sideways, {wide}");
        }

        if (await Page.Locator("#blazor-error-ui").IsVisibleAsync() || await Page.Locator("section.empty-page[role=alert]").IsVisibleAsync())
        {
            _journey.Found($"{Where}: the page failed");
        }

        if (_isDark && width != _width)
        {
            return; // colours do not depend on the width, and the light page is judged at both
        }

        foreach (var violation in (await Axe.ViolationsAsync(Page)).Where(violation => violation.Impact is "serious" or "critical"))
        {
            _journey.Found($"{Where}: at {width} px axe: {violation.Impact} {violation.Id}, {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3))}");
        }
    }

    [GeneratedRegex("not found|no project can be created|there is no such", RegexOptions.IgnoreCase)]
    private static partial Regex NotFound();
}
