using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>One table of the showcase.</summary>
/// <param name="Source">The table of the inventory.</param>
/// <param name="Key">Random numbers in place of the source's key.</param>
/// <param name="Reference">To the table above; null for the people's own.</param>
/// <param name="Columns">The chosen fields, in dictionary order.</param>
internal sealed record DesignedTable(EntityTable Source, FieldSchema Key, FieldSchema? Reference, IReadOnlyList<ShowcaseColumn> Columns)
{
    /// <summary>As the showcase's dictionary has them, in the order in which they are written.</summary>
    public IReadOnlyList<FieldSchema> Fields => [Key, .. Reference is null ? Array.Empty<FieldSchema>() : [Reference], .. Columns.Select(column => column.Output)];

    /// <summary>For each row the row of the table above that it belongs to.</summary>
    public ReferenceColumn? Parent => Source.Schema.Parent is { } up ? (ReferenceColumn)Source.Column(up.Name) : null;
}

/// <summary>A recipe applied to a dataset: the tables and codings of the showcase, ready to be written or counted.</summary>
/// <param name="Tables">Each after the one it refers to.</param>
/// <param name="Codings">Used by a field, each once.</param>
internal sealed record ShowcaseDesign(IReadOnlyList<DesignedTable> Tables, IReadOnlyList<Coding> Codings)
{
    private const string KeyTitle = "Showcase row";
    private const string KeyDescription = "Drawn at random when the showcase was made; it has nothing to do with any number of the inventory.";

    /// <param name="recipe">Fits the dataset.</param>
    /// <param name="dataset">The tabular inventory.</param>
    /// <param name="people">The people who are taken, as rows of the main entity; null for all.</param>
    public static ShowcaseDesign Of(ShowcaseRecipe recipe, Dataset dataset, bool[]? people)
    {
        var making = new ColumnMaking(dataset, people);
        var chosen = recipe.Fields.ToDictionary(field => field.Field, StringComparer.Ordinal);
        var wanted = Wanted(dataset.Schema, chosen);
        var tables = new List<DesignedTable>();
        foreach (var entity in DatasetWriter.Order(dataset.Schema).Where(entity => wanted.Contains(entity.Name)))
        {
            var columns = entity.Fields.Where(field => chosen.ContainsKey(field.Address)).Select(field => making.Make(chosen[field.Address])).ToList();
            var above = entity.Parent is { Reference: { } reference } ? dataset.Schema.Entity(reference.Entity) : null;
            tables.Add(new DesignedTable(dataset.Table(entity.Name), KeyOf(entity), above is null ? null : ReferenceOf(entity, above), columns));
        }

        return new ShowcaseDesign(tables, making.Codings);
    }

    public DesignedTable Table(string entity) => Tables.First(table => table.Source.Schema.Name == entity);

    // The people, and whatever lies between them and a table of which something was chosen.
    private static HashSet<string> Wanted(DatasetSchema schema, Dictionary<string, RecipeField> chosen)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal) { schema.Main.Name };
        foreach (var entity in schema.Entities.Where(entity => entity.Fields.Any(field => chosen.ContainsKey(field.Address))))
        {
            for (var at = entity; at is not null && wanted.Add(at.Name);)
            {
                at = at.Parent?.Reference is { } reference ? schema.Entity(reference.Entity) : null;
            }
        }

        return wanted;
    }

    private static FieldSchema KeyOf(EntitySchema entity) => new(entity.Name, entity.Key.Name, FieldType.String)
    {
        Key = entity.Key.Key,
        Title = KeyTitle,
        Description = KeyDescription,
        Folder = entity.Key.Folder,
    };

    private static FieldSchema ReferenceOf(EntitySchema entity, EntitySchema above) => new(entity.Name, entity.Parent!.Name, FieldType.String)
    {
        Reference = new FieldReference(above.Name, above.Key.Name, entity.Parent.Reference!.Relationship),
        Title = entity.Parent.Title,
        Description = entity.Parent.Description,
        Folder = entity.Parent.Folder,
    };
}

/// <summary>
/// Makes the columns of one design. A field whose values change their meaning gets another name, so that nothing takes it
/// for the field of the inventory (decision 10).
/// </summary>
internal sealed class ColumnMaking(Dataset dataset, bool[]? people)
{
    private const int MostNameLength = 240;

    private readonly Dictionary<string, Coding> _codings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Coding> Codings => [.. _codings.Values];

    public ShowcaseColumn Make(RecipeField recipe)
    {
        var field = dataset.Schema.Field(recipe.Field)!;
        var source = dataset.Table(field.Entity).Column(field.Name);
        return recipe.How switch
        {
            Coarsening.Bands => Bands(recipe, (MeasuredColumn)source),
            Coarsening.Round or Coarsening.Limit => Number(recipe, (MeasuredColumn)source),
            Coarsening.Year or Coarsening.Month => new PeriodColumn((MeasuredColumn)source, Renamed(field, recipe) with { Type = FieldType.Date }, recipe.How) { Coding = Keep(field) },
            Coarsening.Quarter => Quarters(recipe, (MeasuredColumn)source),
            Coarsening.Merge => Merge(recipe, source),
            _ => new KeptColumn(source) { Coding = Keep(field) },
        };
    }

    private BandColumn Bands(RecipeField recipe, MeasuredColumn source)
    {
        var field = source.Field;
        var bands = NumberBands.Of(recipe.Edges, field.Type == FieldType.Integer, field.Units);
        List<Code> codes = [.. bands, .. Specials(field, source)];
        var coding = Add(field, "band", codes);
        var output = Renamed(field, recipe) with { Type = FieldType.String, CodingName = coding!.Name, IsSparse = false, Units = "" };
        return new BandColumn(source, output, [.. codes.Select(code => code.Value)], [.. recipe.Edges]) { Coding = coding };
    }

