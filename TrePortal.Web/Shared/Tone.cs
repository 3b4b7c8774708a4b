namespace TrePortal.Web.Shared;

/// <summary>What a chip, a notice or a toast means. Shown by icon and word, never by colour alone.</summary>
public enum Tone
{
    Neutral,
    Outline,
    Info,
    Good,
    Attention,
    Danger,
}

public static class Tones
{
    /// <summary>The tone's part of a class name: <c>chip-good</c>, <c>notice-danger</c>.</summary>
    public static string ClassPart(this Tone tone) => tone switch
    {
        Tone.Outline => "outline",
        Tone.Info => "info",
        Tone.Good => "good",
        Tone.Attention => "attention",
        Tone.Danger => "danger",
        _ => "neutral",
    };

    public static string DefaultIcon(this Tone tone) => tone switch
    {
        Tone.Good => "check-circle",
        Tone.Attention => "alert",
        Tone.Danger => "alert-circle",
        _ => "info",
    };
}
