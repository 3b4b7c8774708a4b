using System.Globalization;
using System.Text;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;

namespace TrePortal.Tests.Cohorts;

/// <summary>
/// A made-up dataset with every kind of field: categories, trees, multi-selects, sparse numbers and dates, partial dates,
/// times with zones, a one-to-one entity, a many-row entity and one below it. The same seed gives the same files.
/// </summary>
public sealed class SmallDataset : IDisposable
{
    private const string Dictionary = """
        entity,name,type,primary_key_type,coding_name,is_multi_select,is_sparse_coding,referenced_entity_field,relationship,title
        person,pid,string,global,,,,,,Person
        person,sex,string,,sex,,,,,Sex
        person,region,string,,region,,,,,Region
        person,grade,integer,,grade,,,,,Grade
        person,age,integer,,,,,,,Age
        person,balance,integer,,amount,,yes,,,Balance
        person,weight,float,,measured,,yes,,,Weight
        person,ratio,float,,,,,,,Ratio
        person,born,date,,,,,,,Born
        person,seen,date,,never,,yes,,,Last seen
        person,joined,datetime,,,,,,,Joined
        person,conditions,string,,condition,yes,,,,Conditions
        person,note,string,,,,,,,Note
        scan,sid,string,local,,,,,,Scan
        scan,pid,string,,,,,person:pid,one_to_one,Person
        scan,quality,float,,,,,,,Quality
        scan,finding,string,,condition,,,,,Finding
        visit,vid,string,local,,,,,,Visit
        visit,pid,string,,,,,person:pid,many_to_one,Person
        visit,day,integer,,,,,,,Day
        visit,reason,string,,condition,,,,,Reason
        visit,on,date,,,,,,,On
        drug,did,string,local,,,,,,Drug
        drug,vid,string,,,,,visit:vid,many_to_one,Visit
        drug,dose,float,,measured,,yes,,,Dose
        drug,kinds,string,,kind,yes,,,,Kinds

        """;

    private const string Codings = """
        coding_name,code,meaning,display_order,parent_code
        sex,f,Female,1,
        sex,m,Male,2,
        region,north,North,1,
        region,south,South,2,
        region,n1,"North, one",3,north
        region,n2,North two,4,north
        region,n1a,North one a,5,n1
        grade,1,One,1,
        grade,2,Two,2,
        grade,3,Three,3,
        amount,-1,Not told,1,
        amount,-3,Refused,2,
        measured,-9,Not measured,1,
        never,1900-01-01,Never,1,
        condition,heart,Heart,1,
        condition,stroke,Stroke,2,heart
        condition,af,Atrial fibrillation,3,heart
        condition,minor,Minor stroke,4,stroke
        condition,lung,Lung,5,
        condition,asthma,Asthma,6,lung
        kind,a,A,1,
        kind,b,B,2,
        kind,c,C,3,

        """;

    private readonly string _store = "";
    private readonly Random _random;

    public SmallDataset(int seed, int people)
    {
        _random = new Random(seed);
        Folder = Directory.CreateTempSubdirectory("trep-cohorts-").FullName;
        _store = Directory.CreateTempSubdirectory("trep-store-").FullName;
        Write(people);
        Source = Oracle.Load(Folder);
        Dataset = Import(Folder, Path.Combine(_store, "version"));
    }

    private SmallDataset(int seed, string folder)
    {
        _random = new Random(seed);
        Folder = folder;
        Source = null!;
        Dataset = null!;
    }

    /// <summary>Writes the files alone, for whoever imports them in another way.</summary>
    public static void Write(int seed, int people, string folder)
    {
        Directory.CreateDirectory(folder);
#pragma warning disable CA2000 // writes and holds nothing
        new SmallDataset(seed, folder).Write(people);
#pragma warning restore CA2000
    }

    /// <summary>Holds the provider's files.</summary>
    public string Folder { get; }

    public Oracle Source { get; }

    public Dataset Dataset { get; }

