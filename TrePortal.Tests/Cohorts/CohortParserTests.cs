using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Cohorts;

public sealed class CohortParserTests
{
    private static readonly CohortLimits _standard = CohortLimits.Of(DisclosurePolicy.Standard);

    [Theory]
    [InlineData("", "$", "cohort-json")]
    [InlineData("   ", "$", "cohort-json")]
    [InlineData("{", "$", "cohort-json")]
    [InlineData("""{"logic":"and","filters":[],}""", "$", "cohort-json")]
    [InlineData("""// nothing""", "$", "cohort-json")]
    [InlineData("[]", "$", "cohort-type")]
    [InlineData("7", "$", "cohort-type")]
    [InlineData("{}", "$", "cohort-shape")]
    [InlineData("""{"logic":"and","filters":[]}""", "$.filters", "cohort-group-empty")]
    [InlineData("""{"logic":"and"}""", "$", "cohort-property-missing")]
    [InlineData("""{"logic":"xor","filters":[{"field":"participant.sex","op":"exists"}]}""", "$.logic", "cohort-logic")]
    [InlineData("""{"logic":"and","filters":[null]}""", "$.filters[0]", "cohort-type")]
    [InlineData("""{"field":"participant.sex","op":"exists","note":"x"}""", "$.note", "cohort-property-unknown")]
    [InlineData("""{"field":"participant.sex","field":"participant.age","op":"exists"}""", "$.field", "cohort-property-twice")]
    [InlineData("""{"field":7,"op":"exists"}""", "$.field", "cohort-type")]
    [InlineData("""{"field":"participant.sex","op":"like","values":["0"]}""", "$.op", "cohort-operator-unknown")]
    [InlineData("""{"field":"participant.sex","op":"exists","values":["0"]}""", "$.values", "cohort-values-number")]
    [InlineData("""{"field":"participant.sex","op":"in","values":[]}""", "$.values", "cohort-values-number")]
    [InlineData("""{"field":"participant.sex","op":"in","values":"0"}""", "$.values", "cohort-type")]
    [InlineData("""{"field":"participant.sex","op":"in","values":[["0"]]}""", "$.values[0]", "cohort-type")]
    [InlineData("""{"field":"participant.sex","op":"in","values":["\ud800"]}""", "$.values[0]", "cohort-type")]
    [InlineData("""{"field":"participant.age","op":"is","values":[1e309]}""", "$.values[0]", "cohort-number")]
    [InlineData("""{"not":{"logic":"and","filters":[{"field":"participant.sex","op":"exists"}]}}""", "$.not", "cohort-not")]
    [InlineData("""{"not":{"not":{"field":"participant.sex","op":"exists"}}}""", "$.not", "cohort-not")]
    public void What_is_not_in_the_grammar_is_refused_at_its_place(string json, string path, string code) =>
        Assert.Contains(Problems(CohortParser.Parse(json).Error), problem => problem.Field == path && problem.Code == code);

