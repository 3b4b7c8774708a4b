using System.Globalization;
using System.Text;
using TrePortal.Tests.Cohorts;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>
/// Synthetic people whom an attacker knows all about but one bit: four marks that tell most of them apart, a field to vary
/// questions by, and the secret.
/// </summary>
internal sealed class Population
{
    public const int Marks = 4;
    public const int Pads = 40;

    private readonly Random _random;

    public Population(int people, int seed)
    {
        _random = new Random(seed);
        var codes = (int)Math.Ceiling(Math.Pow(people * 3.0, 1.0 / Marks));
        MarkCodes = [.. Enumerable.Range(0, codes).Select(code => $"m{code}")];
        People = [.. Enumerable.Range(0, people).Select(_ => new Known(
            [.. Enumerable.Range(0, Marks).Select(_ => MarkCodes[_random.Next(codes)])], $"p{_random.Next(Pads)}", _random.Next(2) == 0))];
        Targets = [.. People.GroupBy(person => string.Join(' ', person.Marks)).Where(group => group.Count() == 1).Select(group => group.Single())];
    }

    public IReadOnlyList<string> MarkCodes { get; }

    public IReadOnlyList<Known> People { get; }

    /// <summary>People whose marks nobody shares.</summary>
    public IReadOnlyList<Known> Targets { get; }

    public static string MarkOf(int mark) => $"person.g{mark}";

    /// <summary>Years, 18 to 87; unrelated to anything else.</summary>
    public static int AgeOf(int row) => 18 + (row * 7 % 70);

    /// <summary>Two fields in which there is one group of every size: none to <see cref="SmallSizes"/>, and from there to <see cref="LargestSize"/>.</summary>
    public const int SmallSizes = 150;
    public const int LargestSize = 200;

    /// <summary>The field and the code of the group of a size.</summary>
    public static (string Field, string Code) GroupOf(int size) => (size <= SmallSizes ? "person.small" : "person.large", $"s{size}");

    private static string[] Sizes(int from, int to, int people) =>
        [.. Enumerable.Range(from, to - from + 1).SelectMany(size => Enumerable.Repeat($"s{size}", size)).Concat(Enumerable.Repeat("rest", people)).Take(people)];

    /// <summary>Writes dictionary, codings and data, and imports them.</summary>
    /// <param name="source">A new folder for the files.</param>
    /// <param name="target">A new folder for the dataset.</param>
    /// <param name="without">Rows of people who are not in this release.</param>
    public void Import(string source, string target, IReadOnlySet<int>? without = null)
    {
        Directory.CreateDirectory(source);
        var dictionary = new StringBuilder("entity,name,type,primary_key_type,coding_name,title\nperson,id,string,global,,Person\nperson,secret,string,,yesno,Secret\nperson,pad,string,,pad,Pad\nperson,age,integer,,,Age\nperson,small,string,,size,Small group\nperson,large,string,,size,Large group\n");
        for (var mark = 0; mark < Marks; mark++)
        {
            dictionary.Append(CultureInfo.InvariantCulture, $"person,g{mark},string,,mark,Mark {mark}\n");
        }

        File.WriteAllText(Path.Combine(source, "data_dictionary.csv"), dictionary.ToString());
        var codings = Enumerable.Range(0, Pads).Select(pad => $"pad,p{pad},Pad {pad}").Concat(MarkCodes.Select(code => $"mark,{code},Mark {code}"));
        codings = codings.Append("size,rest,Rest").Concat(Enumerable.Range(0, LargestSize + 1).Select(size => $"size,s{size},Group of {size}"));
        var (small, large) = (Sizes(0, SmallSizes, People.Count), Sizes(SmallSizes + 1, LargestSize, People.Count));
        File.WriteAllText(Path.Combine(source, "codings.csv"), "coding_name,code,meaning\nyesno,yes,Yes\nyesno,no,No\n" + string.Join('\n', codings) + "\n");
        var rows = People.Select((person, row) => (person, row)).Where(pair => without?.Contains(pair.row) != true).Select(Line);
        string Line((Known Person, int Row) of) => $"R{of.Row:D7},{(of.Person.Secret ? "yes" : "no")},{of.Person.Pad},{AgeOf(of.Row)},{small[of.Row]},{large[of.Row]},{string.Join(',', of.Person.Marks)}";
        File.WriteAllText(Path.Combine(source, "person.data.csv"), "id,secret,pad,age,small,large," + string.Join(',', Enumerable.Range(0, Marks).Select(mark => $"g{mark}")) + "\n" + string.Join('\n', rows) + "\n");
        SmallDataset.Import(source, target).Dispose();
    }
}

/// <param name="Secret">What the attacker wants to know.</param>
internal sealed record Known(IReadOnlyList<string> Marks, string Pad, bool Secret);

/// <summary>Spells cohorts.</summary>
internal static class Spelling
{
    public static string In(string field, params IEnumerable<string> codes) => Filter(field, "in", codes);

    public static string NotIn(string field, params IEnumerable<string> codes) => Filter(field, "not-in", codes);

    public static string And(params IEnumerable<string> parts) => $$"""{"logic":"and","filters":[{{string.Join(',', parts)}}]}""";

    public static string Or(params IEnumerable<string> parts) => $$"""{"logic":"or","filters":[{{string.Join(',', parts)}}]}""";

    /// <summary>Everybody but whoever has exactly these marks.</summary>
    public static string Without(Known person) => Or(person.Marks.Select((code, mark) => NotIn(Population.MarkOf(mark), code)));

    private static string Filter(string field, string op, IEnumerable<string> codes) =>
        $$"""{"field":"{{field}}","op":"{{op}}","values":[{{string.Join(',', codes.Select(code => $"\"{code}\""))}}]}""";
}
