using System.Globalization;
using System.Text;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.ShowcaseBuilder;

public sealed class PreviewTests
{
    [Fact]
    public async Task A_field_is_shown_before_and_after_in_published_numbers()
    {
        await using var world = await HundredAsync();

        var age = await FieldAsync(world, new("person.age", Coarsening.Bands) { Edges = [40, 97] });
        var sex = await FieldAsync(world, new("person.sex", Coarsening.Merge) { FewerThan = 10 });

        Assert.Equal("age_band", age.Name);
        Assert.False(age.IsForRequests);
        Assert.Equal(["Under 40: about 40", "40 to 96: about 60", "97 and over: fewer than 10"], age.After.Select(bar => $"{bar.Label}: {bar.Count.ToString(CultureInfo.InvariantCulture)}"));
        Assert.Equal(1, age.Small);
        Assert.True(sex.IsForRequests);
        Assert.Equal(["Female: about 50", "Male: about 45", "Other: fewer than 10"], sex.After.Select(bar => $"{bar.Label}: {bar.Count.ToString(CultureInfo.InvariantCulture)}"));
        Assert.Equal(1, sex.Merged);
        Assert.Equal("Not told", sex.Before!.Bars[2].Label);
    }

    [Fact]
    public async Task Who_stands_alone_is_counted_over_the_fields_that_were_picked()
    {
        await using var world = await HundredAsync();
        var coarse = new ShowcaseRecipe([new("person.age", Coarsening.Bands) { Edges = [50] }, new("person.sex", Coarsening.Keep)]) { Together = ["person.age", "person.sex"] };
        var fine = coarse.With(new("person.age", Coarsening.Keep));

        // Two people are of each age, of two sexes; in two bands by three sexes all but the few of the third stand among many.
        var alone = await RecipeAsync(world, fine);
        var among = await RecipeAsync(world, coarse);

        Assert.Equal("about 100", alone.Alone!.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("about 100", alone.InSmallGroups!.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("fewer than 10", among.Alone!.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("fewer than 10", among.InSmallGroups!.ToString(CultureInfo.InvariantCulture));
        Assert.Null((await RecipeAsync(world, coarse with { Together = [] })).Alone);
    }

    [Fact]
    public async Task The_suggestion_leaves_out_what_tells_who_somebody_is()
    {
        await using var world = await HundredAsync();

        var builder = (await world.FindBuilderAsync())!;

        Assert.Equal(RecipeOrigin.Suggested, builder.Written.Origin);
        var doubts = builder.Fields.Where(field => field.Doubt is not null).ToDictionary(field => field.Address, field => field.Doubt!.Value);
        Assert.Equal(RecipeDoubt.Personal, doubts["person.mail"]);
        Assert.Equal(RecipeDoubt.NearlyUnique, doubts["person.number"]);
        Assert.Equal(RecipeDoubt.FreeText, doubts["person.town"]);
        Assert.Equal(["person.age", "person.born", "person.sex"], builder.Written.Recipe.Fields.Select(field => field.Field).Order());
        Assert.DoesNotContain(builder.Fields, field => field.Address is "person.id");
        Assert.Equal(Coarsening.Year, builder.Written.Recipe.Find("person.born")!.How);
        (await world.SaveRecipeAsync(builder.Written.Recipe)).MustBeOk();
    }

    [Fact]
    public async Task Suggested_edges_are_round_and_leave_no_band_thin()
    {
        await using var world = await HundredAsync();

        var even = (await world.AskBuilderAsync((queries, reader) => queries.SuggestEdgesAsync(AdminWorld.Handle, 1, new EdgeWish("person.age", 5, false), reader, default))).MustBeOk();
        var full = (await world.AskBuilderAsync((queries, reader) => queries.SuggestEdgesAsync(AdminWorld.Handle, 1, new EdgeWish("person.age", 4, true), reader, default))).MustBeOk();

        Assert.Equal([20, 40, 60, 80], even);
        Assert.Equal([25, 50, 75], full);
    }

    [Fact]
    public async Task A_text_comes_in_only_as_far_as_many_share_it()
    {
        await using var world = await HundredAsync();
        var town = await FieldAsync(world, new("person.town", Coarsening.Merge) { FewerThan = 10 });

        Assert.Null(town.Before);
        Assert.Equal("town_merged", town.Name);
        Assert.Equal(["Bergen", "Oslo", "Other"], town.After.Select(bar => bar.Label));
        Assert.False(town.IsForRequests);
    }

    private static async Task<FieldPreview> FieldAsync(AdminWorld world, RecipeField field) =>
        (await world.AskBuilderAsync((queries, reader) => queries.PreviewAsync(AdminWorld.Handle, 1, field, reader, default))).MustBeOk();

    private static async Task<RecipePreview> RecipeAsync(AdminWorld world, ShowcaseRecipe recipe) =>
        (await world.AskBuilderAsync((queries, reader) => queries.PreviewAsync(AdminWorld.Handle, 1, recipe, reader, default))).MustBeOk();

    // A hundred people: ages 0 to 98, two of each, 50 F, 46 M and 4 who did not tell, a mail address, a number of their own, a town.
    private static async Task<AdminWorld> HundredAsync()
    {
        var world = await AdminWorld.CreateAsync();
        await world.Portal.StartWorkersAsync();
        var rows = new StringBuilder("id,age,sex,born,mail,number,town\n");
        for (var at = 0; at < 100; at++)
        {
            var sex = at % 2 == 0 ? "F" : at < 92 ? "M" : "U";
            var town = at < 45 ? "Oslo" : at < 97 ? "Bergen" : $"Hamlet {at}";
            rows.Append(CultureInfo.InvariantCulture, $"P{at},{at - (at % 2)},{sex},{1920 + at}-05-17,p{at}@example.org,{5000 + at},{town}\n");
        }

        var release = new SmallInventory().RemoveBelow("showcase").RemoveBelow("files").Remove("file_inventory.tsv").Remove("data_collections.json").RemoveBelow("tabular")
            .Set("tabular/data_dictionary.csv", "entity,name,type,primary_key_type,coding_name\nperson,id,string,global,\nperson,age,integer,,\nperson,sex,string,,sex\nperson,born,date,,\nperson,mail,string,,\nperson,number,integer,,\nperson,town,string,,\n")
            .Set("tabular/codings.csv", "coding_name,code,meaning\nsex,F,Female\nsex,M,Male\nsex,U,Not told\n")
            .Set("tabular/person.data.csv", rows.ToString());
        Assert.Equal(Domain.Inventory.ImportState.Accepted, (await world.ImportAsync(1, release)).State);
        return world;
    }
}
