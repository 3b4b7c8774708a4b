namespace TrePortal.Tests.Support;

/// <summary>Random, fault and attack tests run as samples by default and at their stated volumes with <c>./test.sh --full</c>.</summary>
internal static class FullVolume
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("TREPORTAL_FULL") == "1";

    public static int Or(int sample, int full) => IsOn ? full : sample;
}
