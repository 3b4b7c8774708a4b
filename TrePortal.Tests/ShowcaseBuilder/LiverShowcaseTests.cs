using System.Diagnostics;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.ShowcaseBuilder;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.ShowcaseBuilder;

/// <summary>The builder on the real study, compared with plain loops over its CSV files.</summary>
[Trait("Category", "Integration")]
public sealed class LiverShowcaseTests(ITestOutputHelper output)
{
    private static readonly ShowcaseRecipe Recipe = new(
    [
        new("participant.age_at_entry", Coarsening.Bands) { Edges = [30, 40, 50, 60, 70, 80, 90] },
        new("participant.sex", Coarsening.Keep),
        new("participant.weight", Coarsening.Round) { Multiple = 5, Lowest = 40, Highest = 140 },
        new("participant.bmi", Coarsening.Round) { Multiple = 0.5 },
        new("participant.nafld_case", Coarsening.Merge) { FewerThan = 10 },
        new("participant.conditions", Coarsening.Merge) { FewerThan = 400 },
        new("participant.followup_days", Coarsening.Limit) { Highest = 5000 },
        new("event.condition", Coarsening.Merge) { FewerThan = 2000 },
        new("event.event_day", Coarsening.Bands) { Edges = [0, 365] },
    ]);

    [SharedDataFact]
    public void Every_value_is_what_plain_loops_make_of_the_source()
    {
        using var folder = new TemporaryFolder();
        using var dataset = Import(folder);
        var made = Path.Combine(folder.Path, "made");
        var clock = Stopwatch.StartNew();
        new DerivedDataset(dataset, Recipe, new byte[32]).Write(made, (_, _) => { }, default);
        output.WriteLine($"17,549 people and 34,327 events written in {clock.ElapsedMilliseconds} ms");

        var source = SharedData.LiverOutcomes(1) + "/tabular";
        var people = RecipeOracle.Rows(source + "/participant.data.csv");
        var events = RecipeOracle.Rows(source + "/event.data.csv");
        var codings = RecipeOracle.Rows(source + "/codings.csv").Where(row => row["coding_name"] == "condition").ToDictionary(row => row["code"], row => row["parent_code"] is { Length: > 0 } parent ? parent : null);
        var conditions = RecipeOracle.Merged(codings, Holders(people.SelectMany(row => row["conditions"].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(code => (code, row["eid"])))), 400);
        var eventConditions = RecipeOracle.Merged(codings, Holders(events.Select(row => (row["condition"], row["eid"]))), 2000);
        string Weight(string text) => text is "" or "-1" ? text : RecipeOracle.Rounded(Math.Clamp(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture), 40, 140).ToString(System.Globalization.CultureInfo.InvariantCulture), 5);
        string Person(Dictionary<string, string> row) => string.Join(';',
            RecipeOracle.Band(row["age_at_entry"], 30, 40, 50, 60, 70, 80, 90), row["sex"], Weight(row["weight"]), RecipeOracle.Rounded(row["bmi"], 0.5m), row["nafld_case"],
            string.Join('|', row["conditions"].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(code => conditions[code]).Distinct().Order(StringComparer.Ordinal)),
            row["followup_days"].Length == 0 ? "" : Math.Min(5000, int.Parse(row["followup_days"], System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var derived = RecipeOracle.Rows(made + "/participant.data.csv");
        string Derived(Dictionary<string, string> row) => string.Join(';',
            row["age_at_entry_band"], row["sex"], row["weight_rounded"], row["bmi_rounded"], row["nafld_case"], string.Join('|', row["conditions"].Split('|').Order(StringComparer.Ordinal)), row["followup_days_limited"]);
        Assert.Equal(RecipeOracle.Bag(people.Select(Person)), RecipeOracle.Bag(derived.Select(Derived)));

        // Events still belong to the same people: each with everything that is said of its person.
        var (byKey, byNumber) = (people.ToDictionary(row => row["eid"], Person), derived.ToDictionary(row => row["eid"], Derived));
        Assert.Equal(
            RecipeOracle.Bag(events.Select(row => $"{eventConditions[row["condition"]]} {RecipeOracle.Band(row["event_day"], 0, 365)} {byKey[row["eid"]]}")),
            RecipeOracle.Bag(RecipeOracle.Rows(made + "/event.data.csv").Select(row => $"{row["condition"]} {row["event_day_band"]} {byNumber[row["eid"]]}")));
        Assert.False(File.Exists(made + "/lab.data.csv"));
        Assert.DoesNotContain(conditions.Values, code => code == "other" && codings.ContainsKey("other"));
    }

    [SharedDataFact]
    public void The_order_of_rows_says_nothing_of_the_order_in_the_inventory()
    {
        using var folder = new TemporaryFolder();
        using var dataset = Import(folder);
        var made = Path.Combine(folder.Path, "made");

        new DerivedDataset(dataset, new ShowcaseRecipe([new("participant.followup_days", Coarsening.Keep)]), new byte[32]).Write(made, (_, _) => { }, default);

        var before = RecipeOracle.Rows(SharedData.LiverOutcomes(1) + "/tabular/participant.data.csv").ConvertAll(row => row["followup_days"]);
        var after = RecipeOracle.Rows(made + "/participant.data.csv").ConvertAll(row => row["followup_days"]);
        var inPlace = before.Zip(after).Count(pair => pair.First == pair.Second);
        Assert.InRange(inPlace, 0, before.Count / 100); // by chance some two or three hundred days are common
    }

    [SharedDataFact]
    public void A_person_has_one_number_in_all_releases_of_an_environment_and_another_one_elsewhere()
    {
        using var folder = new TemporaryFolder();
        var recipe = new ShowcaseRecipe([new("participant.sex", Coarsening.Keep)]);
        HashSet<string> Made(int release, byte secret)
        {
            var (staging, made) = (folder[$"staging-{release}-{secret}"], folder[$"made-{release}-{secret}"]);
            new InventoryImporter(TimeProvider.System).Import(new ImportPlan(staging) { TabularSource = SharedData.LiverOutcomes(release) + "/tabular" }, null, default);
            using var dataset = Dataset.Open(Path.Combine(staging, ImportPlan.TabularFolder));
            new DerivedDataset(dataset, recipe, [secret]).Write(made, (_, _) => { }, default);
            return [.. RecipeOracle.Rows(made + "/participant.data.csv").Select(row => row["eid"])];
        }

        HashSet<string> Keys(int release) => [.. RecipeOracle.Rows(SharedData.LiverOutcomes(release) + "/tabular/participant.data.csv").Select(row => row["eid"])];
        var (first, second, elsewhere) = (Made(1, 1), Made(2, 1), Made(1, 2));

        Assert.Equal(Keys(1).Intersect(Keys(2)).Count(), first.Intersect(second).Count());
        Assert.NotEqual(first.Count, first.Intersect(second).Count());
        Assert.Empty(first.Intersect(elsewhere));
        Assert.Empty(first.Intersect(Keys(1)));
    }

    private static Dictionary<string, HashSet<string>> Holders(IEnumerable<(string Code, string Person)> held) =>
        held.GroupBy(item => item.Code).ToDictionary(group => group.Key, group => group.Select(item => item.Person).ToHashSet());

    private static Dataset Import(TemporaryFolder folder)
    {
        var staging = Path.Combine(folder.Path, "staging");
        var report = new InventoryImporter(TimeProvider.System).Import(new ImportPlan(staging) { TabularSource = SharedData.LiverOutcomes(1) + "/tabular" }, null, default);
        Assert.True(report.IsOk);
        return Dataset.Open(Path.Combine(staging, ImportPlan.TabularFolder));
    }
}
