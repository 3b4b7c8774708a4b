using System.Globalization;
using System.Text;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;

namespace TrePortal.Web.Features.Inventory;

/// <summary>A report as a table for a spreadsheet, in which no cell of a provider's file can become a formula.</summary>
internal static class ReportCsv
{
    public static IResult Of(ImportDetails report, string fileName) => Results.File(Encoding.UTF8.GetBytes(Text(report)), "text/csv; charset=utf-8", fileName);

    internal static string Text(ImportDetails report)
    {
        var text = new StringBuilder("severity,code,asset,file,line,column,value,message,mend\r\n");
        foreach (var problem in report.Outcome.Problems)
        {
            text.AppendJoin(',', new[]
            {
                problem.Severity.ToString(), problem.Code, problem.Asset.ToString(), problem.File, Number(problem.Line), Number(problem.Column), problem.Value, problem.Message, problem.Mend,
            }.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Cell(string value)
    {
        var harmless = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
