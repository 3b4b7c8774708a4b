using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Web.Features.CollectionsEditor;

namespace TrePortal.Tests.CollectionsEditor;

public sealed class CollectionsWorkbenchTests
{
    private static readonly DatasetSchema Schema = new(
        [
            new EntitySchema("person", "Person", "person", "persons", "",
            [
                new FieldSchema("person", "id", FieldType.String) { Key = KeyKind.Global },
                new FieldSchema("person", "sex", FieldType.String) { Folder = ["Person", "Basics"] },
                new FieldSchema("person", "age", FieldType.Integer) { Folder = ["Person", "Basics"] },
                new FieldSchema("person", "note", FieldType.String),
            ]),
            new EntitySchema("visit", "Visit", "visit", "visits", "",
            [
                new FieldSchema("visit", "visit_id", FieldType.String) { Key = KeyKind.Local },
                new FieldSchema("visit", "day", FieldType.Date) { Folder = ["Visits"] },
            ]),
        ],
        []);

    [Fact]
    public void Every_change_can_be_undone_and_done_again()
    {
        var bench = new CollectionsWorkbench([Of("a"), Of("b"), Of("c")]);
        var start = bench.Collections;
        Action[] changes =
        [
            () => bench.AddOne("New one"), () => bench.Move(0, 2), () => bench.Rename("z"), () => bench.Remove(1), () => bench.Duplicate(0),
            () => bench.Pick([Schema.Field("person.sex")!], isIn: true, Schema), () => bench.PickEntity("visit", isIn: true), () => bench.Replace([Of("q")]),
        ];
        var states = changes.Select(change =>
        {
            change();
            return Shown(bench);
        }).ToList();

        for (var at = states.Count - 2; at >= 0; at--)
        {
            bench.Undo();
            Assert.Equal(states[at], Shown(bench));
        }

        bench.Undo();
        Assert.Same(start, bench.Collections);
        Assert.False(bench.IsChanged);
        foreach (var state in states)
        {
            bench.Redo();
            Assert.Equal(state, Shown(bench));
        }

        Assert.False(bench.CanRedo);
    }

    [Fact]
    public void Typing_in_one_control_is_one_step()
    {
        var bench = new CollectionsWorkbench([Of("a")]);
        foreach (var text in new[] { "B", "Ba", "Bas" })
        {
            bench.Edit(item => item with { Title = text }, "title");
        }

        bench.Edit(item => item with { Description = "x" }, "description");
        bench.Undo();
        Assert.Equal("Bas", bench.Current!.Title);
        bench.Undo();
        Assert.Equal("a", bench.Current!.Title);
        Assert.False(bench.CanUndo);
    }

    [Fact]
    public void The_id_follows_the_title_in_the_same_step_and_stays_free()
    {
        var bench = new CollectionsWorkbench([Of("basics"), Of("x")]);
        bench.Select(1);

        bench.Edit(item => item with { Title = "Basics" }, "title");
        bench.FollowTitle(CollectionSuggestions.IdOf("Basics"));

        Assert.Equal(["basics", "basics_2"], bench.Collections.Select(collection => collection.Id));
        bench.Undo();
        Assert.Equal(("x", "x"), (bench.Current!.Id, bench.Current.Title));
    }

    [Fact]
    public void Those_that_require_a_collection_follow_its_new_id_and_forget_it_when_it_goes()
    {
        var bench = new CollectionsWorkbench([Of("a"), Of("b") with { Requires = ["a"] }]);

        bench.Rename("first");
        Assert.Equal(["first"], bench.Collections[1].Requires);
        bench.Remove(0);
        Assert.Empty(bench.Collections[0].Requires);
        Assert.Equal(0, bench.Selected);
    }

    [Fact]
    public void A_whole_entity_that_loses_a_field_becomes_its_other_fields()
    {
        var bench = new CollectionsWorkbench([Of("a")]);
        bench.Pick([Schema.Field("person.age")!], isIn: true, Schema);
        bench.PickEntity("person", isIn: true);
        Assert.Equal(["person"], bench.Current!.Entities);
        Assert.Empty(bench.Current.Fields);

        bench.Pick([Schema.Field("person.note")!], isIn: false, Schema);

        Assert.Empty(bench.Current!.Entities);
        Assert.Equal(["person.sex", "person.age"], bench.Current.Fields);
    }

    [Fact]
    public void Unknown_fields_stay_until_they_are_taken_out()
    {
        var bench = new CollectionsWorkbench([Of("a") with { Fields = ["person.gone"] }]);

        bench.Pick([Schema.Field("person.age")!, Schema.Field("person.sex")!], isIn: true, Schema);

        Assert.Equal(["person.sex", "person.age", "person.gone"], bench.Current!.Fields);
    }

    [Fact]
    public void Suggestions_hold_every_field_but_keys_once()
    {
        var folders = CollectionSuggestions.ByFolder(Schema);
        var entities = CollectionSuggestions.ByEntity(Schema);

        Assert.Equal(["basics", "person", "visits"], folders.Select(collection => collection.Id));
        Assert.Equal(["person.sex", "person.age", "person.note", "visit.day"], folders.SelectMany(collection => collection.Fields));
        Assert.Equal(["person", "visit"], entities.SelectMany(collection => collection.Entities));
    }

    [Fact]
    public void Suggested_file_collections_are_those_that_nobody_has()
    {
        var suggested = CollectionSuggestions.OfFiles([new FileTotals("files_images", 2, 10), new FileTotals("a", 1, 1)], [Of("a")]);

        Assert.Equal([("files_images", "Files images", true)], suggested.Select(collection => (collection.Id, collection.Title, collection.Files)));
    }

    [Theory]
    [InlineData("Blood pressure (mmHg)", "blood_pressure_mmhg")]
    [InlineData("Größe & Gewicht", "gro_e_gewicht")]
    [InlineData("  ", "collection")]
    public void An_id_is_made_of_a_title(string title, string id) => Assert.Equal(id, CollectionSuggestions.IdOf(title));

    private static DataCollection Of(string id) => new(id, id, "", "", [], [], Files: true, Required: false, []);

    private static string Shown(CollectionsWorkbench bench) =>
        string.Join(";", bench.Collections.Select(item => $"{item.Id} {item.Title} {string.Join(",", item.Fields)} {string.Join(",", item.Entities)} {string.Join(",", item.Requires)}"));
}
