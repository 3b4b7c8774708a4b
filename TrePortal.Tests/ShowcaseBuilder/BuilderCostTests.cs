using System.Diagnostics;
using System.Globalization;
using System.Text;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.ShowcaseBuilder;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.ShowcaseBuilder;

/// <summary>What the builder costs. Times are printed, not judged: they are this machine's.</summary>
[Trait("Category", "Integration")]
public sealed class BuilderCostTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Twenty_thousand_people_become_a_showcase()
    {
        const int people = 20_000;
        await using var world = await AdminWorld.CreateAsync();
        await world.Portal.StartWorkersAsync();
        var random = new Random(20_261_121);
        var rows = new StringBuilder("id,sex,region,age,bmi,days,born\n");
        for (var at = 0; at < people; at++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"P{at},{random.Next(2)},{random.Next(40)},{18 + random.Next(80)},{15 + (random.NextDouble() * 30):0.00},{random.Next(9000)},{1920 + random.Next(90)}-0{1 + random.Next(9)}-11\n");
        }

        var release = new SmallInventory().RemoveBelow("showcase").RemoveBelow("files").Remove("file_inventory.tsv").Remove("data_collections.json").RemoveBelow("tabular")
            .Set("tabular/data_dictionary.csv", "entity,name,type,primary_key_type,coding_name\nperson,id,string,global,\nperson,sex,string,,sex\nperson,region,string,,region\nperson,age,integer,,\nperson,bmi,float,,\nperson,days,integer,,\nperson,born,date,,\n")
            .Set("tabular/codings.csv", "coding_name,code,meaning\nsex,0,Female\nsex,1,Male\n" + string.Concat(Enumerable.Range(0, 40).Select(code => $"region,{code},Region {code}\n")))
            .Set("tabular/person.data.csv", rows.ToString());
        Assert.Equal(ImportState.Accepted, (await world.ImportAsync(1, release)).State);

        var clock = Stopwatch.StartNew();
        var builder = (await world.FindBuilderAsync())!;
        output.WriteLine($"the page's first question: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        await world.FindBuilderAsync();
        output.WriteLine($"the page's second question: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        (await world.AskBuilderAsync((queries, reader) => queries.PreviewAsync(AdminWorld.Handle, 1, builder.Written.Recipe.Find("person.age")!, reader, default))).MustBeOk();
        output.WriteLine($"a field before and after: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        (await world.AskBuilderAsync((queries, reader) => queries.PreviewAsync(AdminWorld.Handle, 1, builder.Written.Recipe with { Together = ["person.age", "person.sex", "person.region"] }, reader, default))).MustBeOk();
        output.WriteLine($"the whole recipe with three fields together: {clock.ElapsedMilliseconds} ms");
        (await world.SaveRecipeAsync(builder.Written.Recipe)).MustBeOk();
        clock.Restart();
        Assert.Equal(ImportState.Accepted, (await world.MakeShowcaseAsync()).State);
        output.WriteLine($"made, checked and stored: {clock.ElapsedMilliseconds} ms");
        Assert.Equal(people, (await world.FindInventoryAsync())!.Versions[0].Assets.Showcase!.Participants);
    }

    [Fact]
    public void A_dictionary_of_thousands_of_fields_is_suggested_once()
    {
        const int fields = 1000;
        using var folder = new TemporaryFolder();
        var source = Directory.CreateDirectory(folder["source"]).FullName;
        File.WriteAllText(Path.Combine(source, "data_dictionary.csv"), "entity,name,type,primary_key_type\nperson,id,string,global\n"
            + string.Concat(Enumerable.Range(0, fields).Select(at => $"person,f{at},{(at % 2 == 0 ? "integer" : "float")},\n")));
        File.WriteAllText(Path.Combine(source, "person.data.csv"), "id," + string.Join(',', Enumerable.Range(0, fields).Select(at => $"f{at}")) + "\n"
            + string.Concat(Enumerable.Range(0, 60).Select(row => $"P{row}," + string.Join(',', Enumerable.Range(0, fields).Select(at => (row * (at + 1)) % 97)) + "\n")));
        Assert.True(new InventoryImporter(TimeProvider.System).Import(new ImportPlan(folder["staging"]) { TabularSource = source }, null, default).IsOk);
        using var dataset = Dataset.Open(folder["staging", ImportPlan.TabularFolder]);
        var suggestions = new RecipeSuggestions();

        var clock = Stopwatch.StartNew();
        var first = suggestions.Of(dataset, 10);
        output.WriteLine($"{fields} fields suggested: {clock.ElapsedMilliseconds} ms, then {Time(() => suggestions.Of(dataset, 10))} ms");

        Assert.Equal(fields, first.Count);
        Assert.Same(first, suggestions.Of(dataset, 10));
        Assert.NotSame(first, suggestions.Of(dataset, 20));
    }

    private static long Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.ElapsedMilliseconds;
    }
}
