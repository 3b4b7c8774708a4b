using Bunit;
using Microsoft.AspNetCore.Components.Web;
using TrePortal.Domain.Cohorts;
using TrePortal.Web.Features.Cohorts;
using TrePortal.Web.Shared;
using static TrePortal.Tests.Cohorts.ShowcasePageParts;

namespace TrePortal.Tests.Cohorts;

public sealed class ShowcaseComponentTests : BunitContext
{
    public ShowcaseComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddPortalComponents();
    }

    [Fact]
    public void A_tile_says_its_numbers_and_a_click_filters()
    {
        var bench = Bench();
        var tile = Tile(bench, Sex, SexTile(women: 181, men: 119), null);

        tile.Find(".row[title='Female: about 180']").Click();

        Assert.True(bench.IsChosen(Sex, "f"));
    }

    [Fact]
    public void A_small_number_reaches_neither_text_attribute_nor_style()
    {
        var bench = Bench();
        var everyone = SexTile(women: 293, men: 7);
        var cohort = SexTile(women: 6, men: 7);
        var tile = Tile(bench, Sex, everyone, cohort);
        Assert.Contains("Male: fewer than 10 of fewer than 10", tile.Markup, StringComparison.Ordinal);

        tile.Find("[aria-label='Show Sex as a table']").Click();
        var markup = Tile(bench, Sex, everyone, cohort).Markup + tile.Markup + Tile(bench, Age, AgeTile(293, 7, 6), AgeTile(7, 6, 6)).Markup;

        Assert.Contains("fewer than 10", tile.Markup, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(293|7|6)\b", System.Text.RegularExpressions.Regex.Replace(markup, @"(d|viewBox|id|aria-labelledby|blazor:\w+|class|for|href)=""[^""]*""|<h3[^>]*>|</h3>|data-bin=""\d+""|--level: \d", ""));
        Assert.Equal(["--all: 100%; --in: 0%", "--all: 0%; --in: 0%", "--all: 0%; --in: 0%"], Tile(bench, Age, AgeTile(293, 7, 6), AgeTile(7, 6, 6)).FindAll("[data-bin]").Select(bin => bin.GetAttribute("style")));
    }

    [Fact]
    public void A_field_for_exploring_only_is_marked_with_the_reason()
    {
        var tile = Tile(Bench(), Conditions, null, null);

        Assert.Contains("full inventory", tile.Find(".field-only").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_thousand_fields_are_searched_as_one_types_and_walked_by_keyboard_with_few_lines_drawn()
    {
        var bench = new CohortWorkbench(Bench().View with
        {
            Fields = [.. Enumerable.Range(0, 5000).Select(at => Age with { Address = $"person.f{at}", Title = $"{(char)('A' + (at % 26))} field {at}", Folder = ["Person", $"Folder {at / 250}"], Description = at == 4321 ? "Grip strength" : "" })],
        });
        ShowcaseField? ticked = null, filtered = null;
        var tree = Render<FieldTree>(parameters => parameters.Add(part => part.Bench, bench).Add(part => part.Tiles, ["person.f2"]).Add(part => part.OnTile, field => ticked = field).Add(part => part.OnFilter, field => filtered = field));
        string Active() => tree.Find($"#{tree.Find("[role=tree]").GetAttribute("aria-activedescendant")} .vtree-text").TextContent;
        int Drawn() => tree.FindAll("[role=treeitem]").Count;
        Task PressAsync(string key, bool shift = false) => tree.InvokeAsync(() => tree.Find("[role=tree]").KeyDownAsync(new KeyboardEventArgs { Key = key, ShiftKey = shift }));

        const int Most = 100 + (2 * 12); // on a screen without end, which this browser has: the list's own limit, and what it draws above and below
        Assert.InRange(Drawn(), 1, Most);
        Assert.Equal("Person", Active());
        await tree.Find("input").InputAsync("field"); // finds and opens everything
        Assert.InRange(Drawn(), 1, Most);
        Assert.Equal("Fields found: 5,000", tree.Find("[role=status]").TextContent);

        await tree.Find("input").InputAsync("grip stren");
        Assert.Equal(["Person", "Folder 17", "F field 4321"], tree.FindAll(".vtree-text").Select(line => line.TextContent));
        Assert.Equal("Fields found: 1", tree.Find("[role=status]").TextContent);

        await PressAsync("End");
        Assert.Equal("F field 4321", Active());
        await PressAsync(" ");
        await PressAsync("Enter", shift: true);
        Assert.Equal(("person.f4321", "person.f4321"), (ticked?.Address, filtered?.Address));
        await PressAsync("Home");
        await PressAsync("f");
        Assert.Equal("Folder 17", Active());
        await PressAsync("f");
        Assert.Equal("F field 4321", Active());
        await PressAsync("ArrowLeft");
        await PressAsync("ArrowLeft");
        Assert.Equal(2, Drawn());

        await tree.Find("input").InputAsync("no such field");
        Assert.Equal(0, Drawn());
    }

    [Fact]
    public void A_filter_is_added_by_field_condition_and_value()
    {
        var bench = Bench();
        var builder = Render<FilterGroup>(parameters => parameters.Add(group => group.Bench, bench).Add(group => group.Group, bench.Draft.Root));
        bench.Changed += () => builder.Render(parameters => parameters.Add(group => group.Group, bench.Draft.Root));

        builder.FindAll("button").Single(button => button.TextContent.Trim() == "Add filter").Click();
        builder.Find("input[type=search]").Input("cond");
        builder.FindAll(".filter-field").Single(button => button.TextContent.StartsWith("Conditions", StringComparison.Ordinal)).Click();
        builder.FindAll("input[type=checkbox]")[0].Change(true);
        Assert.True(builder.FindAll("input[type=checkbox]")[1].HasAttribute("disabled")); // below what is chosen
        builder.Find("form").Submit();

        Assert.Equal("""{"field":"person.conditions","op":"any","values":["heart"]}""", CohortJson.Write(bench.Expression));
        Assert.Equal("Conditions includes Heart disease", builder.Find(".filter-card").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task A_filter_is_moved_to_another_group_by_menu_and_by_drag()
    {
        var bench = Bench();
        bench.Toggle(Sex, "f");
        bench.Brush(Age, "50", null);
        bench.AddGroup(0);
        var builder = Render<FilterGroup>(parameters => parameters.Add(group => group.Bench, bench).Add(group => group.Group, bench.Draft.Root));
        bench.Changed += () => builder.Render(parameters => parameters.Add(group => group.Group, bench.Draft.Root));

        await builder.Find("[aria-label='Move to another group: Sex is Female']").ClickAsync(new());
        await builder.FindAll(".filter-move button").Single().ClickAsync(new());
        Assert.Equal("Sex is Female", builder.Find(".filter-group .filter-group .filter-card").GetAttribute("aria-label"));

        await builder.Find(".filter-group > .filter-card").DragStartAsync(new());
        Assert.Single(builder.FindAll(".filter-group.is-target"));
        await builder.Find(".filter-group .filter-group").DropAsync(new());
        Assert.Equal(2, builder.FindAll(".filter-group .filter-group .filter-card").Count);

        await builder.FindAll("[aria-label^='Move to another group: Sex']").Single().ClickAsync(new());
        Assert.Equal(["The whole cohort"], builder.FindAll(".filter-move button").Select(button => button.TextContent));
        await builder.Find(".filter-move").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        Assert.Empty(builder.FindAll(".filter-move"));
    }

    [Fact]
    public void An_entity_filter_stands_in_a_group_of_its_own_that_offers_only_its_fields()
    {
        var bench = Bench();
        bench.Apply(new EditorPlace(0, null, null), new FieldFilter("event.condition", FilterOperator.In, [FilterValue.Of("stroke")]));
        var group = bench.Draft.Root.Children.OfType<DraftGroup>().Single();
        bench.OpenEditor(group.Id);

        var builder = Render<FilterGroup>(parameters => parameters.Add(part => part.Bench, bench).Add(part => part.Group, bench.Draft.Root));

        Assert.Contains("Has one event where", builder.Markup, StringComparison.Ordinal);
        Assert.Equal(2, builder.FindAll(".filter-field").Count);
    }

    private IRenderedComponent<TileCard> Tile(CohortWorkbench bench, ShowcaseField field, ShowcaseTile? everyone, ShowcaseTile? cohort) =>
        Render<TileCard>(parameters => parameters.Add(tile => tile.Bench, bench).Add(tile => tile.Field, field).Add(tile => tile.Tile, new ShownTile(field.Address)).Add(tile => tile.Series, everyone is null ? null : new TileSeries(everyone, cohort)));
}
