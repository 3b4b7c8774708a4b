using System.Globalization;
using System.Runtime.InteropServices;
using TrePortal.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var names = args.Where(argument => !argument.StartsWith('-')).ToList();
var quick = args.Contains("--quick");
var benchmarks = new Dictionary<string, Func<bool, int>>(StringComparer.Ordinal)
{
    ["import"] = ImportBenchmark.Run,
    ["import-large"] = LargeImportBenchmark.Run,
    ["cohort"] = CohortBenchmark.Run,
    ["showcase"] = ShowcaseBenchmark.Run,
    ["dispense"] = DispenseBenchmark.Run,
    ["lists"] = ListsBenchmark.Run,
    ["web"] = WebBenchmark.Run,
};

if (names.Count != 1 || (names[0] != "all" && !benchmarks.ContainsKey(names[0])))
{
    await Console.Error.WriteLineAsync($"Usage: dotnet run -c Release --project TrePortal.Benchmarks -- <{string.Join('|', benchmarks.Keys)}|all> [--quick]");
    return 2;
}

Console.WriteLine($"machine {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}");
var wrong = benchmarks.Where(benchmark => names[0] == "all" || names[0] == benchmark.Key).Sum(benchmark => benchmark.Value(quick));
return wrong == 0 ? 0 : 1;
