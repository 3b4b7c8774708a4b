using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;

namespace TrePortal.Web.CommandLine;

internal static class InventoryVerbs
{
    public static Verb Validate { get; } = new(
        "inventory validate",
        "Check the folder of a release without importing it.",
        """
        DIR

        DIR holds tabular/, showcase/, files/, file_inventory.tsv, data_collections.json and withdrawn.csv; what is absent
        is not checked. Prints each problem with its file, line, column, code and what to do. Ends with 0 when nothing is
        wrong (warnings are printed), with 1 when the portal would refuse the release.
        """,
        ["--folder"],
        [],
        ValidateAsync);

    private static async Task<int> ValidateAsync(VerbContext context, CancellationToken cancellation)
    {
        var folder = Standing(context.Arguments.Find("--folder") ?? throw new UsageException("Name the folder of the release."));
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder}.");
        }

        var report = context.Services.GetRequiredService<InventoryValidator>().Validate(folder, progress: null, cancellation);
        foreach (var problem in report.Problems)
        {
            await context.Output.WriteLineAsync(Line(problem));
        }

        foreach (var asset in report.Assets)
        {
            await context.Output.WriteLineAsync($"{asset.Asset}: {asset.Rows:N0} rows, {asset.Fields:N0} fields, {asset.Files:N0} files, {asset.Collections:N0} collections.");
        }

        await context.Output.WriteLineAsync($"{report.Errors:N0} errors, {report.Warnings:N0} warnings{(report.Errors + report.Warnings > report.Problems.Count ? $"; the first {report.Problems.Count:N0} are shown" : "")}.");
        return report.IsOk ? 0 : 1;
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
