using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Cohorts;

[Trait("Category", "Integration")]
public sealed class ShowcaseTests(ShowcaseWorld world) : IClassFixture<ShowcaseWorld>
{
    private const string Women = """{"field":"person.sex","op":"in","values":["f"]}""";

    private Actor Reader => ShowcaseWorld.ActorOf(world.Researcher);

    [Fact]
    public async Task Strangers_get_the_answer_of_an_environment_that_does_not_exist()
    {
        var stranger = ShowcaseWorld.ActorOf(world.Stranger);

        Assert.Equal(
            (await world.Showcase.GetAsync("tre-nothing", Reader, CancellationToken.None)).Error,
            (await world.Showcase.GetAsync("tre-open", stranger, CancellationToken.None)).Error);
        Assert.IsType<NotFound>((await world.Showcase.QueryAsync("tre-open", stranger, new(null, []), CancellationToken.None)).Error);
        Assert.Empty(await world.Saved.ListAsync("tre-open", stranger, CancellationToken.None));
    }

    [Fact]
    public async Task Fields_leave_identifiers_out_and_say_what_can_be_asked()
    {
        var view = (await world.Showcase.GetAsync("tre-open", Reader, CancellationToken.None)).Value;

        Assert.DoesNotContain(view.Fields, field => field.Address is "person.pid" or "visit.vid" or "visit.pid");
        Assert.Equal(1200, view.Total.Value);
        Assert.All(view.Fields, field => Assert.False(field.IsExploreOnly));
        Assert.False(view.Fields.Single(field => field.Address == "person.note").HasTile);
        Assert.True(view.Fields.Single(field => field.Address == "person.region").IsTree);
        Assert.Contains("0", view.Fields.Single(field => field.Address == "person.balance").Edges);
        Assert.True(view.Entities.Single(entity => entity.Name == "visit").NeedsGroup);
        Assert.False(view.Entities.Single(entity => entity.Name == "scan").NeedsGroup);
        Assert.NotEmpty(view.DefaultTiles);
    }

    [Fact]
    public async Task A_cohort_that_was_cut_elsewhere_stays_readable_and_says_so()
    {
        const string Odd = """{"field":"person.age","op":"greater-than","values":[47]}""";
        var (door, facts) = (world.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), new CohortFacts(CanonicalCohort.Of(CohortParser.Parse(Odd).Value), new CohortPhrase("Age", "over 47", []), default, null, []));
        await using (var db = await door.CreateDbContextAsync())
        {
            foreach (var environment in await db.Set<ResearchEnvironment>().Where(row => row.Handle == "tre-strict" || row.Handle == "tre-open").ToListAsync())
            {
                db.Add(SavedCohort.Save(Reader, environment.Id, "Cut at 47", facts with { InventoryVersion = environment.ActiveVersion!.Value }, DateTimeOffset.UnixEpoch).Value);
            }

            await db.SaveChangesAsync();
        }

        var strict = Assert.Single(await world.Saved.ListAsync("tre-strict", Reader, CancellationToken.None), row => row.Name == "Cut at 47");
        var open = Assert.Single(await world.Saved.ListAsync("tre-open", Reader, CancellationToken.None), row => row.Name == "Cut at 47");

