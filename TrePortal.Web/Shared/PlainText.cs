using Markdig;

namespace TrePortal.Web.Shared;

/// <summary>Markdown without its marks, for the two lines of a card.</summary>
public static class PlainText
{
    private const int Longest = 400;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    public static string Of(string markdown)
    {
        var text = Markdown.ToPlainText(markdown.Length > Longest * 4 ? markdown[..(Longest * 4)] : markdown, Pipeline).ReplaceLineEndings(" ").Trim();
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }
}
