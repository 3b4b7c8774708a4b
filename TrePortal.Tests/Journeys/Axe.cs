using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>
/// Judges a page by axe, within the page. The package's own way opens a second page for every look, to add up what frames
/// say; the portal has no frames, and a journey looks hundreds of times.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // Rules by which WCAG 2.2 AA is judged, and axe's own good practice.
    private const string Judge =
        """
        async () => {
          if (document.querySelector("iframe, frame")) throw new Error("A page with frames must be judged with its frames.");
          const result = await axe.run(document, {
            runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
            resultTypes: ["violations"],
          });
          return JSON.stringify(result.violations.map(found => ({
            id: found.id, impact: found.impact, help: found.help, nodes: found.nodes.map(node => node.html),
          })));
        }
        """;

    public static async Task<IReadOnlyList<Violation>> ViolationsAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof axe === 'object'"))
        {
            await page.EvaluateAsync(Script);
        }

        return JsonSerializer.Deserialize<IReadOnlyList<Violation>>(await page.EvaluateAsync<string>(Judge), JsonSerializerOptions.Web)!;
    }

    internal sealed record Violation(string Id, string? Impact, string Help, IReadOnlyList<string> Nodes);
}