        Assert.Equal((true, false), (strict.IsOffEdge, open.IsOffEdge));
        var found = (await world.Saved.FindAsync(strict.Id, Reader, CancellationToken.None))!;
        Assert.True(found.Row.IsOffEdge);
        Assert.Equal("cohort-edge", Assert.IsType<Invalid>((await world.Showcase.QueryAsync("tre-strict", Reader, new(found.Expression, []), CancellationToken.None)).Error).Problems[0].Code);
    }

    [Fact]
    public async Task Every_number_of_an_answer_is_published()
    {
        var view = (await world.Showcase.GetAsync("tre-curated", Reader, CancellationToken.None)).Value;
        var answer = (await world.Showcase.QueryAsync("tre-curated", Reader, new(Women, [.. view.Fields.Select(field => field.Address)]), CancellationToken.None)).Value;
        var gate = DisclosureGate.For(DisclosureTier.Standard);

        Assert.Equal(gate.Publish(world.Data.Source.People(Women).Count), answer.Count);
        Assert.Equal(gate.Publish(1200), answer.Total);
        Assert.Equal("Sex is Female", answer.Words.ToString());
        var numbers = answer.Tiles.SelectMany(tile => tile.Bars.Concat(tile.Specials).Select(bar => bar.Count).Append(tile.Missing)).ToList();
        Assert.All(numbers, number => Assert.True(number.FewerThan == 10 || (number.Value % 5 == 0 && number.Value >= 10)));
        Assert.Equal(2, answer.Tiles[0].Bars.Count);
        Assert.Null(answer.Tiles[0].Bars[1].Count.Value);
    }

    [Fact]
    public async Task Tiles_of_every_kind_have_bars_that_are_named()
    {
        var view = (await world.Showcase.GetAsync("tre-open", Reader, CancellationToken.None)).Value;
        var charted = view.Fields.Where(field => field.HasTile).Select(field => field.Address).ToList();

        var answer = (await world.Showcase.QueryAsync("tre-open", Reader, new(null, [.. charted]), CancellationToken.None)).Value;

        Assert.Equal(charted, answer.Tiles.Select(tile => tile.Field));
        Assert.All(answer.Tiles, tile => Assert.NotEmpty(tile.Bars));
        Assert.All(answer.Tiles.SelectMany(tile => tile.Bars), bar => Assert.NotEqual("", bar.Label));
        var conditions = answer.Tiles.Single(tile => tile.Field == "person.conditions");
        Assert.Equal("heart", conditions.Bars.Single(bar => bar.Code == "stroke").Parent);
        Assert.Equal("Not told", answer.Tiles.Single(tile => tile.Field == "person.balance").Specials[0].Label);
        Assert.NotNull(answer.Tiles.Single(tile => tile.Field == "person.born").Imprecise);
        Assert.DoesNotContain("NaN", JsonSerializer.Serialize(answer.Tiles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_curated_field_of_another_type_is_explore_only()
    {
        var view = (await world.Showcase.GetAsync("tre-curated", Reader, CancellationToken.None)).Value;
        var age = """{"field":"person.age","op":"in","values":["old"]}""";

        var answer = (await world.Showcase.QueryAsync("tre-curated", Reader, new(age, []), CancellationToken.None)).Value;

        Assert.Equal([("person.sex", false), ("person.age", true)], view.Fields.Select(field => (field.Address, field.IsExploreOnly)));
        Assert.Equal(["person.age"], answer.ExploreOnly);
    }

    [Fact]
    public async Task A_comparison_says_of_both_cohorts_what_each_says_alone()
    {
        const string lungs = """{"field":"person.conditions","op":"any","values":["lung"]}""";
        TileAsked[] tiles = ["person.region", "person.age", new("person.sex", "person.grade")];

        var both = (await world.Showcase.QueryAsync("tre-open", Reader, new(Women, tiles, lungs), CancellationToken.None)).Value;
        var first = (await world.Showcase.QueryAsync("tre-open", Reader, new(Women, tiles), CancellationToken.None)).Value;
        var second = (await world.Showcase.QueryAsync("tre-open", Reader, new(lungs, tiles), CancellationToken.None)).Value;
        var withAll = (await world.Showcase.QueryAsync("tre-open", Reader, new(null, tiles, lungs), CancellationToken.None)).Value;

        Assert.Null(first.Compared);
        Assert.Equal((first.Count, second.Count), (both.Count, both.Compared!.Count));
        Assert.Equal(JsonSerializer.Serialize(first.Tiles), JsonSerializer.Serialize(both.Tiles));
        Assert.Equal(JsonSerializer.Serialize(second.Tiles), JsonSerializer.Serialize(both.Compared.Tiles));
        Assert.Equal(JsonSerializer.Serialize(second.Tiles), JsonSerializer.Serialize(withAll.Compared!.Tiles));
        Assert.Equal(withAll.Total, withAll.Count);
        Assert.Equal(second.Words.ToString(), both.Compared.Words.ToString());
        Assert.Equal(both.Budget.UsedToday, withAll.Budget.UsedToday); // two questions, asked again in other company
    }

    [Fact]
    public async Task Problems_of_the_second_cohort_name_their_place_and_nothing_is_charged()
    {
        var before = (await world.Showcase.GetAsync("tre-open", Reader, CancellationToken.None)).Value.Budget.UsedToday;

        var refused = await world.Showcase.QueryAsync(
            "tre-open", Reader, new("""{"field":"person.sex","op":"is","values":["m"]}""", [], """{"field":"person.sex","op":"in","values":["x"]}"""), CancellationToken.None);

        Assert.Equal(["$.compareWith.values[0]"], Assert.IsType<Invalid>(refused.Error).Problems.Select(problem => problem.Field));
        Assert.Equal(before, (await world.Showcase.GetAsync("tre-open", Reader, CancellationToken.None)).Value.Budget.UsedToday);
    }

    [Theory]
    [InlineData("tre-strict", "person.sex", "person.grade", "tile-pair-tier")]
    [InlineData("tre-open", "person.sex", "person.sex", "tile-pair-field")]
    [InlineData("tre-open", "person.sex", "person.conditions", "tile-pair-field")]
    [InlineData("tre-open", "person.sex", "visit.reason", "tile-pair-field")]
    [InlineData("tre-open", "person.sex", "person.pid", "tile-field-unknown")]
    public async Task Two_fields_that_do_not_go_together_are_refused(string handle, string field, string by, string code)
    {
        var refused = await world.Showcase.QueryAsync(handle, Reader, new(null, [new(field, by)]), CancellationToken.None);

        Assert.Equal([("$.tiles[0].field2", code)], Assert.IsType<Invalid>(refused.Error).Problems.Select(problem => (problem.Field, problem.Code)));
    }

    [Fact]
    public async Task A_table_of_two_fields_shows_published_cells_and_quartiles_of_each_row()
    {
        var tile = (await world.Showcase.QueryAsync("tre-open", Reader, new(null, [new("person.sex", "person.age")]), CancellationToken.None)).Value.Tiles[0];

        Assert.Equal("person.age", tile.Grid!.By);
        Assert.Equal(["Female", "Male"], tile.Grid.Rows.Take(2).Select(row => row.Label));
        Assert.All(tile.Grid.Cells, row => Assert.Equal(tile.Grid.Columns.Count, row.Count));
        Assert.All(tile.Grid.Cells.SelectMany(row => row), count => Assert.True(count.IsHidden || count.Value % 5 == 0));
        var ages = world.Data.Source.Column("person", "age").Zip(world.Data.Source.Column("person", "sex")).Where(pair => pair.First.Length > 0 && pair.Second == "f")
            .Select(pair => double.Parse(pair.First, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        Assert.InRange(tile.Grid.Boxes[0]!.Median, ages[(int)(ages.Count * 0.4)], ages[(int)(ages.Count * 0.6)]);
    }

    [Fact]
    public async Task Problems_name_their_place()
    {
        var refused = await world.Showcase.QueryAsync("tre-open", Reader, new("""{"field":"person.sex","op":"in","values":["x"]}""", ["person.pid"]), CancellationToken.None);

        Assert.Equal(["$.tiles[0].field", "$.values[0]"], Assert.IsType<Invalid>(refused.Error).Problems.Select(problem => problem.Field));
        Assert.IsType<IllegalMove>((await world.Showcase.QueryAsync("tre-none", Reader, new(null, []), CancellationToken.None)).Error);
    }

    [Fact]
    public async Task A_cohort_is_saved_in_canonical_form_renamed_and_deleted_by_its_owner_only()
    {
        var spelling = """{"logic":"and","filters":[{"field":"person.sex","op":"in","values":["f","f"]}]}""";

        var saved = await world.AsAsync(world.Researcher, commands => commands.SaveAsync("tre-curated", "Women", spelling, CancellationToken.None));
        var again = await world.AsAsync(world.Researcher, commands => commands.SaveAsync("tre-curated", "women", Women, CancellationToken.None));
        var foreign = await world.AsAsync(world.Admin, commands => commands.RenameAsync(saved.Value, "Mine", null, CancellationToken.None));
        var renamed = await world.AsAsync(world.Researcher, commands => commands.RenameAsync(saved.Value, "All women", null, CancellationToken.None));
        var stale = await world.AsAsync(world.Researcher, commands => commands.DeleteAsync(saved.Value, 1, CancellationToken.None));

        var found = await world.Saved.FindAsync(saved.Value, Reader, CancellationToken.None);
        Assert.Equal(Women, found!.Expression);
        Assert.Equal(CanonicalCohort.Parse(Women).Value.Hash, found.Row.ExpressionHash);
        Assert.Equal(("All women", "Sex is Female", 1, true, true), (found.Row.Name, found.Row.Words, found.Row.VersionNumber, found.Row.IsCurrent, found.Row.IsForRequests));
        Assert.Equal("taken", Assert.Single(Assert.IsType<Invalid>(again.Error).Problems).Code);
        Assert.IsType<NotFound>(foreign.Error);
        Assert.Null(renamed.Error);
        Assert.IsType<Stale>(stale.Error);
        Assert.Null(await world.Saved.FindAsync(saved.Value, ShowcaseWorld.ActorOf(world.Admin), CancellationToken.None));

        Assert.Null((await world.AsAsync(world.Researcher, commands => commands.DeleteAsync(saved.Value, null, CancellationToken.None))).Error);
        Assert.DoesNotContain(await world.Saved.ListAsync("tre-curated", Reader, CancellationToken.None), row => row.Id == saved.Value);
    }

    [Fact]
    public async Task An_explore_only_cohort_says_so_when_it_is_saved()
    {
        var saved = await world.AsAsync(world.Researcher, commands => commands.SaveAsync("tre-curated", "Old", """{"field":"person.age","op":"in","values":["old"]}""", CancellationToken.None));

        Assert.False((await world.Saved.FindAsync(saved.Value, Reader, CancellationToken.None))!.Row.IsForRequests);
    }

    [Fact]
    public async Task Without_a_showcase_no_cohort_is_kept()
    {
        var refused = await world.AsAsync(world.Researcher, commands => commands.SaveAsync("tre-none", "Women", Women, CancellationToken.None));
        var stranger = await world.AsAsync(world.Stranger, commands => commands.SaveAsync("tre-open", "Women", Women, CancellationToken.None));

        Assert.IsType<IllegalMove>(refused.Error);
        Assert.IsType<NotFound>(stranger.Error);
    }
}
