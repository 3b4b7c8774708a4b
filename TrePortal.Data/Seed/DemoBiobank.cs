using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TrePortal.Data.Seed;

/// <summary>
/// An invented biobank, the same every time for the same seed: people, hospital visits and laboratory results that hang
/// together plausibly (age raises blood pressure, weight and smoking raise the chance of a diagnosis). Nobody real.
/// </summary>
internal sealed class DemoBiobank
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private static readonly DateOnly Opened = new(2012, 3, 1);
    private static readonly DateOnly Closed = new(2026, 6, 30);

    private readonly Random _random;
    private readonly List<Participant> _people = [];

    public DemoBiobank(int seed, int participants)
    {
        _random = new Random(seed);
        for (var number = 1; number <= participants; number++)
        {
            _people.Add(Draw(number));
        }
    }

    /// <summary>The tabular inventory as a .zip: 40 fields in three entities.</summary>
    public MemoryStream Tabular() => Zip(
        ("data_dictionary.csv", DemoDictionary.Fields),
        ("codings.csv", DemoDictionary.Codings),
        ("entity_dictionary.csv", DemoDictionary.Entities),
        ("participant.data.csv", ParticipantTable()),
        ("hospital_visit.data.csv", VisitTable()),
        ("lab_result.data.csv", LabTable()));

    /// <summary>A curated dataset of fewer and coarser fields, under keys of its own.</summary>
    public MemoryStream Showcase()
    {
        var rows = new StringBuilder("participant_id,sex,age_at_entry,region,education,smoking,diet,bmi,systolic,diagnoses,vital_status\n");
        var number = 0;
        foreach (var person in _people.OrderBy(person => (uint)((person.Number * 2654435761L) & 0xFFFFFFFF)))
        {
            rows.Append(Plain, $"S{++number:000000},{person.Sex},{person.Age},{person.Region},{person.Education},{person.Smoking},{person.Diet},")
                .Append(Plain, $"{Math.Round(person.Bmi)},{person.Systolic / 5 * 5},{string.Join('|', person.Diagnoses)},{person.Vital}\n");
        }

        return Zip(("data_dictionary.csv", DemoDictionary.ShowcaseFields), ("codings.csv", DemoDictionary.Codings), ("participant.data.csv", rows.ToString()));
    }

    /// <summary>The file inventory with its files: two documents for everybody, and one electrocardiogram each of some.</summary>
    public MemoryStream Files(int tracings)
    {
        var inventory = new StringBuilder("source\tpath\tparticipant_id\tcollection_ids\n")
            .Append("documents/cohort_profile.md\tdocuments/cohort_profile.md\t\tdocuments\n")
            .Append("documents/protocol.md\tdocuments/protocol.md\t\tdocuments\n");
        var files = new List<(string Name, string Text)>
        {
            ("files/documents/cohort_profile.md", "# Cohort profile\n\nInvented participants, recruited on paper between 2012 and 2024.\n"),
            ("files/documents/protocol.md", "# Protocol\n\nBaseline questionnaire, measurements, blood sample, linkage to hospital visits.\n"),
        };
        foreach (var person in _people.Where((_, at) => at % Math.Max(1, _people.Count / tracings) == 0).Take(tracings))
        {
            inventory.Append(Plain, $"ecg/{person.Id}.csv\tecg/{person.Id}.csv\t{person.Id}\tecg\n");
            files.Add(($"files/ecg/{person.Id}.csv", Tracing(person)));
        }

        return Zip([("file_inventory.tsv", inventory.ToString()), .. files]);
    }

    private Participant Draw(int number)
    {
        var isFemale = _random.NextDouble() < 0.54;
        var age = (int)Math.Clamp(Normal(56, 11), 38, 79);
        var entry = Opened.AddDays(_random.Next(0, 365 * 12));
        var smoking = Pick(("never", 0.52), ("former", 0.34), ("current", 0.14));
        var height = Normal(isFemale ? 163 : 176, 6.8);
        var bmi = Math.Clamp(Normal(26.6 + ((age - 56) * 0.03), 4.4), 16, 52);
        var systolic = (int)Math.Clamp(Normal(112 + (age * 0.42) + ((bmi - 26) * 0.6), 15), 84, 214);
        var diagnoses = Diagnoses(age, bmi, smoking, systolic);
        var hasDied = _random.NextDouble() < 0.004 * Math.Exp((age - 50) * 0.075);
        var death = entry.AddDays(200 + _random.Next(0, 3600));
        var isDead = hasDied && death < Closed;
        return new Participant(number, isFemale ? "F" : "M", age, entry, bmi, systolic)
        {
            Region = Pick(("north", 0.24), ("coast", 0.19), ("midlands", 0.31), ("south", 0.17), ("islands", 0.09)),
            Education = Pick(("primary", 0.18), ("secondary", 0.44), ("degree", 0.29), ("postgraduate", 0.09)),
            Employment = age > 65 ? Pick(("retired", 0.86), ("employed", 0.14)) : Pick(("employed", 0.66), ("self", 0.13), ("unemployed", 0.07), ("retired", 0.14)),
            Smoking = smoking,
            Diet = string.Join('|', new[] { ("fish", 0.5), ("red_meat", 0.6), ("dairy", 0.74), ("vegetables", 0.8), ("processed", 0.38) }.Where(kind => _random.NextDouble() < kind.Item2).Select(kind => kind.Item1)),
            Height = height,
            Vital = isDead ? "deceased" : "alive",
            Death = isDead ? death : null,
            Diagnoses = diagnoses,
        };
    }

    private List<string> Diagnoses(int age, double bmi, string smoking, int systolic)
    {
        var found = new List<string>();
        void Perhaps(string code, double chance)
        {
            if (_random.NextDouble() < chance)
            {
                found.Add(code);
            }
        }

        var years = (age - 38) / 40.0;
        var smokes = smoking == "current" ? 1.0 : smoking == "former" ? 0.5 : 0;
        Perhaps("hypertension", systolic > 140 ? 0.62 : 0.08 + (years * 0.1));
        Perhaps("angina", 0.015 + (years * 0.06) + (smokes * 0.03));
        Perhaps("infarction", 0.008 + (years * 0.05) + (smokes * 0.03));
        Perhaps("atrial_fibrillation", 0.006 + (years * 0.07));
        Perhaps("type_1_diabetes", 0.006);
        Perhaps("type_2_diabetes", 0.015 + (Math.Max(0, bmi - 25) * 0.012));
        Perhaps("hypothyroidism", 0.035);
        Perhaps("asthma", 0.09);
        Perhaps("copd", 0.01 + (smokes * 0.09) + (years * 0.03));
        Perhaps("steatosis", Math.Max(0, bmi - 24) * 0.009);
        Perhaps("cirrhosis", 0.004 + (smokes * 0.003));
        Perhaps("depression", 0.11);
        Perhaps("migraine", 0.08);
        return found;
    }

    private string ParticipantTable()
    {
        var table = new StringBuilder("participant_id,sex,birth_year,age_at_entry,entry_date,region,education,employment,smoking,cigarettes_per_day,alcohol_units,activity_minutes,")
            .Append("sleep_hours,diet,height_cm,weight_kg,bmi,waist_cm,systolic,diastolic,pulse,diagnoses,vital_status,death_date,follow_up_days\n");
        foreach (var person in _people)
        {
            var weight = person.Bmi * person.Height * person.Height / 10_000;
            var cigarettes = person.Smoking == "current" ? Whole(Math.Max(1, Normal(13, 6))) : person.Smoking == "never" ? "0" : Missing(0.3, "-1");
            var end = person.Death ?? Closed;
            table.Append(Plain, $"{person.Id},{person.Sex},{person.Entry.Year - person.Age},{person.Age},{person.Entry:yyyy-MM-dd},{person.Region},{Missing(0.03, person.Education)},{person.Employment},")
                .Append(Plain, $"{person.Smoking},{cigarettes},{Missing(0.06, Whole(Math.Max(0, Normal(8, 7))))},{Missing(0.05, Whole(Math.Max(0, Normal(150, 95))))},{Missing(0.02, One(Math.Clamp(Normal(7, 1.1), 3, 12)))},")
                .Append(Plain, $"{person.Diet},{One(person.Height)},{One(weight)},{One(person.Bmi)},{Missing(0.04, One(person.Bmi * 3.35))},{person.Systolic},{Whole(person.Systolic * 0.62)},")
                .Append(Plain, $"{Whole(Math.Clamp(Normal(70, 10), 42, 130))},{string.Join('|', person.Diagnoses)},{person.Vital},{person.Death:yyyy-MM-dd},{end.DayNumber - person.Entry.DayNumber}\n");
        }

        return table.ToString();
    }

    private string VisitTable()
    {
        var table = new StringBuilder("visit_id,participant_id,admission_date,duration_days,ward,reason,emergency,discharge\n");
        var number = 0;
        foreach (var person in _people)
        {
            var visits = (int)(_random.NextDouble() * (0.7 + (person.Diagnoses.Count * 0.8)));
            var end = person.Death ?? Closed;
            for (var visit = 0; visit < visits; visit++)
            {
                var reason = person.Diagnoses.Count > 0 && _random.NextDouble() < 0.7 ? person.Diagnoses[_random.Next(person.Diagnoses.Count)] : Pick(("injury", 0.5), ("infection", 0.5));
                var day = person.Entry.AddDays(_random.Next(1, Math.Max(2, end.DayNumber - person.Entry.DayNumber)));
                table.Append(Plain, $"{++number},{person.Id},{day:yyyy-MM-dd},{Whole(1 + (-Math.Log(1 - _random.NextDouble()) * 4))},{WardOf(reason)},{reason},")
                    .Append(Pick(("yes", 0.38), ("no", 0.62))).Append(',').Append(Pick(("home", 0.88), ("other_hospital", 0.09), ("unknown", 0.03))).Append('\n');
            }
        }

        return table.ToString();
    }

    private string LabTable()
    {
        var table = new StringBuilder("result_id,participant_id,test,value,unit,sampled,flag\n");
        var number = 0;
        foreach (var person in _people)
        {
            foreach (var (test, unit, value, high) in TestsOf(person))
            {
                table.Append(Plain, $"{++number},{person.Id},{test},{(_random.NextDouble() < 0.01 ? "-9" : One(value))},{unit},{person.Entry.AddDays(_random.Next(0, 30)):yyyy-MM-dd},{(value > high ? "high" : "normal")}\n");
            }
        }

        return table.ToString();
    }

    private IEnumerable<(string Test, string Unit, double Value, double High)> TestsOf(Participant person)
    {
        var isDiabetic = person.Diagnoses.Contains("type_2_diabetes") || person.Diagnoses.Contains("type_1_diabetes");
        yield return ("ldl", "mmol/L", Math.Max(0.6, Normal(3.4, 0.9)), 4.1);
        yield return ("glucose", "mmol/L", Math.Max(3, Normal(isDiabetic ? 8.6 : 5.2, isDiabetic ? 2.2 : 0.6)), 7);
        if (_random.NextDouble() < 0.7)
        {
            yield return ("alat", "U/L", Math.Max(6, Normal(person.Diagnoses.Contains("steatosis") ? 58 : 27, 13)), 50);
        }
    }

    private string Tracing(Participant person)
    {
        var text = new StringBuilder("ms,millivolt\n");
        var beat = _random.Next(700, 1000);
        for (var at = 0; at < 2000; at += 20)
        {
            var phase = at % beat / (double)beat;
            text.Append(Plain, $"{at},{Math.Round((Math.Exp(-Math.Pow((phase - 0.3) * 30, 2)) * (0.9 + (person.Number % 7 * 0.05))) + (Math.Exp(-Math.Pow((phase - 0.6) * 10, 2)) * 0.25), 3)}\n");
        }

        return text.ToString();
    }

    private static string WardOf(string reason) => reason switch
    {
        "hypertension" or "angina" or "infarction" or "atrial_fibrillation" => "cardiology",
        "asthma" or "copd" => "respiratory",
        "steatosis" or "cirrhosis" => "hepatology",
        "injury" => "surgery",
        _ => "general",
    };

    private double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));

    private string Pick(params ReadOnlySpan<(string Code, double Chance)> kinds)
    {
        var at = _random.NextDouble();
        foreach (var (code, chance) in kinds)
        {
            at -= chance;
            if (at < 0)
            {
                return code;
            }
        }

        return kinds[^1].Code;
    }

    private string Missing(double chance, string value) => _random.NextDouble() < chance ? "" : value;

    private static string Whole(double value) => ((int)Math.Round(value)).ToString(Plain);

    private static string One(double value) => Math.Round(value, 1).ToString("0.0", Plain);

    private static MemoryStream Zip(params IReadOnlyList<(string Name, string Text)> files)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        stream.Position = 0;
        return stream;
    }

    private sealed record Participant(int Number, string Sex, int Age, DateOnly Entry, double Bmi, int Systolic)
    {
        public string Id { get; } = "P" + Number.ToString("000000", Plain);

        public required string Region { get; init; }

        public required string Education { get; init; }

        public required string Employment { get; init; }

        public required string Smoking { get; init; }

        public required string Diet { get; init; }

        public required double Height { get; init; }

        public required string Vital { get; init; }

        public required DateOnly? Death { get; init; }

        public required List<string> Diagnoses { get; init; }
    }
}
