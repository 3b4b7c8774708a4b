using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.ShowcaseBuilder;

[Trait("Category", "Integration")]
public sealed class RecipeCommandTests
{
    [Fact]
    public async Task A_recipe_belongs_to_a_pending_version_with_tables_and_nothing_else_may_run()
    {
        await using var world = await AdminWorld.CreateAsync();
        Assert.IsType<NotFound>((await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).Error);
        (await world.Inventory(commands => commands.StartVersionAsync(AdminWorld.Handle, default))).MustBeOk();
        Assert.Contains("Upload it first", (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustRefuse<IllegalMove>().Message, StringComparison.Ordinal);

        await using var ready = await AdminWorld.ReadyAsync();
        Assert.Contains("Save one first", (await ready.AskForShowcaseAsync()).ToResult().MustRefuse<IllegalMove>().Message, StringComparison.Ordinal);
        (await ready.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        await ready.Portal.StopWorkersAsync();
        (await ready.AskForShowcaseAsync()).MustBeOk();
        Assert.Contains("running", (await ready.AskForShowcaseAsync()).ToResult().MustRefuse<IllegalMove>().Message, StringComparison.Ordinal);
        Assert.Contains("running", (await ready.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustRefuse<IllegalMove>().Message, StringComparison.Ordinal);
        Assert.Contains("import", (await ready.Life(commands => commands.PublishAsync(AdminWorld.Handle, null, default))).MustRefuse<IllegalMove>().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_active_version_keeps_its_showcase_and_the_next_one_begins_with_its_recipe()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        await world.MakeShowcaseAsync();
        var first = (await world.FindInventoryAsync())!.Versions[0].Assets.Showcase!;
        await world.AcknowledgeAsync(1);
        (await world.Life(commands => commands.PublishAsync(AdminWorld.Handle, null, default))).MustBeOk();

        Assert.IsType<IllegalMove>((await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).Error);
        Assert.IsType<IllegalMove>((await world.AskForShowcaseAsync()).Error);
        Assert.NotNull((await world.FindBuilderAsync())!.Lock);

        (await world.Inventory(commands => commands.StartVersionAsync(AdminWorld.Handle, default))).MustBeOk();
        await world.ImportAsync(2, new SmallInventory()
            .Replace("tabular/data_dictionary.csv", "person,weight,float,,unknown,,yes,,,People > Measures,Weight\n", "")
            .Set("tabular/person.data.csv", "id,sex,age,born,seen,illness,note\nA1,F,41,1980,,heart,\nA2,M,3,1981,,lung,\nA5,M,9,1982,,,\n")
            .RemoveBelow("showcase").RemoveBelow("files").Remove("file_inventory.tsv").Remove("data_collections.json"));

        var builder = (await world.FindBuilderAsync())!;
        Assert.Equal((2, RecipeOrigin.Earlier, 1, 0L), (builder.Number, builder.Written.Origin, builder.Written.From!.Value, builder.Written.Version));
        Assert.Equal(["person.weight"], builder.Written.Vanished);
        (await world.SaveRecipeAsync(builder.Written.Recipe, seen: 0, number: 2)).MustBeOk();
        Assert.Equal(ImportState.Accepted, (await world.MakeShowcaseAsync(2)).State);
        var versions = (await world.FindInventoryAsync())!.Versions;
        Assert.Equal(3, versions[0].Assets.Showcase!.Participants);
        Assert.Equal(first.ContentHash, versions[1].Assets.Showcase!.ContentHash);
    }

    [Fact]
    public async Task The_second_of_two_who_write_is_told()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe, seen: 0)).MustBeOk();

        Assert.IsType<Stale>((await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe with { SamplePercent = 50 }, seen: 0)).Error);

        var builder = (await world.FindBuilderAsync())!;
        Assert.Equal((RecipeOrigin.Saved, 100), (builder.Written.Origin, builder.Written.Recipe.SamplePercent));
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe with { SamplePercent = 50 }, builder.Written.Version)).MustBeOk();
    }

    [Fact]
    public async Task A_stranger_is_told_not_found_by_all_of_it()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        foreach (var stranger in new[] { world.Stranger, world.Researcher, world.OrgAdmin })
        {
            world.Portal.As(stranger);

            Assert.Null(await world.FindBuilderAsync());
            Assert.IsType<NotFound>((await world.AskBuilderAsync((queries, reader) => queries.PreviewAsync(AdminWorld.Handle, 1, ShowcaseBuilderWorld.SmallRecipe, reader, default))).Error);
            Assert.IsType<NotFound>((await world.AskBuilderAsync((queries, reader) => queries.PreviewAsync(AdminWorld.Handle, 1, ShowcaseBuilderWorld.SmallRecipe.Fields[0], reader, default))).Error);
            Assert.IsType<NotFound>((await world.AskBuilderAsync((queries, reader) => queries.SuggestEdgesAsync(AdminWorld.Handle, 1, new EdgeWish("person.age", 5, false), reader, default))).Error);
            Assert.False((await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).IsOk);
            Assert.False((await world.AskForShowcaseAsync()).IsOk);
        }

        world.Portal.As(world.Stranger);
        Assert.IsType<NotFound>((await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).Error);
    }

    [Fact]
    public async Task The_builder_costs_few_round_trips()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        var reader = await world.Portal.ActorAsync();

        var page = await RoundTrips.OfAsync(() => world.Portal.Do<IShowcaseBuilderQueries, ShowcaseBuilderView?>(queries => queries.FindAsync(AdminWorld.Handle, null, reader, default)));
        var preview = await RoundTrips.OfAsync(() => world.AskBuilderAsync((queries, _) => queries.PreviewAsync(AdminWorld.Handle, 1, ShowcaseBuilderWorld.SmallRecipe.Fields[0], reader, default)));

        Assert.InRange(page, 1, 4);
        Assert.InRange(preview, 1, 4);
    }
}
