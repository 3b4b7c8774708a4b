namespace TrePortal.Benchmarks;

/// <summary>One line per measure: <c>metric name value unit target target ok|short</c>.</summary>
internal static class Metric
{
    /// <summary>More is better.</summary>
    public static void AtLeast(string name, double value, string unit, double target) => Write(name, value, unit, target, value >= target);

    /// <summary>Less is better.</summary>
    public static void AtMost(string name, double value, string unit, double target) => Write(name, value, unit, target, value <= target);

    /// <summary>A yardstick of the same run, without a target of its own.</summary>
    public static void Yardstick(string name, double value, string unit) => Console.WriteLine($"metric {name} {value:0.###} {unit} yardstick");

    /// <summary>The value below which the given share of the samples lies.</summary>
    public static double Percentile(List<double> samples, double share)
    {
        samples.Sort();
        return samples[Math.Min(samples.Count - 1, (int)Math.Ceiling(share * samples.Count) - 1)];
    }

    private static void Write(string name, double value, string unit, double target, bool isMet) =>
        Console.WriteLine($"metric {name} {value:0.###} {unit} target {target:0.###} {(isMet ? "ok" : "short")}");
}
