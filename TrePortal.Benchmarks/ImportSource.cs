using System.Globalization;
using System.Text;

namespace TrePortal.Benchmarks;

/// <summary>
/// A seeded dataset of one entity as wide as wanted: per group of fields the mix of performance.md section 1 and a free
/// text, quoted where it has commas or quotes. Rows repeat after some ten thousand; keys do not.
/// </summary>
internal sealed class ImportSource(int people, int groups)
{
    private const int Categories = 20;
    private const int Integers = 10;
    private const int Floats = 8;
    private static readonly int[] _multiCodes = [60, 400];

    public int People => people;

    /// <summary>Writes dictionary, codings and data; answers the data file and its bytes.</summary>
    public (string File, long Bytes) Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WriteDictionary(folder);
        var random = new Random(20261121);
        var tails = Enumerable.Range(0, Math.Max(1, 20_000 / groups)).Select(_ => Encoding.UTF8.GetBytes(Tail(random))).ToList();
        var file = Path.Combine(folder, "person.data.csv");
        using (var data = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        {
            data.Write(Encoding.UTF8.GetBytes("id," + string.Join(',', Names()) + "\n"));
            for (var person = 0; person < people; person++)
            {
                data.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P{person:D8}")));
                data.Write(tails[(int)(person * 7919L % tails.Count)]);
            }
        }

        return (file, new FileInfo(file).Length);
    }

    private IEnumerable<string> Names() => Enumerable.Range(0, groups).SelectMany(group =>
        Enumerable.Range(0, Categories).Select(index => $"c{index}_{group}")
            .Concat(Enumerable.Range(0, Integers).Select(index => $"i{index}_{group}"))
            .Concat(Enumerable.Range(0, Floats).Select(index => $"f{index}_{group}"))
            .Concat(Enumerable.Range(0, _multiCodes.Length).Select(index => $"m{index}_{group}"))
            .Append($"t_{group}"));

    private string Tail(Random random)
    {
        var row = new StringBuilder();
        for (var group = 0; group < groups; group++)
        {
            for (var category = 0; category < Categories; category++)
            {
                row.Append(',');
                if (random.NextDouble() >= 0.05 + (0.25 * category / Categories))
                {
                    row.Append('k').Append((int)(SyntheticPeople.CodesOf(category) * Math.Pow(random.NextDouble(), 1.5)));
                }
            }

            for (var integer = 0; integer < Integers; integer++)
            {
                row.Append(',').Append(random.Next(0, 100 * (integer + 1)));
            }

            for (var number = 0; number < Floats; number++)
            {
                row.Append(',').Append(Math.Round(random.NextDouble() * 200, 2).ToString("R", CultureInfo.InvariantCulture));
            }

            foreach (var codes in _multiCodes)
            {
                row.Append(',').AppendJoin('|', Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(codes)).Distinct().Select(code => $"k{code}"));
            }

            row.Append(Note(random));
        }

        return row.Append('\n').ToString();
    }

    private static string Note(Random random) => random.Next(4) switch
    {
        0 => ",",
        1 => $",seen in ward {random.Next(100)}",
        2 => $",\"ward {random.Next(100)}, bed {random.Next(30)}\"",
        _ => $",\"said \"\"{random.Next(1000)} steps\"\" a day\"",
    };

    private void WriteDictionary(string folder)
    {
        var dictionary = new StringBuilder("entity,name,type,primary_key_type,coding_name,is_multi_select\nperson,id,string,global,,\n");
        var codings = new StringBuilder("coding_name,code,meaning\n");
        foreach (var name in Names())
        {
            var codes = CodesOf(name);
            var type = name[0] switch { 'i' => "integer", 'f' => "float", _ => "string" };
            dictionary.Append(CultureInfo.InvariantCulture, $"person,{name},{type},,{(codes > 0 ? "coding_" + name : "")},{(name[0] == 'm' ? "yes" : "")}\n");
            for (var code = 0; code < codes; code++)
            {
                codings.Append(CultureInfo.InvariantCulture, $"coding_{name},k{code},Code {code}\n");
            }
        }

        File.WriteAllText(Path.Combine(folder, "data_dictionary.csv"), dictionary.ToString());
        File.WriteAllText(Path.Combine(folder, "codings.csv"), codings.ToString());
    }

    private static int CodesOf(string name)
    {
        var index = int.TryParse(name.AsSpan(1, name.IndexOf('_', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture, out var number) ? number : 0;
        return name[0] switch { 'c' => SyntheticPeople.CodesOf(index), 'm' => _multiCodes[index], _ => 0 };
    }
}
