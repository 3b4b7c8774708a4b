using System.Globalization;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Tests.Cohorts;

/// <summary>People by two fields at once: the counts are those of plain loops over the CSV, and what is published of them hides enough.</summary>
public sealed class PairTileTests(CohortEngineTests.Small small) : IClassFixture<CohortEngineTests.Small>
{
    private static readonly string[] _cohorts = [null!, """{"field":"person.sex","op":"is","values":["f"]}""", """{"field":"person.conditions","op":"any","values":["heart","lung"]}"""];

    [Theory]
    [InlineData("person.sex", "person.grade")]
    [InlineData("person.sex", "person.region")]
    [InlineData("person.region", "person.grade")]
    [InlineData("person.grade", "person.age")]
    [InlineData("person.balance", "person.age")]
    [InlineData("person.weight", "person.sex")]
    public void Counts_are_those_of_plain_loops(string field, string by)
    {
        var groups = small.Engine.Pair(field, by)!;
        foreach (var cohort in _cohorts)
        {
            var people = small.Engine.EvaluatePeople(CohortParser.Parse(cohort).Value, CancellationToken.None);
            var counts = small.Engine.Count([people], [new TileAsked(field, by)], keys: null, CancellationToken.None)[0].Tiles[0];

            var expected = new int[groups.Rows.Count * groups.Columns.Count];
            foreach (var person in small.Data.Source.PeopleRows(cohort))
            {
                expected[(Group(field, groups.Rows, person) * groups.Columns.Count) + Group(by, groups.Columns, person)]++;
            }

            Assert.Equal(expected, counts.Bars);
        }
    }

    [Theory]
    [InlineData("person.sex", "person.sex")]
    [InlineData("person.conditions", "person.sex")]
    [InlineData("person.sex", "visit.reason")]
    [InlineData("person.sex", "person.pid")]
    [InlineData("person.sex", "person.note")]
    public void Only_two_fields_with_one_value_per_person_go_together(string field, string by) => Assert.Null(small.Engine.Pair(field, by));

    [Fact]
    public void Large_codings_keep_their_most_frequent_codes_and_put_the_rest_together()
    {
        var bars = small.Engine.Pair("person.sex", "person.age")!.Columns;

        Assert.InRange(bars.Count, 5, 13);
        Assert.Equal("Missing", bars[^1].Label);
    }

    [Fact]
    public void Smaller_forms_of_columns_are_let_go_when_they_take_too_much_memory()
    {
        var columns = new EngineColumns(small.Data.Dataset, mostBytes: 20_000);
        var fields = small.Data.Dataset.Schema.Main.Fields.Where(field => columns.Shape(field.Address) is not null && small.Data.Dataset.Column(field.Address) is MeasuredColumn).ToList();

        foreach (var field in fields.Concat(fields))
        {
            var cells = columns.Cells(small.Data.Dataset.Column(field.Address)!, columns.Shape(field.Address)!);
            Assert.Equal(small.Engine.Population, cells.Rows);
            Assert.InRange(columns.MemoryBytes, 1, 20_000);
        }
    }

    [Fact]
    public void A_hidden_cell_never_stands_alone_in_its_row_or_column()
    {
        var random = new Random(11);
        var gate = DisclosureGate.For(DisclosureTier.Standard);
        for (var table = 0; table < 500; table++)
        {
            var (rows, columns) = (random.Next(2, 9), random.Next(2, 9));
            IReadOnlyList<IReadOnlyList<PublishedCount>> cells = [.. Enumerable.Range(0, rows).Select(_ => (IReadOnlyList<PublishedCount>)[.. Enumerable.Range(0, columns).Select(_ => gate.Publish(random.Next(0, random.Next(5, 300))))])];

            var complete = PairSuppression.Complete(cells);

            Assert.All(complete, row => Assert.NotEqual(1, row.Count(count => count.IsHidden)));
            Assert.All(Enumerable.Range(0, columns), column => Assert.NotEqual(1, complete.Count(row => row[column].IsHidden)));
            Assert.All(cells.SelectMany(row => row).Zip(complete.SelectMany(row => row)), pair => Assert.True(pair.Second == pair.First || pair.Second.IsWithheld));
        }
    }

    [Fact]
    public void Quartiles_lie_in_the_bins_of_the_people_and_need_enough_of_them()
    {
        var gate = DisclosureGate.For(DisclosureTier.Standard);
        PublishedCount[] Counts(params int[] people) => [.. people.Select(gate.Publish)];

        Assert.Equal(new BoxSummary(5, 10, 15), PublishedQuartiles.Of(Counts(100, 100), [0, 10, 20], DisclosurePolicy.Standard));
        Assert.Equal(new BoxSummary(22.5, 25, 27.5), PublishedQuartiles.Of(Counts(3, 0, 400, 2), [0, 10, 20, 30, 40], DisclosurePolicy.Standard));
        Assert.Null(PublishedQuartiles.Of(Counts(15, 3), [0, 10, 20], DisclosurePolicy.Standard));
        Assert.Null(PublishedQuartiles.Of(Counts(9, 9, 9, 9, 30), [0, 1, 2, 3, 4, 5], DisclosurePolicy.Standard));
        Assert.Null(PublishedQuartiles.Of([], [], DisclosurePolicy.Standard));
    }

    // The group of a person's cell, read from the text of the source.
    private int Group(string address, IReadOnlyList<GridGroup> groups, int person)
    {
        var (entity, name) = (address.Split('.')[0], address.Split('.')[1]);
        var cell = small.Data.Source.Column(entity, name)[person];
        var about = small.Data.Source.Fields.Single(field => field["entity"] == entity && field["name"] == name);
        if (about["type"] == "string" || about["coding_name"] == "grade")
        {
            var root = cell is "n1" or "n2" or "n1a" ? "north" : cell;
            return cell.Length == 0 ? groups.Count - 1 : groups.ToList().FindIndex(group => group.Code == root);
        }

        if (cell.Length == 0 || (about["is_sparse_coding"] == "yes" && small.Data.Source.Codes(about["coding_name"]).Contains(cell)))
        {
            return groups.Count - 1;
        }

        var edges = small.Engine.Shape(address)!.Edges;
        var bins = edges.Count - 1;
        var value = double.Parse(cell, CultureInfo.InvariantCulture);
        var bin = Math.Max(0, Enumerable.Range(0, bins).Where(at => value >= edges[at]).DefaultIfEmpty(0).Max());
        return bin / (int)Math.Ceiling(bins / 12.0);
    }
}
