using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TrePortal.Tests.Support;
using static TrePortal.Tests.Disclosure.Attacks.Spelling;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>Bad cohorts B141 to B156, sent to the API: each refused at its place, charged nothing, and saying nothing of anybody.</summary>
[Trait("Category", "Attack")]
public sealed class BadCohortTests(AttackWorld world) : IClassFixture<AttackWorld>
{
    private static readonly Dictionary<string, string> _elsewhere = new(StringComparer.Ordinal)
    {
        ["B149"] = nameof(B149_what_is_always_or_never_true_is_answered_and_charged_once),
        ["B150"] = nameof(B150_twenty_spellings_are_one_question),
        ["B153"] = nameof(B153_a_saved_cohort_that_is_deleted_or_somebody_elses_is_not_found),
        ["B154"] = nameof(B154_a_long_link_is_refused_or_opens_everybody),
        ["B155"] = nameof(B155_many_at_once_are_answered_up_to_the_budget_and_told_when_to_come_back),
        ["B156"] = "Nothing that the grammar allows costs so much: at most ten filters of a thousand values, each a look-up in a column.",
    };

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "B141 empty object", "{}", "$", "cohort-shape" },
        { "B141 text of spaces", "\"   \"", "$", "cohort-type" },
        { "B141 group of nothing", """{"logic":"and","filters":[]}""", "$.filters", "cohort-group-empty" },
        { "B142 depth 20", Nested(20), "$.filters[0].filters[0]", "cohort-depth" },
        { "B143 seven clauses", And(Enumerable.Repeat(In("person.secret", "yes"), 7)), "$", "cohort-clauses" },
        { "B143 ten thousand values", In("person.pad", Enumerable.Range(0, 10_000).Select(code => $"p{code}")), "$", "cohort-too-large" },
        { "B143 a thousand and one values", In("person.pad", Enumerable.Repeat("p1", 1_001)), "$.values", "cohort-values-number" },
        { "B144 unknown field", In("person.nothing", "yes"), "$.field", "cohort-field-unknown" },
        { "B144 field of another release", In("visit.reason", "yes"), "$.field", "cohort-field-unknown" },
        { "B144 identifier", In("person.id", "R0000001"), "$.field", "cohort-field-unknown" },
        { "B145 operator of another type", """{"field":"person.secret","op":"between","values":["no","yes"]}""", "$.op", "cohort-operator" },
        { "B145 contains", """{"field":"person.secret","op":"contains","values":["y"]}""", "$.op", "cohort-operator-unknown" },
        { "B146 reversed range", Between("60", "40"), "$.values", "cohort-range" },
        { "B146 not a number", Between("\"NaN\"", "40"), "$.values[0]", "cohort-type" },
        { "B146 beyond all numbers", Between("0", "1e309"), "$.values[1]", "cohort-number" },
        { "B146 off the edges", Between("43", "57"), "$.values", "cohort-edge" },
        { "B146 off the edges by a fraction", """{"field":"person.age","op":"less-than","values":[17]}""", "$.values", "cohort-edge" },
        { "B146 a single value", """{"field":"person.age","op":"is","values":[41]}""", "$.values", "cohort-edge" },
        { "B147 quote", In("person.secret", "yes' OR '1'='1"), "$.values[0]", "cohort-value-unknown" },
        { "B147 semicolon", In("person.secret", "'; DROP TABLE person; --"), "$.values[0]", "cohort-value-unknown" },
        { "B147 comment", In("person.secret", "/*"), "$.values[0]", "cohort-value-unknown" },
        { "B148 wildcard", In("person.secret", "y*"), "$.values[0]", "cohort-value-unknown" },
        { "B148 regular expression", In("person.secret", "(a+)+$"), "$.values[0]", "cohort-value-unknown" },
        { "B148 operator for one", """{"field":"person.secret","op":"matches","values":["(a+)+$"]}""", "$.op", "cohort-operator-unknown" },
        { "B151 look-alike", In("person.secret", "уes"), "$.values[0]", "cohort-value-unknown" },
        { "B151 zero-width", In("person.secret", "ye\\u200bs"), "$.values[0]", "cohort-value-unknown" },
        { "B152 list of ids", In("person.id", "R0000001", "R0000002"), "$.field", "cohort-field-unknown" },
        { "B152 file name", """{"entity":"file","logic":"and","filters":[{"field":"file.path","op":"is","values":["a.bam"]}]}""", "$.entity", "cohort-entity-unknown" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_bad_cohort_is_refused_at_its_place_and_costs_nothing(string name, string cohort, string path, string code)
    {
        var before = await UsedAsync("second");

        using var answer = await world.PostAsync("second", cohort);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{name}: {answer.StatusCode} {problem}");
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => (error.GetProperty("path").GetString(), error.GetProperty("code").GetString()) == (path, code));
        Assert.Equal(before, await UsedAsync("second"));
    }

    [Theory]
    [InlineData("B142 unbalanced", """{"cohort":{"logic":"and","filters":[}""")]
    [InlineData("B141 parentheses only", """{"cohort":()}""")]
    public async Task What_is_not_json_is_refused_before_anything_else(string name, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await world.As("second").PostAsync(new Uri($"/api/v1/environments/{AttackWorld.Handle}/showcase/query", UriKind.Relative), content);

        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{name}: {answer.StatusCode}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(100_000)]
    public async Task B142_levels_beyond_all_sense_are_refused(int depth)
    {
        var body = "{\"cohort\":" + string.Concat(Enumerable.Repeat("{\"logic\":\"and\",\"filters\":[", depth)) + In("person.secret", "yes") + string.Concat(Enumerable.Repeat("]}", depth)) + "}";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await world.As("second").PostAsync(new Uri($"/api/v1/environments/{AttackWorld.Handle}/showcase/query", UriKind.Relative), content);

        Assert.InRange((int)answer.StatusCode, 400, 422);
    }

    [Fact]
    public async Task B144_an_identifier_and_an_unknown_field_get_the_same_words()
    {
        var words = new List<string>();
        foreach (var field in (string[])["person.id", "person.xx"])
        {
            using var answer = await world.PostAsync("second", In(field, "yes"));
            words.Add((await answer.Content.ReadAsStringAsync()).Replace(field, "person.?", StringComparison.Ordinal));
        }

        Assert.Equal(Known(words[0]), Known(words[1]));

        static string Known(string problem) => JsonDocument.Parse(problem).RootElement.GetProperty("errors").GetRawText();
    }

    [Fact]
    public async Task B149_what_is_always_or_never_true_is_answered_and_charged_once()
    {
        var before = await UsedAsync("third");
        var always = Or(In("person.secret", "yes"), NotIn("person.secret", "yes"));
        var never = And(In("person.secret", "yes"), In("person.secret", "no"));

        var total = AttackWorld.Size(await world.AskAsync("third", null));
        Assert.Equal(total, AttackWorld.Size(await world.AskAsync("third", always)));
        Assert.Equal("fewer than 10", AttackWorld.Size(await world.AskAsync("third", never)));
        await world.AskAsync("third", always);
        await world.AskAsync("third", never);

        Assert.Equal(before + 2, await UsedAsync("third"));
    }

    [Fact]
    public async Task B150_twenty_spellings_are_one_question()
    {
        var before = await UsedAsync("fourth");
        var (a, b, c) = (In("person.secret", "yes"), In("person.pad", "p1", "p2"), In("person.g0", "m1", "m2", "m3"));
        string[] spellings =
        [
            And(a, b, c), And(a, c, b), And(b, a, c), And(b, c, a), And(c, a, b), And(c, b, a), And(And(a, b), c), And(a, And(b, c)), And(And(a), And(b, c)), And(a, b, c, c),
            And(a, a, b, c), And(a, In("person.pad", "p2", "p1"), c), And(a, In("person.pad", "p1", "p2", "p1"), c), And(a, b, In("person.g0", "m3", "m2", "m1")), And(Or(a), b, c),
            And(Or(a), Or(b), c), And(And(a, b, c)), Or(And(a, b, c)), And(a, Or(b), And(c)), And(Is("person.secret", "yes"), b, c),
        ];

        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spelling in spellings)
        {
            answers.Add((await world.AskAsync("fourth", spelling, "person.g1")).GetProperty("tiles").GetRawText());
        }

        Assert.Equal(20, spellings.Length);
        Assert.Single(answers);
        Assert.Equal(before + 1, await UsedAsync("fourth"));
    }

    [Fact]
    public async Task B153_a_saved_cohort_that_is_deleted_or_somebody_elses_is_not_found()
    {
        var saved = new Uri($"/api/v1/environments/{AttackWorld.Handle}/cohorts", UriKind.Relative);
        using var made = await world.As("third").PostAsJsonAsync(saved, new { name = "Mine", cohort = JsonSerializer.Deserialize<JsonElement>(In("person.pad", "p7")) });
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var mine = new Uri($"{saved}/{(await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("row").GetProperty("id").GetString()}", UriKind.Relative);

        using var foreign = await world.As("fourth").GetAsync(mine);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);

        using var delete = new HttpRequestMessage(HttpMethod.Delete, mine);
        using var seen = await world.As("third").GetAsync(mine);
        delete.Headers.IfMatch.Add(seen.Headers.ETag!);
        using var deleted = await world.As("third").SendAsync(delete);
        using var gone = await world.As("third").GetAsync(mine);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));

        // A cohort holds an expression, never a reference to another one: there can be no cycle.
        using var reference = await world.PostAsync("third", """{"cohort":"0190"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reference.StatusCode);
    }

    [Fact]
    public async Task B154_a_long_link_is_refused_or_opens_everybody()
    {
        using var answer = await world.Web.Browser().GetAsync(new Uri($"/environments/{AttackWorld.Handle}/explore?c={new string('A', 20_000)}", UriKind.Relative));

        Assert.True((int)answer.StatusCode is < 400 or 414, $"{answer.StatusCode}"); // the sign-in page, or too long
        Assert.NotNull(Web.Features.Cohorts.CohortLink.Read(new string('A', 20_000)).Error);
    }

    [Fact]
    public async Task B155_many_at_once_are_answered_up_to_the_budget_and_told_when_to_come_back()
    {
        var cohorts = Enumerable.Range(0, FullVolume.Or(300, 1_000)).Select(at => And(In("person.g0", $"m{at % 10}"), In("person.g1", $"m{at / 10 % 10}"), In("person.pad", $"p{at / 100}"))).ToList();
        var left = 200 - await UsedAsync("fifth");

        var answers = await Task.WhenAll(cohorts.Select(async cohort =>
        {
            using var answer = await world.PostAsync("fifth", cohort);
            return (answer.StatusCode, answer.Headers.RetryAfter, Size: answer.Content.Headers.ContentLength);
        }));

        Assert.Equal(left, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ToList();
        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.TooManyRequests, true), (answer.StatusCode, answer.RetryAfter is not null)));
        Assert.Single(refused.Select(answer => answer.Size).Distinct()); // whatever the cohort holds
    }

    [Fact]
    public void Every_number_is_accounted_for() => Assert.Equal(
        Enumerable.Range(141, 16).Select(number => string.Create(CultureInfo.InvariantCulture, $"B{number:000}")),
        Refused.Select(row => ((string)row[0])[..4]).Distinct().Concat(_elsewhere.Keys).Order(StringComparer.Ordinal));

    private async Task<int> UsedAsync(string user) => (await world.AskAsync(user, null)).GetProperty("budget").GetProperty("usedToday").GetInt32();

    private static string Is(string field, string code) => $$"""{"field":"{{field}}","op":"is","values":["{{code}}"]}""";

    private static string Between(string low, string high) => $$"""{"field":"person.age","op":"between","values":[{{low}},{{high}}]}""";

    private static string Nested(int depth) => depth == 0 ? In("person.secret", "yes") : And(Nested(depth - 1));
}
