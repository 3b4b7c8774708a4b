using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>withdrawn.csv: a header, then one main key per line (spec I6).</summary>
public static class WithdrawnFile
{
    public const string FileName = "withdrawn.csv";

    /// <summary>The keys; nothing when the file is absent. Whether they are known is for the caller to compare.</summary>
    public static (IReadOnlySet<string> Keys, IReadOnlyList<InventoryProblem> Problems) Read(string path)
    {
        var (lines, problems) = ReadLines(path);
        return (lines.Select(line => line.Key).ToHashSet(StringComparer.Ordinal), problems);
    }

    /// <summary>Every key with its line, as often as it stands there.</summary>
    public static (IReadOnlyList<WithdrawnLine> Lines, IReadOnlyList<InventoryProblem> Problems) ReadLines(string path)
    {
        var lines = new List<WithdrawnLine>();
        if (!File.Exists(path))
        {
            return (lines, []);
        }

        var log = new ProblemLog();
        using var reader = TableReader.Open(path, new ProblemPlace(InventoryAsset.Tabular, Path.GetFileName(path)), log);
        while (reader?.Read() == true)
        {
            if (reader.Cell(0).IsEmpty)
            {
                log.Report(reader.Place, "DA-13", reader.Line, 1);
            }
            else
            {
                lines.Add(new WithdrawnLine(reader.Text(0), reader.Line));
            }
        }

        return (lines, log.Kept);
    }
}
