using System.Globalization;
using System.Text;

namespace TrePortal.Benchmarks;

/// <summary>
/// A seeded dataset of one entity in the shape of performance.md section 1: categories of 2 to 200 codes with 5 to 30 %
/// missing, integers, floats and two bar-joined fields.
/// </summary>
internal static class SyntheticPeople
{
    public const int Categories = 20;
    public const int Integers = 10;
    public const int Floats = 8;
    public static readonly int[] MultiCodes = [60, 400];

    public static IEnumerable<string> Fields =>
        Enumerable.Range(0, Categories).Select(index => $"c{index}")
            .Concat(Enumerable.Range(0, Integers).Select(index => $"i{index}"))
            .Concat(Enumerable.Range(0, Floats).Select(index => $"f{index}"))
            .Concat(Enumerable.Range(0, MultiCodes.Length).Select(index => $"m{index}"));

    public static int CodesOf(int category) => 2 + (category * category * 198 / ((Categories - 1) * (Categories - 1)));

    /// <summary>Writes dictionary, codings and data; answers the bytes of the data.</summary>
    public static long Write(string folder, int people)
    {
        Directory.CreateDirectory(folder);
        WriteDictionary(folder);
        var random = new Random(20261121);
        var file = Path.Combine(folder, "person.data.csv");
        using (var data = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20))
        {
            data.Write("id," + string.Join(',', Fields) + "\n");
            var row = new StringBuilder();
            for (var person = 0; person < people; person++)
            {
                data.Write(Row(row.Clear(), person, random));
            }
        }

        return new FileInfo(file).Length;
    }

    private static StringBuilder Row(StringBuilder row, int person, Random random)
    {
        row.Append('P').Append(person.ToString("D8", CultureInfo.InvariantCulture));
        for (var category = 0; category < Categories; category++)
        {
            row.Append(',');
            if (random.NextDouble() >= 0.05 + (0.25 * category / Categories))
            {
                row.Append('k').Append((int)(CodesOf(category) * Math.Pow(random.NextDouble(), 1.5)));
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

        foreach (var codes in MultiCodes)
        {
            row.Append(',').AppendJoin('|', Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(codes)).Distinct().Select(code => $"k{code}"));
        }

        return row.Append('\n');
    }

    private static void WriteDictionary(string folder)
    {
        var dictionary = new StringBuilder("entity,name,type,primary_key_type,coding_name,is_multi_select\nperson,id,string,global,,\n");
        var codings = new StringBuilder("coding_name,code,meaning\n");
        foreach (var field in Fields)
        {
            var codes = field[0] switch
            {
                'c' => CodesOf(int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture)),
                'm' => MultiCodes[int.Parse(field.AsSpan(1), CultureInfo.InvariantCulture)],
                _ => 0,
            };
            var type = field[0] switch { 'i' => "integer", 'f' => "float", _ => "string" };
            dictionary.Append(CultureInfo.InvariantCulture, $"person,{field},{type},,{(codes > 0 ? "coding_" + field : "")},{(field[0] == 'm' ? "yes" : "")}\n");
            for (var code = 0; code < codes; code++)
            {
                codings.Append(CultureInfo.InvariantCulture, $"coding_{field},k{code},Code {code}\n");
            }
        }

        File.WriteAllText(Path.Combine(folder, "data_dictionary.csv"), dictionary.ToString());
        File.WriteAllText(Path.Combine(folder, "codings.csv"), codings.ToString());
    }
}
