using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>
/// Reads a .csv (RFC 4180) or .tsv (no quoting) strictly, row by row. Rows that are not well-formed are reported and
/// passed over, so that what follows them is still checked.
/// </summary>
internal sealed class TableReader : IDisposable
{
    public const int MostRowBytes = 10 << 20;
    public const int MostCellBytes = 1 << 20;
    public const int MostColumns = 20_000;

    private readonly ProblemLog _log;
    private readonly CsvReader _reader;
    private readonly bool _isTabbed;
    private readonly long _length;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private byte[] _headerRow = [];
    private CsvMalformedReason? _malformed;
    private bool _stopped;
    private List<HeldProblem>? _held;

    private TableReader(Stream stream, ProblemPlace place, ProblemLog log, bool isTabbed)
    {
        Place = place;
        _length = stream.Length;
        _log = log;
        _isTabbed = isTabbed;
        _reader = CsvReader.Create(stream, CsvReaderOptions.Default with
        {
            Separator = isTabbed ? '\t' : ',',
            Mode = isTabbed ? CsvMode.NoEscape : CsvMode.Rfc4180,
            HasHeader = false,
            SkipEmptyLines = false,
            TrackLineNumbers = true,
            MaxRecordSize = MostRowBytes,
            BufferSize = 256 << 10,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = record => _malformed = record.Reason,
        });
    }

    public ProblemPlace Place { get; }

    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>The line that the present row begins on.</summary>
    public int Line => (int)Math.Min(_reader.LineNumber, int.MaxValue);

    /// <summary>Bytes read so far, up to the present row.</summary>
    public long Position => _reader.ByteOffset;

    /// <summary>About how many rows the file has, when so many have been read.</summary>
    public long ExpectedRows(int read) => (long)(1.03 * _length * read / Math.Max(1, Position));

    /// <summary>A row was passed over, so what depends on all rows being there cannot be checked.</summary>
    public bool HasSkippedRows { get; private set; }

    /// <summary>Opens a file and reads its header; null when that is not possible, which is then reported.</summary>
    public static TableReader? Open(string path, ProblemPlace place, ProblemLog log)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        if (!FileKind.IsText(stream, place, log))
        {
            stream.Dispose();
            return null;
        }

