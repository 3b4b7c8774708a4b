using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Dispensal;
using TrePortal.Tests.Cohorts;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Dispensal;

/// <summary>Rows as they are dispensed, against the very lines that they came from.</summary>
[Trait("Category", "Integration")]
public sealed class TableTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // One column, some, and so many that few rows are put together at a time; more rows than one block has; rows that are
    // left out; and none.
    [Theory]
    [InlineData(1, 20_000, 1.0)]
    [InlineData(12, 70_001, 1.0)]
    [InlineData(12, 70_001, 0.3)]
    [InlineData(2_000, 150, 0.9)]
    [InlineData(12, 100, 0)]
    public async Task Rows_are_written_as_they_came(int columns, int rows, double share)
    {
        var random = new Random((columns * 31) + rows);
        var kinds = Enumerable.Range(0, columns).Select(at => at == 0 ? 'k' : "ctuifxdm"[(at - 1) % 8]).ToList();
        var lines = Enumerable.Range(0, rows).Select(row => string.Join(',', kinds.Select(kind => Cell(kind, row, random)))).ToList();
        Write(kinds, lines);
        using var dataset = SmallDataset.Import(_folder["source"], _folder["staging"]);
        var wanted = lines.Select(_ => random.NextDouble() < share).ToList();
        var mask = new RowMask(rows);
        for (var row = 0; row < rows; row++)
        {
            if (wanted[row])
            {
                mask.Set(row);
            }
        }

        var told = new List<long>();
        var (written, bytes, hash) = await WriteAsync(new TableText(Enumerable.Range(0, columns).Select(at => dataset.Main.Column(Name(at))), mask), told.Add);

        var expected = string.Concat(lines.Where((_, row) => wanted[row]).Select(line => line + "\n"));
        Assert.Equal(expected, await File.ReadAllTextAsync(_folder["out.csv"], Encoding.UTF8));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(expected))), hash);
        Assert.Equal(Encoding.UTF8.GetByteCount(expected), bytes);
        Assert.Equal(wanted.Count(isWanted => isWanted), written);
        Assert.Equal(told.Order(), told);
        Assert.Equal(written, told.LastOrDefault());
    }

    private async Task<(long Rows, long Bytes, string Hash)> WriteAsync(TableText table, Action<long> reached)
    {
        using var writer = new HashedWriter(_folder["out.csv"]);
        var rows = await table.WriteAsync(writer, Told, CancellationToken.None);
        var hash = writer.Complete();
        return (rows, writer.Bytes, hash);

        Task Told(long done)
        {
            reached(done);
            return Task.CompletedTask;
        }
    }

    private static string Name(int column) => $"f{column}";

    // Canonical text, which is what dispensing writes: codes short and long, texts that need quotes, numbers that have their
    // text in a table and such that have not.
    private static string Cell(char kind, int row, Random random) => kind switch
    {
        'k' => $"P{row}",
        _ when random.Next(8) == 0 => "",
        'c' => $"k{random.Next(30)}",
        't' => random.Next(4) switch { 0 => "\"a \"\"b\"\", c\"", 1 => "\"two\nlines\"", 2 => "Zürich", _ => new string('x', random.Next(1, 60)) },
        'u' => $"{new string('u', random.Next(0, 20))}{row}",
        'i' => random.Next(5) switch
        {
            0 => random.Next(998, 1002).ToString(CultureInfo.InvariantCulture),
            1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
            2 => random.Next(-1200, 0).ToString(CultureInfo.InvariantCulture),
            _ => random.Next(0, 1000).ToString(CultureInfo.InvariantCulture),
        },
        'f' => Math.Round(random.NextDouble() * Math.Pow(10, random.Next(-3, 8)) * (random.Next(2) - 0.5), random.Next(0, 6)).ToString("R", CultureInfo.InvariantCulture) switch { "-0" => "0", var text => text },
        'x' => BitConverter.Int64BitsToDouble(random.NextInt64()) is var value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "1",
        'd' => new DateOnly(1950, 1, 1).AddDays(random.Next(20_000)).ToString(random.Next(3) switch { 0 => "yyyy", 1 => "yyyy-MM", _ => "yyyy-MM-dd" }, CultureInfo.InvariantCulture),
        _ => string.Join('|', Enumerable.Range(0, 5).Where(_ => random.Next(2) == 0).Select(code => $"long-code-{code}")),
    };

    private void Write(List<char> kinds, List<string> lines)
    {
        var codings = new StringBuilder("coding_name,code,meaning\n");
        var dictionary = new StringBuilder("entity,name,type,primary_key_type,coding_name,is_multi_select\n");
        foreach (var code in Enumerable.Range(0, 30))
        {
            codings.Append(CultureInfo.InvariantCulture, $"c,k{code},Code {code}\n");
            codings.Append(CultureInfo.InvariantCulture, $"m,long-code-{code},Long {code}\n");
        }

        foreach (var (kind, at) in kinds.Select((kind, at) => (kind, at)))
        {
            var type = kind switch { 'i' => "integer", 'f' or 'x' => "float", 'd' => "date", _ => "string" };
            dictionary.Append(CultureInfo.InvariantCulture, $"person,{Name(at)},{type},{(kind == 'k' ? "global" : "")},{(kind is 'c' or 'm' ? kind : "")},{(kind == 'm' ? "yes" : "")}\n");
        }

        Directory.CreateDirectory(_folder["source"]);
        File.WriteAllText(Path.Combine(_folder["source"], "codings.csv"), codings.ToString());
        File.WriteAllText(Path.Combine(_folder["source"], "data_dictionary.csv"), dictionary.ToString());
        File.WriteAllText(Path.Combine(_folder["source"], "person.data.csv"), $"{string.Join(',', kinds.Select((_, at) => Name(at)))}\n{string.Concat(lines.Select(line => line + "\n"))}");
    }
}
