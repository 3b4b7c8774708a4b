using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Projects;

/// <summary>Sizes and spans in the words that people use for them.</summary>
internal static class Measures
{
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => ProjectWords.Bytes.Fill(bytes),
        < 1_000_000 => ProjectWords.Kilobytes.Fill(bytes / 1e3),
        < 1_000_000_000 => ProjectWords.Megabytes.Fill(bytes / 1e6),
        _ => ProjectWords.Gigabytes.Fill(bytes / 1e9),
    };

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => ProjectWords.Seconds.Fill(Math.Max(1, Math.Ceiling(span.TotalSeconds))),
        { TotalMinutes: < 90 } => ProjectWords.Minutes.Fill(Math.Ceiling(span.TotalMinutes)),
        _ => ProjectWords.HoursMinutes.Fill(Math.Floor(span.TotalHours), span.Minutes),
    };
}
