using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.ShowcaseBuilder;

public sealed class RecipeRulesTests
{
    private static readonly Lazy<DatasetSchema> Schema = new(() =>
    {
        using var folder = new TemporaryFolder();
        new SmallInventory().Write(folder["source"]);
        new InventoryImporter(TimeProvider.System).Import(SmallInventory.Plan(folder["source"], folder["staging"]), null, default);
        using var dataset = Dataset.Open(folder["staging", ImportPlan.TabularFolder]);
        return dataset.Schema;
    });

    public static TheoryData<string, RecipeField> Wrong => new()
    {
        { "recipe-field-unknown $.fields[0].field", new("person.nothing", Coarsening.Keep) },
        { "recipe-field-unknown $.fields[0].field", new("person.id", Coarsening.Keep) },
        { "recipe-field-unknown $.fields[0].field", new("visit.person_id", Coarsening.Keep) },
        { "recipe-how $.fields[0].how", new("person.sex", Coarsening.Bands) { Edges = [1] } },
        { "recipe-how $.fields[0].how", new("person.note", Coarsening.Keep) },
        { "recipe-edges $.fields[0].edges", new("person.age", Coarsening.Bands) },
        { "recipe-edges $.fields[0].edges", new("person.age", Coarsening.Bands) { Edges = [40, 40] } },
        { "recipe-edges $.fields[0].edges", new("person.age", Coarsening.Bands) { Edges = [40.5] } },
        { "recipe-edges $.fields[0].edges", new("person.weight", Coarsening.Bands) { Edges = [double.NaN] } },
        { "recipe-multiple $.fields[0].multiple", new("person.age", Coarsening.Round) { Multiple = 0 } },
        { "recipe-multiple $.fields[0].multiple", new("person.age", Coarsening.Round) },
        { "recipe-number $.fields[0]", new("person.age", Coarsening.Round) { Multiple = 2.5 } },
        { "recipe-limits $.fields[0].highest", new("person.age", Coarsening.Limit) },
        { "recipe-limits $.fields[0].highest", new("person.age", Coarsening.Limit) { Lowest = 5, Highest = 5 } },
        { "recipe-stranger $.fields[0].multiple", new("person.age", Coarsening.Limit) { Lowest = 5, Multiple = 5 } },
        { "recipe-stranger $.fields[0].edges", new("person.born", Coarsening.Year) { Edges = [5] } },
        { "recipe-merge $.fields[0]", new("person.sex", Coarsening.Merge) },
        { "recipe-threshold $.fields[0].fewerThan", new("person.sex", Coarsening.Merge) { FewerThan = 9 } },
        { "recipe-levels $.fields[0].levels", new("person.sex", Coarsening.Merge) { Levels = 1 } },
        { "recipe-code-unknown $.fields[0].codes", new("person.illness", Coarsening.Merge) { Codes = ["gone"] } },
        { "recipe-text $.fields[0].fewerThan", new("person.note", Coarsening.Merge) { Levels = null, Codes = ["x"] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_field_is_refused_at_its_place(string expected, RecipeField field)
    {
        var refused = new RecipeRules(Schema.Value, DisclosurePolicy.Standard).Check(new ShowcaseRecipe([field])).MustRefuse<Invalid>();

        Assert.Contains(expected, refused.Problems.Select(problem => $"{problem.Code} {problem.Field}"));
    }

    [Fact]
    public void A_good_recipe_is_taken_and_the_whole_is_checked_too()
    {
        var rules = new RecipeRules(Schema.Value, DisclosurePolicy.Standard);
        var good = ShowcaseBuilderWorld.SmallRecipe;

        Assert.True(rules.Check(good).IsOk);
        foreach (var (code, bad) in new (string, ShowcaseRecipe)[]
        {
            ("recipe-format", good with { Format = 2 }), ("recipe-sample", good with { SamplePercent = 0 }), ("recipe-sample", good with { SamplePercent = 101 }),
            ("recipe-empty", ShowcaseRecipe.Empty), ("recipe-twice", good with { Fields = [.. good.Fields, good.Fields[0]] }),
            ("recipe-together", good with { Together = ["person.note"] }), ("recipe-together", good with { Together = ["visit.day"] }), ("recipe-together", good with { Together = ["person.sex", "person.sex"] }),
        })
        {
            Assert.Contains(code, rules.Check(bad).MustRefuse<Invalid>().Problems.Select(problem => problem.Code));
        }
    }

    [Fact]
    public void A_stricter_tier_asks_for_more_people() =>
        Assert.False(new RecipeRules(Schema.Value, DisclosurePolicy.Strict).Check(new ShowcaseRecipe([new("person.sex", Coarsening.Merge) { FewerThan = 10 }])).IsOk);

    [Fact]
    public void An_older_recipe_loses_what_has_vanished_and_says_so()
    {
        var older = ShowcaseBuilderWorld.SmallRecipe
            .With(new("person.gone", Coarsening.Keep))
            .With(new("person.illness", Coarsening.Merge) { FewerThan = 10, Codes = ["lung", "gone"] }) with { Together = ["person.sex", "person.gone"] };

        var (adapted, vanished) = new RecipeRules(Schema.Value, DisclosurePolicy.Standard).Adapt(older);

        Assert.Equal(["person.gone"], vanished);
        Assert.Equal(["lung"], adapted.Find("person.illness")!.Codes);
        Assert.Equal(["person.sex"], adapted.Together);
        Assert.True(new RecipeRules(Schema.Value, DisclosurePolicy.Standard).Check(adapted).IsOk);
    }

    [Fact]
    public void Equal_recipes_have_equal_hashes_and_others_have_not()
    {
        var recipe = ShowcaseBuilderWorld.SmallRecipe;

        Assert.Equal(recipe.ToHash(), (recipe with { Fields = [.. recipe.Fields] }).ToHash());
        Assert.NotEqual(recipe.ToHash(), (recipe with { SamplePercent = 99 }).ToHash());
    }
}
