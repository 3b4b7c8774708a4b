using System.Globalization;
using System.Text;
using TrePortal.Tests.Support;
using static TrePortal.Tests.Inventory.BadInputs.BadInput;
using static TrePortal.Tests.Inventory.BadInputs.BadInputRun;

namespace TrePortal.Tests.Inventory.BadInputs;

/// <summary>B066 to B096: data files, data dictionary and codings.</summary>
public sealed class TabularTests
{
    private const string Age = "person,age,integer,,,,,,";
    private const string Header = "id,sex,age,weight,born,seen,illness,note\n";

    private static readonly string[] _first = ["Anna", "Bertha", "Carl", "Dieter", "Elise", "Franz", "Gerda"];
    private static readonly string[] _last = ["Moser", "Huber", "Gruber", "Bauer", "Wagner", "Pichler", "Steiner", "Mayer", "Leitner", "O'Brien", "Smith-Jones"];

    internal static IReadOnlyList<BadInput> Cases { get; } =
    [
        Text("B066 quote that nothing closes", Visits, "3,A2,2020-02", "3,A2,\"2020-02", "UP-09", 4),
        Text("B066 quote that nothing closes, in the last row", Persons, "A5,M,0", "\"A5,M,0", "UP-09", 7),
        Text("B067 quote inside a cell", Persons, "=1+1", "a \"quoted\" word", "UP-10", 3),
        Text("B067 text after the closing quote", Persons, "=1+1", "\"quoted\" word", "UP-10", 3),
        Accepted("B068 doubled quotes and line breaks", Persons, "=1+1", "\"\"\"a\"\"\nb\r\nc,\"\"\""),
        Whole("B069 semicolons", Persons, "id;sex;age;weight;born;seen;illness;note\nA1;F;1;;;;;\n", "UP-18", 1) with { Also = "DA-16" },
        Whole("B069 tabs", Visits, "visit_id\tperson_id\tday\n1\tA1\t\n", "UP-18", 1) with { Also = "DA-16" },
        Text("B070 header repeated", Persons, "A3,", Header + "A3,", "UP-19", 4),
        Text("B071 column that the dictionary has not", Persons, "born,seen", "birth,seen", "DA-02", 1, 5) with { Also = "DA-01" },
        Text("B071 field that the data has not", Dictionary, "person,weight,", "person,mass,", "DA-01", 1) with { Also = "DA-02" },
        Text("B071 column but for case", Persons, "born,seen", "Born,seen", "DA-01", 1) with { Also = "DA-02" },
        Text("B072 field twice", Dictionary, Age, "person,sex,integer,,,,,,", "DD-03", 4, 2),
        Text("B072 field twice but for case", Dictionary, Age, "person,SEX,integer,,,,,,", "DD-03", 4, 2),
        .. Numbers("B073", ("A2,M,-3", "DA-03", ["forty", "1.5", "1e3", "0x1F", "--3", "- 3", "-"]), ("61.50", "DA-05", ["heavy", "1.2.3", "1e", "e5", ".", "6_1"])),
        .. Numbers("B073", ("61.50", "DA-06", ["1e309", "-1e309", "NaN", "Infinity", "-inf"]), ("A2,M,-3", "DA-04", ["9223372036854775808", "-9223372036854775809", "99999999999999999999"])),
        .. Numbers("B074", ("61.50", "DA-05", ["\"61,5\"", "\"1,000.5\"", "+61.5", " 61.5", "61.5 ", "1 000"]), ("A2,M,-3", "DA-03", ["+3", "\"1,000\"", " 3", "3 ", "\u0663"])),
        .. Dates("B075", "DA-07", "31/12/2020", "12/31/2020", "20-01-05", "2020-02-30", "2023-02-29", "2020-13-01", "2020-00-01", "2020-1-5", "20200105", "0000-01-01", "2020-01-05T00:00:00"),
        .. Dates("B075", "DA-09", "9999-01-01", "9999", "0001-01-01", "0999-12-31", "3000-01"),
        .. new[] { "2021-03-04 05:06:07", "2021-03-04T25:06:07Z", "2021-03-04T05:60:07", "2021-03-04T05:06:07+15:00", "2021-03-04", "2021-03-04T05:06:07.12345678" }
            .Select(time => Text($"B075 time {time}", Persons, "2021-03-04T05:06:07Z", time, "DA-08", 2, 6)),
        .. new[] { "Y", "1", "TRUE", "Yes", "no" }.Select(word => Text($"B076 truth value {word}", Dictionary, "illness,yes,", $"illness,{word},", "DD-16", 8)),
        Text("B077 value not in the coding", Persons, "A1,F,", "A1,X,", "DA-10", 2, 2),
        Text("B077 other case", Persons, "A1,F,", "A1,f,", "DA-10", 2, 2),
        Text("B077 blank before", Persons, "A1,F,", "A1, F,", "DA-10", 2, 2),
        Text("B077 blank behind", Persons, "A1,F,", "A1,F ,", "DA-10", 2, 2),
        new("B077 code 01 for 1", inventory => inventory.Replace(Codings, "sex,F,", "sex,1,").Set(Persons, Header + "A1,01,,,,,,\nA2,M,,,,,,\nA5,M,,,,,,\n"), "DA-10", 2, 2),
        Text("B077 one of several not in the coding", Persons, "heart|lung,", "heart|kidney,", "DA-10", 2, 7),
        Text("B078 NA", Persons, "A2,M,-3", "A2,M,NA", "DA-03", 3, 3),
        Text("B078 point", Persons, "A2,M,-3", "A2,M,.", "DA-03", 3, 3),
        Text("B078 blank", Persons, "A3,,,", "A3,, ,", "DA-03", 4, 3),
        Text("B078 missing code that the coding has not", Visits, "4,A5,", "4,A5,-9", "DA-07", 5, 3),
        Accepted("B078 missing code that the coding has", Visits, "4,A5,", "4,A5,-2"),
        Text("B080 key twice", Persons, "A3,", "A2,", "DA-14", 4, 1) with { Message = "line 3" },
        Text("B080 key empty", Persons, "A3,", ",", "DA-13", 4, 1),
        Text("B080 key quoted and empty", Persons, "A3,", "\"\",", "DA-13", 4, 1),
        Accepted("B080 keys that differ by case", Persons, "A3,", "a2,"),
        Accepted("B080 keys that differ by a blank", Persons, "A3,", "A2 ,"),
        Text("B081 second row of a one-to-one relationship", Scans, "S2,1,", "S2,3,", "DA-17", 3, 2),
        Text("B082 unknown participant", Visits, "2,A1,-1", "2,A9,-1", "DA-16", 3, 2),
        Text("B082 no participant", Visits, "2,A1,-1", "2,,-1", "DA-15", 3, 2),
        new("B083 20,001 fields", inventory => inventory.Append(Dictionary, string.Concat(Enumerable.Range(0, 19_987).Select(field => $"person,f{field},string,,,,,,,,\n"))), "DD-21", null, null),
        .. new[] { "a\"\"b", "a'b", "a b", "[a]", "1a", "_a", "a-b", "a.b", "\u202Ea", "\u00E9t\u00E9", new string('x', 256) }
            .Select((name, at) => Text($"B083 name {at}", Dictionary, "person,age,", $"person,\"{name}\",", "DD-02", 4, 2)),
        Accepted("B083 name that is a word of SQL", inventory => inventory.Replace(Dictionary, "person,age,", "person,select,").Replace(Persons, "sex,age,", "sex,select,").Replace(Collections, "person.age", "person.select")),
        Accepted("B083 name of 255 letters", inventory => inventory.Replace(Dictionary, "person,age,", $"person,{new string('x', 255)},").Replace(Persons, "sex,age,", $"sex,{new string('x', 255)},").Replace(Collections, "person.age", "person." + new string('x', 255))),
        Text("B084 cell over 1 MB", Persons, "=1+1", new string('x', (1 << 20) + 1), "UP-13", 3, 8),
        Text("B084 row over 10 MB", Persons, "=1+1", "\"" + new string('x', 11 << 20) + "\"", "UP-12", 3),
        Accepted("B084 cell of 1 MB", Persons, "=1+1", new string('x', 1 << 20)),
        .. new[] { "=1+1", "+1", "-1", "@x", "\t=1" }.Select((text, at) => Accepted($"B085 formula {at}", Persons, "=1+1", text)),
        Accepted("B086 markup in a title", Dictionary, "People > Basics,Age", "People > Basics,<b onclick=x>Age</b>"),
        Accepted("B086 no title", Dictionary, "People > Basics,Age", "People > Basics,"),
        Accepted("B087 e-mail addresses", inventory => Fill(inventory, row => $"someone{row}@example.org"), "DA-30"),
        Accepted("B087 health service numbers", inventory => Fill(inventory, HealthServiceNumber), "DA-31"),
        Accepted("B087 telephone numbers", inventory => Fill(inventory, row => $"+44 20 7946 {row:0000}"), "DA-31"),
        Accepted("B087 social security numbers", inventory => Fill(inventory, row => $"{row + 100:000}-12-{row:0000}"), "DA-31"),
        Accepted("B087 names of people", inventory => Fill(inventory, row => $"{_first[row % 7]} {_last[row % 11]}"), "DA-35"),
        Accepted("B087 names of people, turned round", inventory => Fill(inventory, row => $"\"{_last[row % 11]}, {_first[row % 7]}\""), "DA-35"),
        Accepted("B087 dates of birth", inventory => inventory.Replace(Dictionary, "person,born,", "person,date_of_birth,").Replace(Persons, "born,seen", "date_of_birth,seen").Append(Persons, string.Concat(Enumerable.Range(0, 100).Select(row => $"B{row},F,,,{1950 + row % 60}-03-04,,,\n"))), "DA-36"),
        Accepted("B088 no value at all", inventory => inventory.Set(Scans, "scan_id,visit,score\nS1,3,\nS2,1,\n"), "DA-34"),
        Accepted("B089 one value only", inventory => inventory.Set(Persons, Header + "A1,F,,,,,,\nA2,F,,,,,,\nA5,F,,,,,,\n"), "DA-32"),
        Accepted("B090 rare categories", _ => { }, "DA-33"),
        Accepted("B091 one far value", Persons, "A2,M,-3", "A2,M,113"),
        new("B092 ragged last row after many good ones", inventory => inventory.Append(Persons, Rows(20_000) + "B,F\n"), "UP-11", 20_008, null),
        Text("B094 circle of parents", Codings, "illness,heart,Heart disease,1,", "illness,heart,Heart disease,1,angina", "CO-05", 7, 5),
        Text("B094 its own parent", Codings, "illness,heart,Heart disease,1,", "illness,heart,Heart disease,1,heart", "CO-05", 6, 5),
        Text("B094 missing parent", Codings, "Angina,2,heart", "Angina,2,hart", "CO-04", 7, 5),
        new("B094 33 levels", inventory => inventory.Append(Codings, Levels(33)), "CO-06", 41, 5),
        Accepted("B094 32 levels", inventory => inventory.Append(Codings, Levels(32)), "CO-09"),
        new("B094 50 levels", inventory => inventory.Append(Codings, Levels(50)), "CO-06", 41, 5),
        Text("B095 bar in a code of a multi-select", Codings, "illness,lung,", "illness,lung|left,", "CO-08", 8) with { Also = "DA-10" },
        Text("B095 empty part", Persons, "heart|lung,", "heart||lung,", "DA-11", 2, 7),
        Text("B095 bar at the end", Persons, "heart|lung,", "heart|,", "DA-11", 2, 7),
        Accepted("B095 part twice", Persons, "heart|lung,", "heart|heart,", "DA-12"),
        Bytes("B096 another encoding late in the file", Persons, text => [.. Encoding.UTF8.GetBytes(text + Rows(20_000)), .. Encoding.Latin1.GetBytes("B,F,,,,,,caf\u00E9\n"), .. Encoding.UTF8.GetBytes("C,F,,,,,,caf\u00E9\n")], "UP-04", 20_008),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answer_is_as_expected(string name)
    {
        using var run = new BadInputRun();
        run.Check(Cases.Single(input => input.Name == name));
    }

    private static IEnumerable<BadInput> Numbers(string number, params (string Old, string Code, string[] Values)[] groups) =>
        from @group in groups
        from value in @group.Values
        let wrong = @group.Old.StartsWith("A2", StringComparison.Ordinal) ? "A2,M," + value : value
        select Text($"{number} {@group.Code} {value}", Persons, @group.Old, wrong, @group.Code, @group.Old.StartsWith("A2", StringComparison.Ordinal) ? 3 : 2, @group.Old.StartsWith("A2", StringComparison.Ordinal) ? 3 : 4);

    private static IEnumerable<BadInput> Dates(string number, string code, params string[] dates) =>
        dates.Select(date => Text($"{number} date {date}", Persons, "1980-02-29", date, code, 2, 5));

    private static void Fill(SmallInventory inventory, Func<int, string> note) =>
        inventory.Append(Persons, string.Concat(Enumerable.Range(0, 200).Select(row => $"B{row},F,,,,,,{note(row)}\n")));

    private static string Rows(int count) => string.Concat(Enumerable.Range(0, count).Select(row => $"B{row},F,{row % 90},,,,heart,\n"));

    private static string Levels(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(level => $"deep,l{level},Level {level},,{(level > 1 ? $"l{level - 1}" : "")}\n"));

    private static string HealthServiceNumber(int row)
    {
        for (var number = 943_476_000 + row * 37; ; number++)
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            var check = (11 - (digits.Select((digit, at) => (digit - '0') * (10 - at)).Sum() % 11)) % 11;
            if (check != 10)
            {
                return digits + check.ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}
