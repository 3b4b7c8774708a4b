using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>Somebody who uses no mouse: finds everything by Tab and by the name that a screen reader says.</summary>
internal sealed class Keyboard(IPage page)
{
    private const int MostSteps = 250;

    /// <summary>Tabs on until a control has the focus whose name begins so.</summary>
    public async Task ToAsync(string name)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if ((await FocusedAsync()).StartsWith(name, StringComparison.Ordinal))
            {
                Assert.True(await IsSeenAsync(), $"{name} has the focus, and nobody can see that it has.");
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"By Tab nobody comes to \"{name}\".");
    }

    public async Task PressAsync(string name, string key = "Enter")
    {
        // People look before they press; a page that is just being drawn anew may take the focus from what they found.
        await ToAsync(name);
        await page.WaitForTimeoutAsync(300);
        await ToAsync(name);
        await page.Keyboard.PressAsync(key);
        await page.WaitForTimeoutAsync(300);
    }

    public Task TypeAsync(string text) => page.Keyboard.TypeAsync(text);

    public Task KeyAsync(string key) => page.Keyboard.PressAsync(key);

    private Task<string> FocusedAsync() => page.EvaluateAsync<string>(
        """
        () => {
          const at = document.activeElement;
          if (!at || at === document.body) return "";
          const by = at.getAttribute("aria-labelledby");
          const label = at.labels?.[0]?.textContent;
          return (at.getAttribute("aria-label") ?? (by && document.getElementById(by)?.textContent) ?? label ?? at.textContent ?? "").trim().replace(/\s+/g, " ");
        }
        """);

    // An outline, a shadow or a border that is there because of the focus.
    private Task<bool> IsSeenAsync() => page.EvaluateAsync<bool>(
        """
        () => {
          const at = document.activeElement;
          const look = e => { const s = getComputedStyle(e); return s.outlineStyle !== "none" && s.outlineWidth !== "0px" || s.boxShadow !== "none"; };
          return look(at) || (at.parentElement && look(at.parentElement));
        }
        """);
}
