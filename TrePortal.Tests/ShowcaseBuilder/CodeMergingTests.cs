using TrePortal.Data.ShowcaseBuilder;
using TrePortal.Domain.Inventory;

namespace TrePortal.Tests.ShowcaseBuilder;

public sealed class CodeMergingTests
{
    private static readonly Code[] Tree =
    [
        new("heart", "Heart disease"), new("angina", "Angina", "heart"), new("infarct", "Infarct", "heart"), new("stent", "Stent", "infarct"), new("lung", "Lung disease"), new("rare", "Rare disease"),
    ];

    [Fact]
    public void What_few_hold_goes_to_the_code_above_and_from_the_top_into_other()
    {
        var merged = Merge(10, ("heart", 3), ("angina", 2), ("infarct", 20), ("stent", 4), ("lung", 30), ("rare", 5));

        Assert.Equal(["heart", "infarct", "lung", "other"], merged.Codes.Select(code => code.Value));
        Assert.Equal(["heart", "heart", "infarct", "infarct", "lung", "other"], Targets(merged));
        Assert.Equal(3, merged.Merged);
    }

    [Fact]
    public void A_code_that_nobody_holds_stays_and_so_does_one_above_others_that_stay()
    {
        var merged = Merge(10, ("heart", 1), ("angina", 0), ("infarct", 0), ("stent", 12), ("lung", 0), ("rare", 10));

        Assert.Equal(["heart", "angina", "infarct", "stent", "lung", "rare"], merged.Codes.Select(code => code.Value));
        Assert.Equal(0, merged.Merged);
    }

    [Fact]
    public void A_tree_is_cut_at_a_level()
    {
        var merged = new CodeMerging(Tree).Merge(2, [], null, Holders());

        Assert.Equal(["heart", "angina", "infarct", "infarct", "lung", "rare"], Targets(merged));
    }

    [Fact]
    public void Codes_picked_by_hand_take_along_what_is_below_them()
    {
        var merged = new CodeMerging(Tree).Merge(null, ["infarct", "lung"], null, Holders());

        Assert.Equal(["heart", "angina", "other", "other", "other", "rare"], Targets(merged));
        Assert.Equal("Other", merged.Codes[^1].Meaning);
    }

    [Fact]
    public void Other_never_has_the_name_of_a_code_that_means_something()
    {
        Code[] codes = [new("other", "Something else"), new("other_2", "And more"), new("rest", "Rest")];

        var merged = new CodeMerging(codes).Merge(null, ["rest"], null, [[], [], []]);

        Assert.Equal(["other", "other_2", "other_3"], merged.Codes.Select(code => code.Value));
    }

    [Fact]
    public void A_missing_value_stays_missing() => Assert.Equal(0, Merge(10, ("rare", 3)).Map[0]);

    [Fact]
    public void A_thousand_random_trees_are_merged_as_the_oracle_says()
    {
        var random = new Random(20_261_121);
        for (var trial = 0; trial < 1000; trial++)
        {
            var codes = Enumerable.Range(0, random.Next(1, 12)).Select(at => new Code($"c{at}", $"C {at}", at > 0 && random.Next(3) > 0 ? $"c{random.Next(at)}" : null)).ToList();
            var people = codes.ToDictionary(code => code.Value, _ => Enumerable.Range(0, random.Next(3) == 0 ? 0 : random.Next(14)).Select(_ => random.Next(40)).ToHashSet());

            var merged = new CodeMerging(codes).Merge(null, [], 10, [.. codes.Select(code => people[code.Value])]);

            var expected = RecipeOracle.Merged(
                codes.ToDictionary(code => code.Value, code => code.Parent), people.ToDictionary(pair => pair.Key, pair => pair.Value.Select(person => $"{person}").ToHashSet()), 10);
            Assert.Equal(codes.Select(code => expected[code.Value]), codes.Select((_, at) => merged.Codes[merged.Map[at + 1] - 1].Value));
        }
    }

    private static MergedCodes Merge(int fewerThan, params (string Code, int People)[] held)
    {
        var next = 0;
        var holders = Holders();
        foreach (var (code, people) in held)
        {
            holders[Array.FindIndex(Tree, item => item.Value == code)].UnionWith(Enumerable.Range(next, people));
            next += people;
        }

        return new CodeMerging(Tree).Merge(null, [], fewerThan, holders);
    }

    private static HashSet<int>[] Holders() => [.. Tree.Select(_ => new HashSet<int>())];

    private static IEnumerable<string> Targets(MergedCodes merged) => merged.Map.Skip(1).Select(code => merged.Codes[code - 1].Value);
}
