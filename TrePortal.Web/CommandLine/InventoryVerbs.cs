using System.Text.Json;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;
using TrePortal.Web.Api;

namespace TrePortal.Web.CommandLine;

internal static class InventoryVerbs
{
    private const int MostShown = 50;

    private static readonly JsonSerializerOptions _json = Json();

    public static Verb Validate { get; } = new(
        "inventory validate",
        "Check the folder of a release without importing it.",
        """
        DIR [--json] [--all]

        DIR holds tabular/, showcase/, files/, file_inventory.tsv, data_collections.json and withdrawn.csv; what is absent
        is not checked. It is the check that an import makes; it needs no portal and keeps nothing. Prints what was found in
        each asset and the first 50 problems with file, line, column, code and what to do; --all prints up to 1,000. --json
        prints the whole report as JSON instead.

        Ends with 0 when the portal would take the release (warnings are printed), with 1 when it would refuse it, with 2
        when the command was not understood.
        """,
        ["--folder"],
        ["--json", "--all"],
        ValidateAsync)
    {
        IsOffline = true,
    };

    private static async Task<int> ValidateAsync(VerbContext context, CancellationToken cancellation)
    {
        var folder = Standing(context.Arguments.Find("--folder") ?? throw new UsageException("Name the folder of the release."));
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder}.");
        }

        var report = context.Services.GetRequiredService<InventoryValidator>().Validate(folder, progress: null, cancellation);
        if (context.Arguments.Has("--json"))
        {
            await context.Output.WriteLineAsync(JsonSerializer.Serialize(report, _json));
        }
        else
        {
            await PrintAsync(report, context.Arguments.Has("--all") ? int.MaxValue : MostShown, context.Output);
        }

        return report.IsOk ? 0 : 1;
    }

    private static async Task PrintAsync(ImportReport report, int most, TextWriter output)
    {
        foreach (var problem in report.Problems.OrderBy(problem => problem.Severity).Take(most))
        {
            await output.WriteLineAsync(Line(problem));
        }

        var left = report.Errors + report.Warnings - Math.Min(most, report.Problems.Count);
        if (left > 0)
        {
            await output.WriteLineAsync($"and {left:N0} more, by code: {string.Join(", ", report.Totals.Select(total => $"{total.Key} {total.Value:N0}"))}.");
        }

        foreach (var asset in report.Assets)
        {
            await output.WriteLineAsync(Summary(asset));
        }

        await output.WriteLineAsync($"{report.Errors:N0} errors, {report.Warnings:N0} warnings.");
    }

    private static string Summary(AssetSummary asset) => $"{asset.Asset}: " + asset.Asset switch
    {
        InventoryAsset.Files => $"{asset.Files:N0} files, {asset.FileBytes:N0} bytes.",
        InventoryAsset.Collections => $"{asset.Collections:N0} collections.",
        _ => $"{asset.Participants:N0} in the main entity, {asset.Fields:N0} fields, {asset.Rows:N0} rows ({string.Join(", ", asset.Tables.Select(table => $"{table.Entity} {table.Rows:N0}"))}).",
    };

    private static JsonSerializerOptions Json()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true };
        ApiJson.Configure(options);
        return options;
    }

    private static string Line(InventoryProblem problem)
    {
        var place = (problem.Line, problem.Column) switch
        {
            ({ } line, { } column) => $":{line}:{column}",
            ({ } line, null) => $":{line}",
            _ => "",
        };
        var value = problem.Value.Length == 0 ? "" : $" [{problem.Value}]";
        var severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning";
        return $"{problem.File}{place}: {severity} {problem.Code}: {problem.Message}{value} {problem.Mend}";
    }

    // "dotnet run" moves to the project's folder; the shell's variable still says where the person stands.
    private static string Standing(string folder) =>
        !Directory.Exists(folder) && Environment.GetEnvironmentVariable("PWD") is { Length: > 0 } shell && Directory.Exists(Path.Combine(shell, folder))
            ? Path.GetFullPath(Path.Combine(shell, folder))
            : folder;
}