    [Theory]
    [InlineData("""{"field":"participant.nothing","op":"exists"}""", "$.field", "cohort-field-unknown")]
    [InlineData("""{"field":"participant.eid","op":"exists"}""", "$.field", "cohort-field-unknown")]
    [InlineData("""{"field":"visit.eid","op":"exists"}""", "$.field", "cohort-field-unknown")]
    [InlineData("""{"field":"participant.Sex","op":"exists"}""", "$.field", "cohort-field-unknown")]
    [InlineData("""{"field":"participant.sex","op":"between","values":["0","1"]}""", "$.op", "cohort-operator")]
    [InlineData("""{"field":"participant.sex","op":"any","values":["0"]}""", "$.op", "cohort-operator")]
    [InlineData("""{"field":"participant.conditions","op":"in","values":["heart"]}""", "$.op", "cohort-operator")]
    [InlineData("""{"field":"participant.note","op":"is","values":["x"]}""", "$.op", "cohort-operator")]
    [InlineData("""{"field":"participant.sex","op":"in","values":["0","2"]}""", "$.values[1]", "cohort-value-unknown")]
    [InlineData("""{"field":"participant.sex","op":"in","values":["0\u200b"]}""", "$.values[0]", "cohort-value-unknown")]
    [InlineData("""{"field":"participant.sex","op":"in","values":["'; DROP TABLE"]}""", "$.values[0]", "cohort-value-unknown")]
    [InlineData("""{"field":"participant.sex","op":"in","values":[0]}""", "$.values[0]", "cohort-type")]
    [InlineData("""{"field":"participant.age","op":"is","values":["40"]}""", "$.values[0]", "cohort-type")]
    [InlineData("""{"field":"participant.age","op":"is","values":[40.5]}""", "$.values[0]", "cohort-number")]
    [InlineData("""{"field":"participant.age","op":"is","values":[9223372036854775808]}""", "$.values[0]", "cohort-number")]
    [InlineData("""{"field":"participant.age","op":"between","values":[60,40]}""", "$.values", "cohort-range")]
    [InlineData("""{"field":"participant.weight","op":"is","values":["-1"]}""", "$.values[0]", "cohort-type")]
    [InlineData("""{"field":"participant.born","op":"is","values":["2020-02-30"]}""", "$.values[0]", "cohort-date")]
    [InlineData("""{"field":"participant.born","op":"between","values":["2021","2020-06"]}""", "$.values", "cohort-range")]
    [InlineData("""{"field":"visit.day","op":"exists"}""", "$.field", "cohort-entity-needed")]
    [InlineData("""{"entity":"nothing","logic":"and","filters":[{"field":"visit.day","op":"exists"}]}""", "$.entity", "cohort-entity-unknown")]
    [InlineData("""{"entity":"participant","logic":"and","filters":[{"field":"participant.sex","op":"exists"}]}""", "$.entity", "cohort-entity-main")]
    [InlineData("""{"entity":"visit","logic":"and","filters":[{"field":"participant.sex","op":"exists"}]}""", "$.filters[0].field", "cohort-entity-other")]
    [InlineData("""{"entity":"visit","logic":"and","filters":[{"entity":"visit","logic":"and","filters":[{"field":"visit.day","op":"exists"}]}]}""", "$.filters[0].entity", "cohort-entity-nested")]
    [InlineData("""{"logic":"and","filters":[{"not":{"field":"participant.nothing","op":"exists"}}]}""", "$.filters[0].not.field", "cohort-field-unknown")]
    public void What_does_not_fit_the_dataset_is_refused_at_its_place(string json, string path, string code) =>
        Assert.Contains(Problems(CohortValidator.Parse(json, Schema(), _standard).Error), problem => problem.Field == path && problem.Code == code);

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("""{"field":"participant.age","op":"between","values":[40,40.0]}""")]
    [InlineData("""{"field":"participant.weight","op":"in","values":["-1", 70.5]}""")]
    [InlineData("""{"field":"participant.born","op":"between","values":["2020","2020-06"]}""")]
    [InlineData("""{"field":"participant.sex","op":"exists","values":[]}""")]
    [InlineData("""{"field":"scan.quality","op":"greater-than","values":[0.5]}""")]
    [InlineData("""{"not":{"entity":"visit","logic":"or","filters":[{"not":{"field":"visit.day","op":"exists"}},{"logic":"and","filters":[{"field":"visit.day","op":"is","values":[3]}]}]}}""")]
    [InlineData("""{"entity":"visit","logic":"and","filters":[{"entity":"drug","logic":"and","filters":[{"field":"drug.dose","op":"exists"}]}]}""")]
    public void What_fits_is_accepted(string? json) => Assert.Null(CohortValidator.Parse(json, Schema(), _standard).Error);

    [Fact]
    public void Clauses_depth_and_size_are_limited()
    {
        var seven = Group(Enumerable.Repeat("""{"field":"participant.sex","op":"exists"}""", 7));
        var deep = Group([Group([Group(["""{"field":"participant.sex","op":"exists"}"""])])]);
        var nested = string.Concat(Enumerable.Repeat("""{"not":""", 100_000));
        var large = "\"" + new string('x', 64 * 1024) + "\"";

        Assert.Equal("cohort-clauses", Assert.Single(Problems(CohortValidator.Parse(seven, Schema(), _standard).Error)).Code);
        Assert.Equal(new FieldProblem("$.filters[0].filters[0]", "cohort-depth", "Groups are nested 3 deep; at most 2 are allowed here."), Assert.Single(Problems(CohortValidator.Parse(deep, Schema(), _standard).Error)));
        Assert.Equal("cohort-too-large", Assert.Single(Problems(CohortParser.Parse(nested).Error)).Code);
        Assert.Equal("cohort-json", Assert.Single(Problems(CohortParser.Parse(nested[..6_000]).Error)).Code);
        Assert.Equal("cohort-too-large", Assert.Single(Problems(CohortParser.Parse(large).Error)).Code);
    }

    [Fact]
    public void Every_problem_is_reported()
    {
        var json = """{"logic":"and","filters":[{"field":"participant.nothing","op":"exists"},{"field":"participant.sex","op":"in","values":["7","8"]}]}""";

        Assert.Equal(
            ["$.filters[0].field", "$.filters[1].values[0]", "$.filters[1].values[1]"],
            Problems(CohortValidator.Parse(json, Schema(), _standard).Error).Select(problem => problem.Field));
    }

    [Theory]
    [InlineData("""{"field":"participant.sex","op":"in","values":["0"]}""")]
    [InlineData("""{"logic":"and","filters":[{"field":"participant.sex","op":"in","values":["0","0"]}]}""")]
    [InlineData("""{"logic":"or","filters":[{"field":"participant.sex","op":"in","values":["0"]},{"values":["0"],"op":"in","field":"participant.sex"}]}""")]
    [InlineData("""{"logic":"and","filters":[{"logic":"or","filters":[{"field":"participant.sex","op":"in","values":["0"]}]}]}""")]
    public void Equal_cohorts_have_one_hash(string json) =>
        Assert.Equal(CanonicalCohort.Parse("""{"field":"participant.sex","op":"in","values":["0"]}""").Value.Hash, CanonicalCohort.Parse(json).Value.Hash);

    [Fact]
    public void Order_nesting_and_number_spelling_do_not_matter_to_the_canonical_form()
    {
        var one = """{"logic":"and","filters":[{"field":"a.b","op":"is","values":[40]},{"logic":"and","filters":[{"field":"a.c","op":"in","values":["y","x"]},{"not":{"field":"a.d","op":"exists"}}]}]}""";
        var other = """{"logic":"and","filters":[{"field":"a.d","op":"not-exists"},{"field":"a.c","op":"in","values":["x","y"]},{"field":"a.b","op":"between","values":[4e1,40.0]}]}""";

        var canonical = CanonicalCohort.Parse(one).Value;

        Assert.Equal(canonical.Hash, CanonicalCohort.Parse(other).Value.Hash);
        Assert.Equal(canonical.Json, CanonicalCohort.Parse(canonical.Json).Value.Json);
        Assert.NotEqual(canonical.Hash, CanonicalCohort.Parse(one.Replace("\"and\"", "\"or\"", StringComparison.Ordinal)).Value.Hash);
    }

    [Fact]
    public void Words_use_titles_and_meanings()
    {
        var json = """
            {"logic":"and","filters":[
              {"field":"participant.sex","op":"in","values":["0"]},
              {"field":"participant.age","op":"between","values":[50,69]},
              {"logic":"or","filters":[{"field":"participant.conditions","op":"any","values":["heart"]},{"not":{"field":"participant.weight","op":"exists"}}]},
              {"entity":"visit","logic":"and","filters":[{"field":"visit.day","op":"greater-than-eq","values":[0]},{"field":"visit.reason","op":"in","values":["stroke","af"]}]}]}
            """;

        var words = CohortWords.Describe(CohortParser.Parse(json).Value, Schema());

        Assert.Equal(
            "Sex is Female, Age at entry from 50 to 69 years, (Conditions include Heart disease or Weight is missing), and have a visit where Day is at least 0 and Reason is Stroke or Atrial fibrillation",
            words.ToString());
        Assert.Equal("All participants", CohortWords.Describe(CohortExpression.Everyone, Schema()).ToString());
    }

    private static string Group(IEnumerable<string> filters) => $$"""{"logic":"and","filters":[{{string.Join(",", filters)}}]}""";

    private static IReadOnlyList<FieldProblem> Problems(Error? error) => Assert.IsType<Invalid>(error).Problems;

    private static DatasetSchema Schema()
    {
        FieldSchema Of(string entity, string name, FieldType type, string? coding = null) => new(entity, name, type) { CodingName = coding };
        EntitySchema Table(string name, params FieldSchema[] fields) => new(name, name, name, name + "s", "", fields);
        FieldSchema Link(string entity, string name, string to, string field, Relationship kind) => new(entity, name, FieldType.String) { Reference = new FieldReference(to, field, kind) };

        return new DatasetSchema(
            [
                Table(
                    "participant",
                    new FieldSchema("participant", "eid", FieldType.String) { Key = KeyKind.Global },
                    Of("participant", "sex", FieldType.String, "sex") with { Title = "Sex" },
                    Of("participant", "age", FieldType.Integer) with { Title = "Age at entry", Units = "years" },
                    Of("participant", "weight", FieldType.Float, "measured") with { Title = "Weight", IsSparse = true },
                    Of("participant", "conditions", FieldType.String, "condition") with { Title = "Conditions", IsMultiSelect = true },
                    Of("participant", "born", FieldType.Date),
                    Of("participant", "note", FieldType.String)),
                Table(
                    "visit",
                    new FieldSchema("visit", "id", FieldType.String) { Key = KeyKind.Local },
                    Link("visit", "eid", "participant", "eid", Relationship.ManyToOne),
                    Of("visit", "day", FieldType.Integer) with { Title = "Day" },
                    Of("visit", "reason", FieldType.String, "condition") with { Title = "Reason" }),
                Table(
                    "drug",
                    new FieldSchema("drug", "id", FieldType.String) { Key = KeyKind.Local },
                    Link("drug", "visit", "visit", "id", Relationship.ManyToOne),
                    Of("drug", "dose", FieldType.Float)),
                Table(
                    "scan",
                    new FieldSchema("scan", "id", FieldType.String) { Key = KeyKind.Local },
                    Link("scan", "eid", "participant", "eid", Relationship.OneToOne),
                    Of("scan", "quality", FieldType.Float)),
            ],
            [
                new Coding("sex", [new Code("0", "Female"), new Code("1", "Male")]),
                new Coding("measured", [new Code("-1", "Not recorded")]),
                new Coding("condition", [new Code("heart", "Heart disease"), new Code("stroke", "Stroke", "heart"), new Code("af", "Atrial fibrillation", "heart")]),
            ]);
    }
}
