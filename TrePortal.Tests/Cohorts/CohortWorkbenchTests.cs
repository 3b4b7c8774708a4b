using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Web.Features.Cohorts;
using static TrePortal.Tests.Cohorts.ShowcasePageParts;

namespace TrePortal.Tests.Cohorts;

public sealed class CohortWorkbenchTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("""{"field":"person.age","op":"between","values":[50,69]}""")]
    [InlineData("""{"logic":"or","filters":[{"field":"person.sex","op":"in","values":["f"]},{"not":{"field":"person.age","op":"exists"}}]}""")]
    [InlineData("""{"logic":"and","filters":[{"not":{"entity":"event","logic":"or","filters":[{"field":"event.condition","op":"in","values":["stroke"]},{"field":"event.day","op":"less-than","values":[0]}]}},{"field":"person.sex","op":"exists"}]}""")]
    public void A_cohort_survives_the_link_and_the_builder(string json)
    {
        var expression = CohortParser.Parse(json).Value;

        var back = CohortLink.Read(CohortLink.Write(expression)).Value;

        Assert.Equal(CohortJson.Write(expression), CohortJson.Write(back));
        Assert.Equal(CanonicalCohort.Of(expression).Json, CanonicalCohort.Of(CohortDraft.From(back).ToExpression()).Json);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("AAAA")]
    public void A_damaged_link_is_refused_in_words(string link) => Assert.False(CohortLink.Read(link).IsOk);

    [Fact]
    public void Filters_and_groups_move_where_they_fit_and_undo_brings_them_back()
    {
        var bench = Bench();
        bench.Toggle(Sex, "f");
        bench.Brush(Age, "50", null);
        bench.AddGroup(0);
        var group = bench.Draft.Root.Children.OfType<DraftGroup>().Single();
        var (sex, age) = (bench.Draft.Root.Children[0].Id, bench.Draft.Root.Children[1].Id);

        bench.Move(sex, group.Id);
        bench.Move(age, group.Id);
        Assert.Equal("""{"logic":"or","filters":[{"field":"person.sex","op":"in","values":["f"]},{"field":"person.age","op":"greater-than-eq","values":[50]}]}""", CohortJson.Write(bench.Expression));
        Assert.Empty(bench.TargetsOf(group.Id)); // the only other group is where it stands
        bench.Undo();
        Assert.Equal([age, group.Id], bench.Draft.Root.Children.Select(node => node.Id));
        bench.Redo();
        Assert.Equal([group.Id], bench.Draft.Root.Children.Select(node => node.Id));
    }

    [Fact]
    public void A_filter_on_related_rows_moves_among_them_or_gets_a_group_of_its_own()
    {
        var bench = Bench();
        bench.Toggle(Sex, "f");
        bench.Apply(new EditorPlace(0, null, null), new FieldFilter("event.condition", FilterOperator.In, [FilterValue.Of("stroke")]));
        var events = bench.Draft.Root.Children.OfType<DraftGroup>().Single();
        bench.Apply(new EditorPlace(events.Id, null, null), new FieldFilter("event.day", FilterOperator.LessThan, [FilterValue.Of(100L)]));
        var day = bench.Draft.Groups().Single(group => group.Entity is not null).Children[1].Id;

        bench.Move(bench.Draft.Root.Children[0].Id, events.Id);
        Assert.NotNull(bench.Refusal); // a person's sex is nothing of an event
        bench.Move(day, 0);

        Assert.Equal(["event", "event"], bench.Draft.Root.Children.OfType<DraftGroup>().Select(group => group.Entity));
        bench.Move(day, events.Id);
        Assert.Equal(2, Assert.Single(bench.Draft.Root.Children.OfType<DraftGroup>()).Children.Count); // what was left empty is gone
    }

    [Fact]
    public void A_link_that_unpacks_to_a_mountain_is_refused()
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[5_000_000]);
        }

        Assert.False(CohortLink.Read(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(packed.ToArray())).IsOk);
    }

    [Fact]
    public void The_reference_cohort_is_built_step_by_step()
    {
        var bench = Bench();
        bench.Toggle(Sex, "f");
        bench.Brush(Age, "50", "69");
        bench.Apply(new EditorPlace(0, null, null), new FieldFilter("person.conditions", FilterOperator.Any, [FilterValue.Of("heart")]));
        bench.Apply(new EditorPlace(0, null, null), new FieldFilter("event.condition", FilterOperator.In, [FilterValue.Of("stroke")]));
        var group = bench.Draft.Root.Children.OfType<DraftGroup>().Single();
        bench.Apply(new EditorPlace(group.Id, null, null), new FieldFilter("event.day", FilterOperator.GreaterThanEq, [FilterValue.Of(0)]));

        Assert.Equal(
            """{"logic":"and","filters":[{"field":"person.sex","op":"in","values":["f"]},{"field":"person.age","op":"between","values":[50,69]},{"field":"person.conditions","op":"any","values":["heart"]},{"entity":"event","logic":"and","filters":[{"field":"event.condition","op":"in","values":["stroke"]},{"field":"event.day","op":"greater-than-eq","values":[0]}]}]}""",
            CohortJson.Write(bench.Expression));
    }

    [Fact]
    public void A_second_click_takes_a_bar_out_and_the_last_one_the_filter()
    {
        var bench = Bench();
        bench.Toggle(Sex, "f");
        bench.Toggle(Sex, "m");
        bench.Toggle(Sex, "f");

        Assert.True(bench.IsChosen(Sex, "m"));

        bench.Toggle(Sex, "m");

        Assert.IsType<Everyone>(bench.Expression);
    }

    [Fact]
    public void A_brush_over_open_ends_says_at_least_and_at_most()
    {
        var bench = Bench();
        bench.Brush(Age, null, "49");
        Assert.Equal(FilterOperator.LessThanEq, bench.RangeOf(Age)?.Operator);

        bench.Brush(Age, "60", null);
        Assert.Equal(FilterOperator.GreaterThanEq, bench.RangeOf(Age)?.Operator);
        Assert.Equal(1, CohortMeasure.Clauses(bench.Expression));
    }

    [Fact]
    public void A_chart_beside_any_of_narrows_the_whole()
    {
        var bench = Bench();
        bench.Load(CohortParser.Parse("""{"logic":"or","filters":[{"field":"person.age","op":"exists"},{"field":"person.conditions","op":"exists"}]}""").Value);

        bench.Toggle(Sex, "f");

        Assert.Equal(CohortLogic.And, Assert.IsType<CohortGroup>(bench.Expression).Logic);
    }

    [Fact]
    public void Undo_and_redo_walk_the_changes()
    {
        var bench = Bench();
        bench.Toggle(Sex, "f");
        bench.Clear();
        bench.Undo();
        Assert.True(bench.IsChosen(Sex, "f"));

        bench.Undo();
        Assert.True(bench.Draft.IsEmpty);

        bench.Redo();
        Assert.True(bench.IsChosen(Sex, "f"));
    }

    [Fact]
    public void Limits_of_the_tier_are_explained_and_change_nothing()
    {
        var bench = Bench(DisclosurePolicy.Strict);
        for (var filter = 0; filter < 4; filter++)
        {
            bench.Apply(new EditorPlace(0, null, null), new FieldFilter("person.age", FilterOperator.GreaterThanEq, [FilterValue.Of(filter)]));
        }

        bench.Toggle(Sex, "f");

        Assert.Contains("4 filters", bench.Refusal, StringComparison.Ordinal);
        Assert.Equal(4, CohortMeasure.Clauses(bench.Expression));
    }

    [Fact]
    public void Ranges_are_offered_at_published_edges_only()
    {
        Assert.Equal(["40", "50", "60"], FieldValues.Lower(Age));
        Assert.Equal(["49", "59", "69"], FieldValues.Upper(Age));
        Assert.DoesNotContain(FilterOperator.Is, FieldValues.Operators(Age));
    }

    [Theory]
    [InlineData("""{"field":"person.sex","op":"in","values":["f"]}""", "Sex is Female")]
    [InlineData("""{"field":"person.age","op":"between","values":[50,69]}""", "Age from 50 to 69 years")]
    [InlineData("""{"field":"person.conditions","op":"any","values":["heart","lung"]}""", "Conditions includes Heart disease or Lung disease")]
    [InlineData("""{"field":"person.age","op":"exists"}""", "Age is known")]
    public void A_filter_is_said_in_words(string json, string words)
    {
        var filter = (FieldFilter)CohortParser.Parse(json).Value;

        Assert.Equal(words, FilterSentence.Of(Bench().Field(filter.Field), filter, isNot: false));
    }
}
