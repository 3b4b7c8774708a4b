using System.Diagnostics;

namespace TrePortal.Web.Shell;

/// <summary>The number a person quotes and an operator searches the logs for: the W3C trace id where there is one.</summary>
public static class Reference
{
    public static string OfCurrent(string? otherwise = null) =>
        Activity.Current?.TraceId.ToHexString() ?? otherwise ?? ActivityTraceId.CreateRandom().ToHexString();
}
