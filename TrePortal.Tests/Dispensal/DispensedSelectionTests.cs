using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Dispensal;

/// <summary>A collection that changed between approval and dispensal: neither more nor less than was approved is delivered.</summary>
public sealed class DispensedSelectionTests
{
    private static readonly DatasetSchema Schema = new(
        [new EntitySchema("person", "Person", "person", "people", "", [new("person", "id", FieldType.String) { Key = KeyKind.Global }, new("person", "sex", FieldType.String), new("person", "age", FieldType.Integer)])], []);

    private static readonly DatasetSchema Wider = new([Schema.Main with { Fields = [.. Schema.Main.Fields, new("person", "income", FieldType.Integer)] }], []);

    private static readonly CollectionSet Approved = new([Collection("core", ["person.sex"]), Collection("scans", [], files: true)]);

    private static readonly CollectionChoice[] Whole = [new("core"), new("scans")];

    [Fact]
    public void A_field_that_a_whole_collection_was_given_since_is_not_dispensed() =>
        Same(Schema, [Collection("core", ["person.sex", "person.age"]), Collection("scans", [], files: true)]);

    [Fact]
    public void Neither_is_a_field_that_came_with_its_whole_entity()
    {
        CollectionSet all = new([new("core", "core", "", "", [], ["person"], false, false, [])]);
        var scope = DispensedSelection.ScopeOf([new("core")], all, Schema).Value;

        var selection = DispensedSelection.Of([new("core")], all, Wider, scope).Value;

        Assert.Equal(["id", "sex", "age"], Assert.Single(selection.Tables).Fields.Select(field => field.Name));
    }

    [Fact]
    public void Neither_is_what_a_collection_needs_only_since_then() =>
        Same(Schema, [Collection("core", ["person.sex"], requires: ["more"]), Collection("scans", [], files: true), Collection("more", ["person.age"], files: true)]);

    [Fact]
    public void Neither_are_bulk_files_of_a_collection_that_had_none() =>
        Same(Schema, [Collection("core", ["person.sex"], files: true), Collection("scans", [], files: true)]);

    [Fact]
    public void What_a_whole_collection_has_lost_is_said() =>
        Assert.Contains("field person.sex", Gone([Collection("core", ["person.age"]), Collection("scans", [], files: true)]).Message, StringComparison.Ordinal);

    [Fact]
    public void So_are_bulk_files_that_it_no_longer_has() =>
        Assert.Contains("bulk files of collection scans", Gone([Collection("core", ["person.sex"]), Collection("scans", ["person.age"])]).Message, StringComparison.Ordinal);

    [Fact]
    public void A_field_that_moved_to_another_collection_of_the_request_is_still_approved() =>
        Same(Schema, [Collection("core", ["person.age"]), Collection("scans", ["person.sex"], files: true)]);

    private static void Same(DatasetSchema schema, IReadOnlyList<DataCollection> now)
    {
        var before = DispensedSelection.Of(Whole, Approved, Schema).Value;
        var after = DispensedSelection.Of(Whole, new(now), schema, Scope()).Value;
        Assert.Equal(["id", "sex"], Assert.Single(after.Tables).Fields.Select(field => field.Name));
        Assert.Equal(before.FileCollections, after.FileCollections);
        Assert.NotEqual(Described(before), Described(DispensedSelection.Of(Whole, new(now), schema).Value)); // without what was approved it would be something else
    }

    private static SelectionGone Gone(IReadOnlyList<DataCollection> now) => Assert.IsType<SelectionGone>(DispensedSelection.Of(Whole, new(now), Schema, Scope()).Error);

    private static ApprovedScope Scope() => DispensedSelection.ScopeOf(Whole, Approved, Schema).Value;

    private static string Described(DispensedSelection selection) =>
        $"{string.Join(',', selection.Tables.SelectMany(table => table.Fields).Select(field => field.Name))} {string.Join(',', selection.FileCollections)}";

    private static DataCollection Collection(string id, string[] fields, bool files = false, string[]? requires = null) => new(id, id, "", "", fields, [], files, false, requires ?? []);
}