    private CoarseNumberColumn Number(RecipeField recipe, MeasuredColumn source)
    {
        var output = Renamed(source.Field, recipe);
        var coding = Keep(source.Field);
        return source is NumberColumn numbers
            ? new CoarseIntegerColumn(numbers, output, recipe) { Coding = coding }
            : new CoarseFloatColumn((FloatColumn)source, output, recipe) { Coding = coding };
    }

    // A quarter is no date of the format, so it becomes a category: those that occur.
    private QuarterColumn Quarters(RecipeField recipe, MeasuredColumn source)
    {
        var field = source.Field;
        var periods = new PeriodColumn(source, field, Coarsening.Quarter);
        var texts = new SortedDictionary<long, string>();
        for (var row = 0; row < source.RowCount; row++)
        {
            if (IsTaken(field.Entity, row) && source.IsOrdinary(row))
            {
                var group = periods.GroupAt(row);
                if (!texts.ContainsKey(group))
                {
                    texts.Add(group, periods.Text(row));
                }
            }
        }

        List<Code> codes = [.. texts.Values.Select(text => new Code(text, text.Replace('-', ' '))), .. Specials(field, source)];
        var coding = Add(field, "quarter", codes);
        var numbers = texts.Keys.Select((group, at) => (group, at)).ToDictionary(item => item.group, item => item.at + 1);
        var output = Renamed(field, recipe) with { Type = FieldType.String, CodingName = coding?.Name, IsSparse = false };
        return new QuarterColumn(source, output, [.. codes.Select(code => code.Value)], periods, numbers) { Coding = coding };
    }

    private ShowcaseColumn Merge(RecipeField recipe, Column source)
    {
        var field = source.Field;
        var known = dataset.Schema.CodingOf(field);
        var texts = source is CodeColumn single ? single.Codes : ((MultiColumn)source).Codes;
        IReadOnlyList<Code> codes = known?.Codes ?? [.. texts.Select(text => new Code(text, text))];
        var merged = new CodeMerging(codes).Merge(recipe.Levels, [.. recipe.Codes], recipe.FewerThan, Holders(source, texts.Count, recipe.FewerThan ?? 0));
        if (merged.Merged == 0 && known is not null)
        {
            return new KeptColumn(source) { Coding = Keep(field) };
        }

        var coding = Add(field, "merged", merged.Codes);
        var output = (known is null ? Renamed(field, recipe) : field) with { Type = FieldType.String, CodingName = coding?.Name };
        IReadOnlyList<string> left = [.. merged.Codes.Select(code => code.Value)];
        return source is CodeColumn column
            ? new MergedColumn(column, known is null ? output : output with { Type = field.Type }, left, merged.Map) { Coding = coding, Merged = merged.Merged }
            : new MergedMultiColumn((MultiColumn)source, known is null ? output : output with { Type = field.Type }, left, merged.Map) { Coding = coding, Merged = merged.Merged };
    }

    // The people of each code, but no more of them than need be known.
    private HashSet<int>[] Holders(Column source, int codes, int enough)
    {
        var holders = new HashSet<int>[codes];
        for (var code = 0; code < codes; code++)
        {
            holders[code] = [];
        }

        var persons = dataset.Table(source.Field.Entity).PersonRows;
        for (var row = 0; row < source.RowCount; row++)
        {
            var person = persons[row];
            if (people is not null && !people[person])
            {
                continue;
            }

            if (source is CodeColumn single)
            {
                Note(single.CodeAt(row), person);
            }
            else
            {
                foreach (var code in ((MultiColumn)source).CodesAt(row))
                {
                    Note(code, person);
                }
            }
        }

        return holders;

        void Note(int code, int person)
        {
            if (code > 0 && holders[code - 1].Count < Math.Max(1, enough))
            {
                holders[code - 1].Add(person);
            }
        }
    }

    private bool IsTaken(string entity, int row) => people is null || people[dataset.Table(entity).PersonRows[row]];

    private FieldSchema Renamed(FieldSchema field, RecipeField recipe)
    {
        var (ending, words) = CoarseningWords.Of(recipe);
        var stem = $"{(field.Name.Length > MostNameLength ? field.Name[..MostNameLength] : field.Name)}_{ending}";
        var name = stem;
        var entity = dataset.Schema.Entity(field.Entity)!;
        for (var more = 2; entity.Fields.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)) || !_names.Add($"{field.Entity}.{name}"); more++)
        {
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stem}_{more}");
        }

        return field with { Name = name, Description = field.Description.Length == 0 ? words : $"{field.Description} {words}", Concept = "", Linkout = "" };
    }

    private Coding? Keep(FieldSchema field)
    {
        if (dataset.Schema.CodingOf(field) is { } coding)
        {
            _codings.TryAdd(coding.Name, coding);
            return coding;
        }

        return null;
    }

    // Null when nothing occurs: a coding without codes cannot be written.
    private Coding? Add(FieldSchema field, string ending, IReadOnlyList<Code> codes)
    {
        if (codes.Count == 0)
        {
            return null;
        }

        var stem = $"{field.Entity}_{field.Name}_{ending}";
        var name = stem;
        for (var more = 2; dataset.Schema.Coding(name) is not null || _codings.ContainsKey(name); more++)
        {
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{stem}_{more}");
        }

        var coding = new Coding(name, codes);
        _codings.Add(name, coding);
        return coding;
    }

    // Prefixed, so that "-1" for "not recorded" is no band.
    private IEnumerable<Code> Specials(FieldSchema field, MeasuredColumn source) =>
        source.SpecialCodes.Select(code => new Code($"special:{code}", dataset.Schema.CodingOf(field)?.Find(code)?.Meaning ?? code));
}
