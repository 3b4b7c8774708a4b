using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace TrePortal.Web.Shared;

/// <summary>
/// Markdown from people, as HTML that cannot act: no raw HTML, no picture fetched from anywhere, and links only to the
/// web, a mailbox or this portal.
/// </summary>
public static class SafeMarkdown
{
    /// <summary>Below the page's title and its sections, whatever the writer began with.</summary>
    private const int HighestHeading = 3;

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseEmphasisExtras().Build();

    private static readonly string[] Schemes = ["http", "https", "mailto"];

    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var headings = document.Descendants<HeadingBlock>().ToList();
        var highest = headings.Select(heading => heading.Level).DefaultIfEmpty().Min();
        foreach (var heading in headings)
        {
            heading.Level = Math.Min(6, heading.Level - highest + HighestHeading);
        }

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            link.GetDynamicUrl = null;
            link.Url = IsSafe(link.Url) ? link.Url : null;
            link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
        }

        foreach (var link in document.Descendants<AutolinkInline>())
        {
            link.Url = link.IsEmail || IsSafe(link.Url) ? link.Url : "";
        }

        return document.ToHtml(Pipeline);
    }

    /// <summary>A listed scheme, or an address within this portal. Anything a browser might read differently is refused.</summary>
    public static bool IsSafe(string? url)
    {
        if (string.IsNullOrWhiteSpace(url) || url.Any(sign => char.IsControl(sign) || sign == '\\'))
        {
            return false;
        }

        var trimmed = url.Trim();
        if (trimmed.StartsWith("//", StringComparison.Ordinal))
        {
            return false;
        }

        var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        var path = trimmed.AsSpan().IndexOfAny('/', '?', '#');
        var hasScheme = colon >= 0 && (path < 0 || colon < path);
        return !hasScheme || Schemes.Contains(trimmed[..colon], StringComparer.OrdinalIgnoreCase);
    }
}
