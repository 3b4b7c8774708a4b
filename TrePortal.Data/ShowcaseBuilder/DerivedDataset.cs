using System.Buffers;
using System.Globalization;
using System.Text;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>
/// Writes a showcase as dataset files, which are then imported like any provider's. Rows come under numbers, and in an
/// order, that lead nobody back to the inventory.
/// </summary>
/// <param name="dataset">The tabular inventory.</param>
/// <param name="recipe">What becomes of it.</param>
/// <param name="secret">Of the environment, for the numbers of people.</param>
internal sealed class DerivedDataset(Dataset dataset, ShowcaseRecipe recipe, byte[] secret)
{
    private const int RowsPerReport = 8192;
    private const int FlushAt = 256 << 10;

    private static readonly SearchValues<byte> _special = SearchValues.Create(",\"\r\n"u8);

    /// <param name="folder">Created; absent before.</param>
    /// <param name="progress">Gets rows done and rows in all.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public void Write(string folder, Action<long, long> progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var people = PeopleDraw.Numbers(dataset.Main, secret);
        var drawn = PeopleDraw.Draw(people, recipe.SamplePercent);
        var taken = PeopleDraw.Taken(drawn, dataset.Main.RowCount);
        var design = ShowcaseDesign.Of(recipe, dataset, taken);
        WriteTables(folder, DictionaryTables.Of([.. design.Tables.Select(table => (table.Source.Schema, table.Fields))], design.Codings));
        var total = design.Tables.Sum(table => (long)table.Source.RowCount);
        var numbers = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        var done = 0L;
        foreach (var table in design.Tables)
        {
            var rows = table.Reference is null ? drawn : RowsOf(table, taken);
            numbers.Add(table.Source.Schema.Name, table.Reference is null ? people : PeopleDraw.ByChance(table.Source.RowCount));
            WriteRows(folder, table, rows, numbers, written => progress(done + written, total), cancellation);
            done += table.Source.RowCount;
        }
    }

    private static int[] RowsOf(DesignedTable table, bool[]? taken)
    {
        var rows = PeopleDraw.Shuffled(table.Source.RowCount);
        if (taken is null)
        {
            return rows;
        }

        var persons = table.Source.PersonRows.ToArray();
        return [.. rows.Where(row => taken[persons[row]])];
    }

    private static void WriteRows(
        string folder, DesignedTable table, int[] rows, Dictionary<string, ulong[]> numbers, Action<long> progress, CancellationToken cancellation)
    {
        using var file = new FileStream(Path.Combine(folder, table.Source.Schema.Name + ".data.csv"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
        var buffer = new ArrayBufferWriter<byte>(FlushAt * 2);
        var cell = new ArrayBufferWriter<byte>(256);
        var own = numbers[table.Source.Schema.Name];
        var above = table.Reference is { } reference ? numbers[reference.Reference!.Entity] : null;
        var parent = table.Parent;
        Encoding.UTF8.GetBytes(string.Join(',', table.Fields.Select(field => field.Name)) + "\n", buffer);
        for (var at = 0; at < rows.Length; at++)
        {
            var row = rows[at];
            WriteNumber(own[row], buffer);
            if (above is not null)
            {
                buffer.Write(","u8);
                WriteNumber(above[parent!.Rows[row]], buffer);
            }

            foreach (var column in table.Columns)
            {
                buffer.Write(","u8);
                cell.ResetWrittenCount();
                column.Write(row, cell);
                WriteCell(cell.WrittenSpan, buffer);
            }

            buffer.Write("\n"u8);
            if (buffer.WrittenCount >= FlushAt)
            {
                file.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }

            if (at % RowsPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress(at);
            }
        }

        file.Write(buffer.WrittenSpan);
        file.Flush(flushToDisk: true);
    }

    private static void WriteNumber(ulong number, ArrayBufferWriter<byte> to)
    {
        var room = to.GetSpan(16);
        number.TryFormat(room, out var written, "x16", CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private static void WriteCell(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> to)
    {
        if (cell.IndexOfAny(_special) < 0)
        {
            to.Write(cell);
            return;
        }

        Encoding.UTF8.GetBytes(CsvCell.Of(Encoding.UTF8.GetString(cell)), to);
    }

    private static void WriteTables(string folder, IEnumerable<(string File, IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<string>> Rows)> tables)
    {
        foreach (var (file, columns, rows) in tables)
        {
            File.WriteAllLines(Path.Combine(folder, file), rows.Prepend(columns).Select(row => string.Join(',', row.Select(CsvCell.Of))));
        }
    }
}

internal static class CsvCell
{
    /// <summary>RFC 4180: quoted only when it must be.</summary>
    public static string Of(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
