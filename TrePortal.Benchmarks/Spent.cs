using System.Diagnostics;
using System.Globalization;

namespace TrePortal.Benchmarks;

/// <summary>What some work took: time on the clock, time of processors, and growth of resident memory.</summary>
/// <param name="Wall">Depends on what else the machine does.</param>
/// <param name="Processor">Of all threads of this process together.</param>
/// <param name="Growth">Bytes, from before the work to its peak.</param>
internal sealed record Spent(TimeSpan Wall, TimeSpan Processor, long Growth)
{
    public static Spent On(Action work)
    {
        GC.Collect(2, GCCollectionMode.Aggressive);
        ForgetPeak();
        using var process = Process.GetCurrentProcess();
        var (before, processor, clock) = (process.WorkingSet64, process.TotalProcessorTime, Stopwatch.StartNew());
        work();
        clock.Stop();
        process.Refresh();
        return new Spent(clock.Elapsed, process.TotalProcessorTime - processor, Peak(process) - before);
    }

    public double MegabytesPerSecond(long bytes) => bytes / 1e6 / Wall.TotalSeconds;

    public double MegabytesPerProcessorSecond(long bytes) => bytes / 1e6 / Processor.TotalSeconds;

    private static void ForgetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    private static long Peak(Process process)
    {
        const string Label = "VmHWM:";
        var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith(Label, StringComparison.Ordinal)) : null;
        return line is null ? process.PeakWorkingSet64 : long.Parse(line.AsSpan(Label.Length, line.Length - Label.Length - 2), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }
}
