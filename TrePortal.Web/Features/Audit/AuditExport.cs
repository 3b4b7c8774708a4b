using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Audit;

/// <summary>The audit log as a download, one line after the other as it is read.</summary>
internal static class AuditExport
{
    private static readonly string[] Columns = ["sequence", "at", "actorId", "actor", "actingAs", "action", "kind", "object", "environment", "content", "origin", "hash"];

    /// <summary>The download of the page, for the person who is signed in there.</summary>
    public static void MapAuditDownload(this WebApplication app) =>
        app.MapGet(Addresses.AdminAuditExport, ([AsParameters] AuditAsked asked, string? format, AuditReading reading) => Of(asked, format, reading)).ExcludeFromDescription();

    public static IResult Of(AuditAsked asked, string? format, AuditReading reading) => format switch
    {
        null or "csv" => Stream(asked, reading, "text/csv; charset=utf-8", "audit.csv", string.Join(',', Columns) + "\r\n", Csv),
        "jsonl" => Stream(asked, reading, "application/jsonl", "audit.jsonl", "", row => JsonSerializer.Serialize(Members(row)) + "\n"),
        _ => ApiResults.Refused(new Invalid("format", "format", "format is csv or jsonl.")),
    };

    private static PushStreamHttpResult Stream(AuditAsked asked, AuditReading reading, string type, string name, string head, Func<AuditRow, string> line) =>
        TypedResults.Stream(
            async body =>
            {
                await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                await writer.WriteAsync(head);
                await foreach (var row in reading.StreamAsync(asked, CancellationToken.None))
                {
                    await writer.WriteAsync(line(row));
                }
            },
            type,
            name);

    private static string Csv(AuditRow row) => string.Join(',', Members(row).Values.Select(value => Quoted(value ?? ""))) + "\r\n";

    /// <summary>Quoted always; what a spreadsheet would take for a formula gets an apostrophe.</summary>
    private static string Quoted(string value) =>
        '"' + (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' ? "'" : "") + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static Dictionary<string, string?> Members(AuditRow row) => Columns.Zip(
        new[]
        {
            row.Sequence.ToString(CultureInfo.InvariantCulture), row.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), row.ActorId.ToString(), row.Actor, row.ActingAs,
            row.Action, row.Kind, row.Object.ToString(), row.Environment?.ToString(), row.Content, row.Origin, row.Hash,
        }).ToDictionary(pair => pair.First, pair => (string?)pair.Second);
}