    /// <summary>Imports a provider's files as the portal does and opens the column store that comes of it.</summary>
    /// <param name="source">Folder of a dataset.</param>
    /// <param name="staging">Must not be there yet; the store is its folder <c>tabular</c>.</param>
    public static Dataset Import(string source, string staging)
    {
        var report = new InventoryImporter(TimeProvider.System).Import(new ImportPlan(staging) { TabularSource = source }, null, CancellationToken.None);
        Assert.True(report.IsOk, string.Join('\n', report.Problems.Take(5)));
        return Dataset.Open(Path.Combine(staging, ImportPlan.TabularFolder));
    }

    public void Dispose()
    {
        Dataset.Dispose();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_store, recursive: true);
    }

    private void Write(int people)
    {
        File.WriteAllText(Path.Combine(Folder, "data_dictionary.csv"), Dictionary.ReplaceLineEndings("\n"));
        File.WriteAllText(Path.Combine(Folder, "codings.csv"), Codings.ReplaceLineEndings("\n"));
        WriteRows(people);
    }

    private void WriteRows(int people)
    {
        var (persons, scans, visits, drugs) = (Table("person"), Table("scan"), Table("visit"), Table("drug"));
        var visit = 0;
        for (var person = 0; person < people; person++)
        {
            Add(
                persons, $"P{person}", Maybe("f", "m"), Maybe("north", "south", "n1", "n2", "n1a"), Maybe("1", "2", "3"), Maybe(Whole(0, 100)),
                Maybe(Whole(-5000, 5000), Whole(-5, 5), "-1", "-3"), Maybe(Number(40, 120), "-9"), Maybe(Number(-1, 1), Number(-1e6, 1e6), "0"),
                Maybe(Day(1930, 2005)), Maybe(Day(2015, 2024), "1900-01-01"), Maybe(Moment()), Several("heart", "stroke", "af", "minor", "lung", "asthma"),
                Maybe("\"said \"\"no\"\", then left\"", "plain"));
            if (_random.Next(3) > 0)
            {
                Add(scans, $"S{person}", $"P{person}", Maybe(Number(0, 1)), Maybe("heart", "stroke", "af", "minor", "lung"));
            }

            for (var left = _random.Next(5); left > 0; left--)
            {
                Add(visits, $"V{++visit}", $"P{_random.Next(people)}", Maybe(Whole(-400, 4000)), Maybe("heart", "stroke", "af", "minor", "lung", "asthma"), Maybe(Day(2010, 2020)));
            }
        }

        for (var drug = 0; drug < visit; drug++)
        {
            Add(drugs, $"D{drug}", $"V{_random.Next(visit) + 1}", Maybe(Number(0, 50), "-9"), Several("a", "b", "c"));
        }

        foreach (var (entity, text) in new[] { ("person", persons), ("scan", scans), ("visit", visits), ("drug", drugs) })
        {
            File.WriteAllText(Path.Combine(Folder, entity + ".data.csv"), text.ToString());
        }
    }

    private static StringBuilder Table(string entity) =>
        new StringBuilder().AppendJoin(',', Dictionary.Split('\n').Select(line => line.Trim().Split(',')).Where(cells => cells[0] == entity).Select(cells => cells[1])).Append('\n');

    private static void Add(StringBuilder table, params string[] cells) => table.AppendJoin(',', cells).Append('\n');

    private string Maybe(params string[] texts) => _random.Next(6) == 0 ? "" : texts[_random.Next(texts.Length)];

    private string Several(params string[] codes) =>
        _random.Next(5) == 0 ? "" : string.Join('|', codes.OrderBy(_ => _random.Next()).Take(1 + _random.Next(3)));

    private string Whole(int low, int high) => _random.Next(low, high).ToString(CultureInfo.InvariantCulture);

    private string Number(double low, double high) =>
        Math.Round(low + (_random.NextDouble() * (high - low)), _random.Next(1, 6)).ToString("R", CultureInfo.InvariantCulture);

    private string Day(int first, int last)
    {
        var day = new DateOnly(_random.Next(first, last), 1, 1).AddDays(_random.Next(365));
        return day.ToString(_random.Next(4) switch { 0 => "yyyy", 1 => "yyyy-MM", _ => "yyyy-MM-dd" }, CultureInfo.InvariantCulture);
    }

    private string Moment()
    {
        var moment = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(_random.Next(100_000_000));
        return moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + _random.Next(4) switch { 0 => "Z", 1 => "+02:00", 2 => "-05:30", _ => "" };
    }
}
