using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Disclosure;
using TrePortal.Tests.Support;
using Xunit.Abstractions;
using static TrePortal.Tests.Disclosure.Attacks.Spelling;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>Attacks beside the numbers themselves: sums over overlapping cohorts, time and shape of answers, other faces, poisoned answers.</summary>
[Trait("Category", "Attack")]
public sealed class SideChannelAttackTests(AttackWorld world, ITestOutputHelper output) : IClassFixture<AttackWorld>
{
    private const string Secret = "person.secret";
    private static readonly DisclosurePolicy _policy = DisclosurePolicy.Standard;
    private static readonly string[] _marks = [.. Enumerable.Range(0, Population.Marks).Select(Population.MarkOf)];

    [Fact]
    public async Task ATK05_a_tracker_over_large_cohorts_pins_down_no_small_set()
    {
        await world.GrantAsync("attacker", 100_000);
        var random = new Random(5);
        var total = Middle(await world.AskAsync("attacker", null));
        var guesses = new List<(bool Guess, bool Truth)>();
        var narrowest = double.MaxValue;
        foreach (var target in world.Population.Targets.OrderBy(_ => random.Next()).Take(FullVolume.Or(40, 400)))
        {
            // The small set: three marks of the target and the secret. Padded by a large tracker and by its complement, it is what is left over.
            var hidden = And(In(_marks[0], target.Marks[0]), In(_marks[1], target.Marks[1]), In(_marks[2], target.Marks[2]), In(Secret, "yes"));
            var pads = Enumerable.Range(0, Population.Pads).Select(pad => $"p{pad}").OrderBy(_ => random.Next()).Take(20).ToList();
            var one = Middle(await world.AskAsync("attacker", Or(hidden, In("person.pad", pads))));
            var other = Middle(await world.AskAsync("attacker", Or(hidden, NotIn("person.pad", pads))));
            var size = world.Population.People.Count(person => person.Secret && person.Marks[0] == target.Marks[0] && person.Marks[1] == target.Marks[1] && person.Marks[2] == target.Marks[2]);
            var (estimate, error) = (one + other - total, 3.0 * _policy.WidestError);
            guesses.Add((estimate > 2, size > 2));
            narrowest = Math.Min(narrowest, 2 * error);
            Assert.InRange(estimate - size, -error, error);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ATK05: {guesses.Count} hidden sets, the narrowest interval has {narrowest} people; whether it has more than two guessed right: {guesses.Average(guess => guess.Guess == guess.Truth ? 1.0 : 0):P1}"));
        Assert.True(narrowest >= _policy.Threshold);
    }

    [Fact]
    public async Task ATK11_rows_and_columns_of_a_table_fix_no_hidden_cell()
    {
        await world.GrantAsync("third", 100_000);
        var random = new Random(11);
        var (tables, hidden, narrowest) = (0, 0, double.MaxValue);
        while (tables < FullVolume.Or(30, 500))
        {
            // A cohort small enough that some cells of the table are small.
            var cohort = And(In(Secret, "yes"), In("person.pad", Enumerable.Range(0, Population.Pads).Select(pad => $"p{pad}").OrderBy(_ => random.Next()).Take(random.Next(4, 20))));
            var body = JsonSerializer.Serialize(new { cohort = JsonSerializer.Deserialize<JsonElement>(cohort), tiles = new object[] { new { field = _marks[0], field2 = Secret }, new { field = _marks[0] }, new { field = _marks[0], field2 = "person.age" } } });
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await world.As("third").PostAsync(new Uri($"/api/v1/environments/{AttackWorld.Handle}/showcase/query", UriKind.Relative), content);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.IsSuccessStatusCode, json.GetRawText());
            foreach (var tile in json.GetProperty("tiles").EnumerateArray().Where(tile => tile.TryGetProperty("grid", out var grid) && grid.ValueKind == JsonValueKind.Object))
            {
                var cells = tile.GetProperty("grid").GetProperty("cells").EnumerateArray().Select(row => row.EnumerateArray().Select(Bounds).ToArray()).ToArray();
                var lines = cells.Concat(Enumerable.Range(0, cells[0].Length).Select(column => cells.Select(row => row[column]).ToArray()));
                tables++;
                foreach (var line in lines.Where(line => line.Any(cell => cell.IsHidden)))
                {
                    // What the sum of the line leaves for its hidden cells together, were the sum itself known to the last person.
                    hidden++;
                    Assert.NotEqual(1, line.Count(cell => cell.IsHidden));
                    narrowest = Math.Min(narrowest, Math.Max(line.Where(cell => !cell.IsHidden).Sum(cell => cell.Most - cell.Least), line.Count(cell => cell.IsHidden) * (_policy.Threshold - 1)));
                }
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ATK11: {tables} tables, {hidden} rows and columns with hidden cells, the narrowest interval has {narrowest} people"));
        Assert.True(hidden > 0 && narrowest >= _policy.Threshold);
    }

    [Fact]
    public async Task ATK15_neither_time_nor_shape_tells_whether_an_answer_is_an_earlier_one()
    {
        await world.GrantAsync("second", 100_000);
        var random = new Random(15);
        var (snapped, fresh) = (new List<Seen>(), new List<Seen>());
        var targets = world.Population.Targets.OrderBy(_ => random.Next()).Take(FullVolume.Or(60, 2_000)).ToList();
        await SeeAsync(In(Secret, "yes")); // the first question of all warms up
        foreach (var target in targets)
        {
            // Three new questions: the second differs from the first by one person and gets its answer, the third stands alone.
            var pads = Enumerable.Range(0, Population.Pads).Select(pad => $"p{pad}").OrderBy(_ => random.Next()).ToList();
            var (some, others) = (pads[..20], pads[..19].Append(pads[39]).ToList());
            await SeeAsync(And(In(Secret, "yes"), In("person.pad", some)));
            var pair = new List<Func<Task>>
            {
                async () => snapped.Add(await SeeAsync(And(In(Secret, "yes"), In("person.pad", some), Without(target)))),
                async () => fresh.Add(await SeeAsync(And(In(Secret, "yes"), In("person.pad", others), Without(target)))),
            };
            foreach (var ask in pair.OrderBy(_ => random.Next()))
            {
                await ask();
            }
        }

        var time = Auc(snapped.ConvertAll(seen => seen.Milliseconds), fresh.ConvertAll(seen => seen.Milliseconds));
        var size = Auc(snapped.ConvertAll(seen => (double)seen.Bytes), fresh.ConvertAll(seen => (double)seen.Bytes));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ATK15: {targets.Count} pairs, AUC by time {time:0.000}, by size {size:0.000}"));
        Assert.Single(snapped.Concat(fresh).Select(seen => seen.Shape).Distinct());
        var most = FullVolume.IsOn ? 0.55 : 0.66; // a sample of sixty has a deviation of 0.05 by chance alone
        Assert.InRange(time, 1 - most, most);
        Assert.InRange(size, 1 - most, most);
    }

    [Fact]
    public async Task ATK19_a_request_says_no_more_of_a_small_cohort_than_the_showcase()
    {
        var target = world.Population.Targets[19];
        var small = And(In(_marks[0], target.Marks[0]), In(_marks[1], target.Marks[1]), In(_marks[2], target.Marks[2]));
        using var saved = await world.As("third").PostAsJsonAsync(
            new Uri($"/api/v1/environments/{AttackWorld.Handle}/cohorts", UriKind.Relative), new { name = "Few", cohort = JsonSerializer.Deserialize<JsonElement>(small) });
        var cohort = (await saved.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("row").GetProperty("id").GetString();
        using var started = await world.As("third").PostAsJsonAsync(
            new Uri("/api/v1/requests", UriKind.Relative), new { environment = AttackWorld.Handle, content = new { title = "Few", cohort = new { savedCohort = cohort } } });
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
        var request = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        var faces = new List<string> { await saved.Content.ReadAsStringAsync(), await started.Content.ReadAsStringAsync() };
        foreach (var face in (string[])["", "/preview", "/offer", "/versions", "/activity"])
        {
            using var answer = await world.As("third").GetAsync(new Uri($"/api/v1/requests/{request}{face}", UriKind.Relative));
            faces.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.Contains(faces, face => face.Contains("fewer than 10", StringComparison.Ordinal));
        Assert.All(faces, face => Assert.DoesNotMatch("(\"participants\"|\"publishedSize\"|\"people\"):\\s*\"?(about )?[1-9]\\b[^0-9,]", face));
    }

    [Fact]
    public async Task ATK21_answers_planted_beside_a_cohort_shift_it_no_further_than_its_error()
    {
        await world.GrantAsync("fourth", 100_000);
        await world.GrantAsync("fifth", 100_000);
        var random = new Random(21);
        var worst = 0;
        for (var round = 0; round < FullVolume.Or(30, 500); round++)
        {
            var pads = Enumerable.Range(0, Population.Pads).Select(pad => $"p{pad}").OrderBy(_ => random.Next()).Take(random.Next(6, 30)).ToHashSet(StringComparer.Ordinal);
            foreach (var target in world.Population.Targets.Where(person => pads.Contains(person.Pad)).OrderBy(_ => random.Next()).Take(4))
            {
                await world.AskAsync("fourth", And(In(Secret, "yes"), In("person.pad", pads), Without(target)));
            }

            var size = world.Population.People.Count(person => person.Secret && pads.Contains(person.Pad));
            worst = Math.Max(worst, Math.Abs(Middle(await world.AskAsync("fifth", And(In(Secret, "yes"), In("person.pad", pads)))) - size));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ATK21: the worst error is {worst} people, {_policy.WidestError} are allowed"));
        Assert.InRange(worst, 0, _policy.WidestError);
    }

    private async Task<Seen> SeeAsync(string cohort)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await world.PostAsync("second", cohort);
        var text = await answer.Content.ReadAsStringAsync();
        var time = watch.Elapsed.TotalMilliseconds;
        var shape = string.Join(' ', JsonDocument.Parse(text).RootElement.EnumerateObject().Select(member => member.Name));
        var headers = string.Join(' ', answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal));
        return new Seen(time, JsonDocument.Parse(text).RootElement.GetProperty("count").GetRawText().Length, $"{answer.StatusCode} {shape} {headers}");
    }

    // The chance that one of the first is above one of the second: 0.5 tells nothing.
    private static double Auc(List<double> one, List<double> other) => one.Average(first => other.Average(second => first > second ? 1.0 : first < second ? 0 : 0.5));

    // What a published number leaves open.
    private static (bool IsHidden, int Least, int Most) Bounds(JsonElement count) =>
        count.TryGetProperty("value", out var value) ? (false, value.GetInt32() - _policy.WidestError, value.GetInt32() + _policy.WidestError)
        : count.TryGetProperty("from", out var from) ? (false, from.GetInt32(), count.GetProperty("to").GetInt32())
        : (true, 0, int.MaxValue);

    private static int Middle(JsonElement answer) => answer.GetProperty("count") is var count && count.TryGetProperty("value", out var value) ? value.GetInt32() : count.TryGetProperty("from", out _) ? 30 : 5;

    /// <param name="Bytes">Of the published size.</param>
    /// <param name="Shape">Status, members and headers.</param>
    private sealed record Seen(double Milliseconds, int Bytes, string Shape);
}
