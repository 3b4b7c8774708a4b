using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.ShowcaseBuilder;

/// <summary>What tests of the showcase builder do with an environment.</summary>
internal static class ShowcaseBuilderWorld
{
    /// <summary>Rounds, bands, dates and codes of the small inventory, each field in one way.</summary>
    public static ShowcaseRecipe SmallRecipe { get; } = new(
    [
        new("person.sex", Coarsening.Keep),
        new("person.age", Coarsening.Bands) { Edges = [0, 40] },
        new("person.weight", Coarsening.Round) { Multiple = 5 },
        new("person.born", Coarsening.Year),
        new("person.seen", Coarsening.Quarter),
        new("person.illness", Coarsening.Merge) { Levels = 1 },
        new("visit.day", Coarsening.Month),
        new("scan.score", Coarsening.Limit) { Lowest = -5 },
    ]);

    public static Task<Result> SaveRecipeAsync(this AdminWorld world, ShowcaseRecipe recipe, long? seen = null, int number = 1) =>
        world.Portal.Do<ShowcaseRecipeCommands, Result>(commands => commands.SaveAsync(AdminWorld.Handle, number, recipe, seen, default));

    public static Task<Result<ImportTicket>> AskForShowcaseAsync(this AdminWorld world, int number = 1) =>
        world.Portal.Do<ShowcaseRecipeCommands, Result<ImportTicket>>(commands => commands.DeriveAsync(AdminWorld.Handle, number, default));

    public static async Task<ImportDetails> MakeShowcaseAsync(this AdminWorld world, int number = 1)
    {
        var ticket = (await world.AskForShowcaseAsync(number)).MustBeOk();
        await world.EndOf(ticket.Import);
        return (await world.ImportOf(ticket.Import))!;
    }

    public static async Task<ShowcaseBuilderView?> FindBuilderAsync(this AdminWorld world, int? number = null)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<IShowcaseBuilderQueries, ShowcaseBuilderView?>(queries => queries.FindAsync(AdminWorld.Handle, number, reader, default));
    }

    public static async Task<T> AskBuilderAsync<T>(this AdminWorld world, Func<IShowcaseBuilderQueries, Actor, Task<T>> ask)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<IShowcaseBuilderQueries, T>(queries => ask(queries, reader));
    }

    /// <summary>The rows of an entity of the showcase that the version holds, each as its cells without keys, joined.</summary>
    public static async Task<ShowcaseRows> RowsAsync(this AdminWorld world, string entity)
    {
        var showcase = (await world.FindInventoryAsync())!.Versions[0].Assets.Showcase!;
        using var dataset = Data.Inventory.Columns.Dataset.Open(Path.Combine(world.Portal.Folder, showcase.Folder));
        var table = dataset.Table(entity);
        var fields = table.Schema.Fields;
        return new ShowcaseRows(
            [.. fields],
            [.. Enumerable.Range(0, table.RowCount).Select(row => (IReadOnlyList<string>)[.. fields.Select(field => table.Column(field.Name).Text(row))])],
            dataset.Schema);
    }
}

internal sealed record ShowcaseRows(IReadOnlyList<FieldSchema> Fields, IReadOnlyList<IReadOnlyList<string>> Rows, DatasetSchema Schema)
{
    public IReadOnlyList<string> Values(string field)
    {
        var at = Fields.Select(item => item.Name).ToList().IndexOf(field);
        Assert.True(at >= 0, $"There is no {field} among {string.Join(", ", Fields.Select(item => item.Name))}.");
        return [.. Rows.Select(row => row[at])];
    }

    public IReadOnlyList<string> Bag(params string[] fields) =>
        RecipeOracle.Bag(Enumerable.Range(0, Rows.Count).Select(row => string.Join(" ; ", fields.Select(field => Values(field)[row]))));
}
