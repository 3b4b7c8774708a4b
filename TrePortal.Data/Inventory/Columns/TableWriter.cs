using System.Runtime.InteropServices;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Takes one table's rows.</summary>
internal sealed class TableWriter : IDisposable
{
    // More files than this are not kept open; their columns wait in the spill file.
    private const int MostOpenFiles = 256;

    private readonly string _folder;
    private readonly string _place;
    private readonly SpillFile _spill;
    private readonly List<ColumnRoom> _rooms;
    private readonly ColumnRoom _personsRoom;
    private readonly Spool _persons;
    private readonly List<ColumnWriter> _columns;
    private readonly ReferenceWriter? _parent;
    private readonly TableWriter? _parentTable;
    private int[] _personRows = [];
    private readonly bool _isMain;

    /// <param name="dataset">What it is a table of.</param>
    /// <param name="schema">Its fields.</param>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="place">The table's folder in it.</param>
    public TableWriter(DatasetWriter dataset, EntitySchema schema, string folder, string place)
    {
        Schema = schema;
        (_folder, _place) = (folder, place);
        Directory.CreateDirectory(Path.Combine(folder, place));
        _spill = new SpillFile(Path.Combine(folder, place + ".spill"), schema.Fields.Count);
        var isDirect = schema.Fields.Count < MostOpenFiles;
        _rooms = [.. schema.Fields.Select((_, index) => new ColumnRoom(_spill, folder, $"{place}/f{index}.col", isDirect))];
        _personsRoom = new ColumnRoom(_spill, folder, $"{place}/persons.col", isDirect);
        _persons = _personsRoom.First();
        _columns = [.. schema.Fields.Zip(_rooms, (field, room) => Create(dataset, field, room))];
        _parent = _columns.OfType<ReferenceWriter>().FirstOrDefault();
        _parentTable = schema.Parent is { } parent ? dataset.Written(parent.Reference!.Entity) : null;
        _isMain = schema.Key.Key == KeyKind.Global;
        IsReferenced = dataset.Schema.Entities.Any(entity => entity.Parent?.Reference?.Entity == schema.Name);
    }

    public EntitySchema Schema { get; }

    public int Rows { get; private set; }

    /// <summary>In the order of the schema's fields.</summary>
    public IReadOnlyList<ColumnWriter> Columns => _columns;

    public KeyWriter Key => _columns.OfType<KeyWriter>().First(column => column.Field.Key != KeyKind.None);

    /// <summary>Later tables point to it, so its keys and their people stay in memory.</summary>
    public bool IsReferenced { get; }

    private void EndRow(int person)
    {
        _persons.Add(person);
        if (IsReferenced && !_isMain)
        {
            if (Rows == _personRows.Length)
            {
                Array.Resize(ref _personRows, Math.Max(1024, Rows * 2));
            }

            _personRows[Rows] = person;
        }

        Rows++;
    }

    /// <summary>Says, before the first row, how many there will be by the look of the file.</summary>
    public void Expect(long rows)
    {
        foreach (var key in _columns.OfType<KeyWriter>())
        {
            key.Keys.Expect(rows);
        }
    }

    /// <summary>Ends the rows of a block after every column has taken its cells.</summary>
    public void EndRows(int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            EndRow(_isMain ? Rows : _parentTable?.PersonOf(_parent?.LastRows[row] ?? -1) ?? -1);
        }
    }

    public KeyWriter? Target(string field) => _columns.OfType<KeyWriter>().FirstOrDefault(column => column.Field.Name == field);

    /// <summary>Writes what has not been written yet, several columns at a time.</summary>
    public TableManifest Complete(int threads, CancellationToken cancellation)
    {
        var columns = new ColumnManifest[_columns.Count];
        var work = new Pieces(columns.Length, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            using var room = _rooms[index];
            columns[index] = Final(_columns[index]).Complete(room.File);
        });
        work.Begin(threads - 1);
        work.Finish();
        _personsRoom.File.Add(Sections.Rows, Column.Padded(Rows) * sizeof(int), _persons);
        return new TableManifest(Schema.Name, Rows, _personsRoom.File.Complete(), _isMain ? WriteIndex() : null, columns);
    }

    public void Dispose()
    {
        _rooms.ForEach(room => room.Dispose());
        _personsRoom.Dispose();
        _spill.Dispose();
    }

    private int PersonOf(int row) => _isMain || row < 0 ? row : _personRows[row];

    private static ColumnWriter Final(ColumnWriter column) => column is CodeWriter code ? code.Final : column;

    private StoredFile WriteIndex()
    {
        using var file = new StoredFileWriter(_folder, $"{_place}/keys.idx");
        var keys = Key.Keys;
        file.Add(Sections.Seed, 0, append => append(BitConverter.GetBytes(keys.Seed)));
        file.Add(Sections.Slots, 0, append =>
        {
            var part = new byte[Math.Min(32_768, keys.SlotCount) * sizeof(int)];
            for (var at = 0; at < keys.SlotCount; at += part.Length / sizeof(int))
            {
                keys.CopySlots(at, MemoryMarshal.Cast<byte, int>(part.AsSpan()));
                append(part);
            }
        });
        return file.Complete();
    }

    private static ColumnWriter Create(DatasetWriter dataset, FieldSchema field, ColumnRoom room)
    {
        var coding = dataset.Schema.CodingOf(field);
        var sparse = field.IsSparse ? coding : null;
        if (field.Reference is { } reference)
        {
            return new ReferenceWriter(field, dataset.Written(reference.Entity)?.Target(reference.Field), room);
        }

        if (field.Key != KeyKind.None || dataset.IsReferenced(field))
        {
            return new KeyWriter(field, room);
        }

        if (field.IsMultiSelect)
        {
            return new MultiWriter(field, coding, room);
        }

        if (field.IsCategory || field.Type == FieldType.String)
        {
            return new CodeWriter(field, coding, room);
        }

        return field.Type switch
        {
            FieldType.Integer => new NumericWriter<IntegerForm, long>(field, sparse, room),
            FieldType.Float => new NumericWriter<FloatForm, double>(field, sparse, room),
            FieldType.Date => new DateWriter(field, sparse, room),
            _ => new DateTimeWriter(field, sparse, room),
        };
    }
}