        var reader = new TableReader(stream, place, log, path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase));
        if (!reader.ReadHeader())
        {
            reader.Dispose();
            return null;
        }

        return reader;
    }

    public ReadOnlySpan<byte> Cell(int column) => _reader.GetSpan(column);

    public string Text(int column) => column < 0 ? "" : Encoding.UTF8.GetString(_reader.GetSpan(column));

    /// <summary>The place of a column, or -1.</summary>
    public int Find(string column) => _places.GetValueOrDefault(column, -1);

    /// <summary>Reports required columns that are absent (answering false then) and columns that the format does not know.</summary>
    public bool CheckColumns(IReadOnlyList<string> required, IReadOnlyList<string> optional)
    {
        var isComplete = true;
        foreach (var column in required.Where(column => Find(column) < 0))
        {
            isComplete = false;
            _log.Report(Place, "UP-16", 1, null, column, $"Column {column} is missing.");
        }

        for (var index = 0; index < Header.Count; index++)
        {
            if (!required.Contains(Header[index]) && !optional.Contains(Header[index]))
            {
                _log.Report(Place, "UP-17", 1, index + 1, Header[index]);
            }
        }

        return isComplete;
    }

    /// <summary>Goes to the next well-formed row; false at the end of the file or where it cannot be read any further.</summary>
    public bool Read()
    {
        while (ReadRecord())
        {
            if (IsWellFormed())
            {
                return true;
            }

            HasSkippedRows = true;
        }

        return false;
    }

    /// <summary>Reads rows until the block is full; false when there are no more.</summary>
    /// <param name="block">Emptied first.</param>
    /// <param name="columns">For each column of the block its place in the file.</param>
    /// <param name="problems">Gets the problems of rows that are passed over, which belong among those of the block's cells.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(CellBlock block, int[] columns, List<HeldProblem> problems)
    {
        _held = problems;
        block.Clear();
        while (!block.IsFull)
        {
            if (!Read())
            {
                return false;
            }

            var cells = block.BeginRow(_reader.RawRecord, Line);
            foreach (var column in columns)
            {
                cells.Add(_reader.GetSpan(column));
            }
        }

        return true;
    }

    public void Dispose() => _reader.Dispose();

    private bool ReadHeader()
    {
        if (!ReadRecord())
        {
            if (!_stopped)
            {
                _log.Report(Place, "UP-02");
            }

            return false;
        }

        var raw = _reader.RawRecord;
        if (!IsSound(raw) || !FitsLimits())
        {
            return false;
        }

        _headerRow = raw.ToArray();
        Header = [.. Enumerable.Range(0, _reader.FieldCount).Select(Text)];
        if (HasOtherSeparator())
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isGood = true;
        for (var index = 0; index < Header.Count; index++)
        {
            _places.TryAdd(Header[index], index);
            if (!seen.Add(Header[index]))
            {
                isGood = false;
                _log.Report(Place, "UP-15", 1, index + 1, Header[index]);
            }
        }

        return isGood;
    }

    private bool HasOtherSeparator()
    {
        if (Header.Count > 1 || Header[0].IndexOfAny([';', '\t', ',', '|']) is not (>= 0 and var at))
        {
            return false;
        }

        var found = Header[0][at] == '\t' ? "tabs" : $"\"{Header[0][at]}\"";
        _log.Report(Place, "UP-18", 1, null, Header[0], $"The header has one cell with {found} in it; {(_isTabbed ? "tabs" : "commas")} are expected.");
        return true;
    }

    private bool ReadRecord()
    {
        if (_stopped)
        {
            return false;
        }

        _malformed = null;
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException problem)
        {
            _stopped = true;
            HasSkippedRows = true;
            Report("UP-12", (int)problem.LineNumber);
            return false;
        }
    }

    private bool IsWellFormed()
    {
        var raw = _reader.RawRecord;
        if (!IsSound(raw))
        {
            return false;
        }

        if (_reader.FieldCount != Header.Count)
        {
            Report("UP-11", Line, null, raw, $"The row has {_reader.FieldCount} cells, the header {Header.Count}.");
            return false;
        }

        if (raw.SequenceEqual(_headerRow))
        {
            Report("UP-19", Line, null, raw);
            return false;
        }

        return raw.Length <= MostCellBytes || FitsLimits();
    }

    private bool IsSound(ReadOnlySpan<byte> raw)
    {
        if (_malformed is { } reason)
        {
            Report(reason == CsvMalformedReason.UnterminatedQuote ? "UP-09" : "UP-10", Line, null, raw);
            return false;
        }

        // Plain ASCII without zeros, which nearly all rows are, shows itself at once.
        if (!raw.ContainsAnyExceptInRange((byte)1, (byte)0x7F))
        {
            return true;
        }

        if (!Utf8.IsValid(raw))
        {
            Report("UP-04", Line, null, raw);
            return false;
        }

        if (raw.Contains((byte)0))
        {
            Report("UP-05", Line, null, raw);
            return false;
        }

        return true;
    }

    private bool FitsLimits()
    {
        if (_reader.RawRecord.Length > MostRowBytes)
        {
            Report("UP-12", Line);
            return false;
        }

        if (_reader.FieldCount > MostColumns)
        {
            Report("UP-14", Line, null, default, $"The row has {_reader.FieldCount} columns.");
            return false;
        }

        for (var index = 0; index < _reader.FieldCount; index++)
        {
            if (_reader.GetSpan(index).Length > MostCellBytes)
            {
                Report("UP-13", Line, index + 1, _reader.GetSpan(index));
                return false;
            }
        }

        return true;
    }

    private void Report(string code, int line, int? column = null, ReadOnlySpan<byte> value = default, string detail = "")
    {
        if (_held is null)
        {
            _log.Report(Place, code, line, column, value, detail);
        }
        else
        {
            _held.Add(new HeldProblem(code, line, column, ProblemLog.Beginning(value), detail));
        }
    }
}

/// <summary>What will be reported when the rows before it have been looked at.</summary>
internal sealed record HeldProblem(string Code, int Line, int? Column, string Value, string Detail);
