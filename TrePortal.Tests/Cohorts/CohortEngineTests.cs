using TrePortal.Data.Cohorts;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Cohorts;

/// <summary>The engine against the oracle, which shares nothing with it.</summary>
public sealed class CohortEngineTests(CohortEngineTests.Small small) : IClassFixture<CohortEngineTests.Small>
{
    private static readonly CohortLimits _wide = new(Clauses: 200, Depth: 20);

    [Fact]
    public void Random_cohorts_hold_exactly_the_people_of_the_oracle() => Agreement.Check(small.Data.Source, small.Data.Dataset, seed: 1, Agreement.Cases(300));

    [Theory]
    [InlineData("""{"field":"person.balance","op":"exists"}""")]
    [InlineData("""{"field":"person.balance","op":"is","values":[-1]}""")]
    [InlineData("""{"field":"person.balance","op":"less-than-eq","values":[-1]}""")]
    [InlineData("""{"field":"person.balance","op":"in","values":["-1"]}""")]
    [InlineData("""{"field":"person.balance","op":"in","values":[-1, 3]}""")]
    [InlineData("""{"field":"person.balance","op":"not-in","values":["-1"]}""")]
    [InlineData("""{"not":{"field":"person.balance","op":"not-in","values":["-1"]}}""")]
    [InlineData("""{"field":"person.balance","op":"between","values":[-9223372036854775808,9223372036854775807]}""")]
    [InlineData("""{"field":"person.balance","op":"greater-than","values":[9223372036854775807]}""")]
    [InlineData("""{"field":"person.balance","op":"less-than","values":[-9223372036854775808]}""")]
    [InlineData("""{"field":"person.ratio","op":"is","values":[-0.0]}""")]
    [InlineData("""{"field":"person.ratio","op":"greater-than","values":[0]}""")]
    [InlineData("""{"field":"person.seen","op":"in","values":["1900-01-01"]}""")]
    [InlineData("""{"field":"person.seen","op":"less-than","values":["1901"]}""")]
    [InlineData("""{"field":"person.born","op":"is","values":["1970"]}""")]
    [InlineData("""{"field":"person.born","op":"is","values":["1970-05-05"]}""")]
    [InlineData("""{"field":"person.born","op":"between","values":["0001","9999"]}""")]
    [InlineData("""{"field":"person.joined","op":"between","values":["2020-06","2021-03-01T12:30"]}""")]
    [InlineData("""{"field":"person.conditions","op":"all","values":["heart","lung"]}""")]
    [InlineData("""{"field":"person.conditions","op":"any","values":["heart"]}""")]
    [InlineData("""{"field":"scan.quality","op":"not-exists"}""")]
    [InlineData("""{"entity":"scan","logic":"and","filters":[{"field":"scan.quality","op":"not-exists"}]}""")]
    [InlineData("""{"not":{"entity":"visit","logic":"and","filters":[{"field":"visit.day","op":"exists"}]}}""")]
    [InlineData("""{"entity":"visit","logic":"and","filters":[{"field":"visit.reason","op":"in","values":["heart"]},{"entity":"drug","logic":"and","filters":[{"field":"drug.kinds","op":"all","values":["a","b"]}]}]}""")]
    [InlineData("""{"entity":"drug","logic":"and","filters":[{"not":{"field":"drug.dose","op":"greater-than","values":[10]}}]}""")]
    public void Corners_agree_with_the_oracle(string json)
    {
        var expression = Parse(json);

        Assert.Equal(small.Data.Source.PeopleRows(json), small.Engine.EvaluatePeople(expression, CancellationToken.None).SetRows());
    }

    [Fact]
    public void Combined_cohorts_hold_the_people_that_their_sets_would()
    {
        var random = new RandomCohorts(small.Data.Source, seed: 5);
        for (var round = 0; round < 60; round++)
        {
            var parts = Enumerable.Range(0, 3).Select(_ => random.Next()).Where(json => CohortValidator.Parse(json, small.Data.Dataset.Schema, _wide).IsOk).Select(Parse).ToList();
            if (parts.Count < 2)
            {
                continue;
            }

            HashSet<int> People(CohortExpression expression) => [.. small.Engine.EvaluatePeople(expression, CancellationToken.None).SetRows()];
            var sets = parts.ConvertAll(People);

            Assert.Equal(sets.Aggregate((one, other) => [.. one.Intersect(other)]).Order(), People(CohortCombination.Of(CombineHow.Intersection, parts)).Order());
            Assert.Equal(sets.Aggregate((one, other) => [.. one.Union(other)]).Order(), People(CohortCombination.Of(CombineHow.Union, parts)).Order());
            Assert.Equal(sets.Aggregate((one, other) => [.. one.Except(other)]).Order(), People(CohortCombination.Of(CombineHow.Difference, parts)).Order());
        }

        var some = Parse("""{"field":"person.sex","op":"exists"}""");
        Assert.Equal(some, CohortCombination.Of(CombineHow.Intersection, [CohortExpression.Everyone, some]));
        Assert.Equal(CohortExpression.Everyone, CohortCombination.Of(CombineHow.Union, [CohortExpression.Everyone, some]));
        Assert.Equal(new CohortNot(some), CohortCombination.Of(CombineHow.Difference, [CohortExpression.Everyone, some]));
        Assert.Throws<ArgumentException>(() => CohortCombination.Of(CombineHow.Difference, [some, CohortExpression.Everyone]));
    }

    [Fact]
    public void Nothing_is_everyone()
    {
        Assert.Equal(small.Data.Source.People(null).Count, small.Engine.CountPeople(CohortExpression.Everyone, CancellationToken.None));
        Assert.Equal(small.Engine.Population, small.Engine.EvaluatePeople(CohortExpression.Everyone, CancellationToken.None).Count());
    }

    [Fact]
    public void Rows_of_people_are_their_rows()
    {
        var json = """{"field":"person.sex","op":"is","values":["f"]}""";
        var people = small.Engine.EvaluatePeople(Parse(json), CancellationToken.None);
        var women = small.Data.Source.People(json).ToHashSet();

        var expected = small.Data.Source.Column("visit", "pid").Select((person, row) => (person, row)).Where(pair => women.Contains(pair.person)).Select(pair => pair.row);

        Assert.Equal(expected, small.Engine.RowsOf(people, "visit").SetRows());
    }

    [Fact]
    public void The_oracle_dispenses_the_canonical_text_of_every_cell_of_the_people()
    {
        var json = """{"field":"person.sex","op":"is","values":["f"]}""";
        var schema = small.Data.Dataset.Schema;
        var people = small.Engine.EvaluatePeople(Parse(json), CancellationToken.None);

        var dispensal = small.Data.Source.Dispense(json, [.. schema.Entities.SelectMany(entity => entity.Fields).Select(field => field.Address)], [], []);

        foreach (var entity in schema.Entities)
        {
            var columns = entity.Fields.Select(field => small.Data.Dataset.Column(field.Address)!).ToList();
            var lines = small.Engine.RowsOf(people, entity.Name).SetRows().Select(row => string.Join(',', columns.Select(column => Quoted(column.Text(row)))));
            Assert.Equal([string.Join(',', entity.Fields.Select(field => field.Name)), .. lines, ""], dispensal.Tables[entity.Name].Split('\n'));
        }

        static string Quoted(string cell) => cell.Contains('"', StringComparison.Ordinal) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }

    [Fact]
    public void A_cancelled_question_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => small.Engine.EvaluatePeople(Parse("""{"field":"person.sex","op":"exists"}"""), cancelled.Token));
    }

    [Theory]
    [InlineData("person.pid")]
    [InlineData("visit.pid")]
    [InlineData("person.note")]
    [InlineData("person.nothing")]
    public void Identifiers_and_texts_have_no_tile(string field) => Assert.Null(small.Engine.Shape(field));

    private static CohortExpression Parse(string json) => Agreement.Accepted(CohortParser.Parse(json));

    public sealed class Small : IDisposable
    {
        public Small() => Engine = new CohortEngine(Data.Dataset);

        internal SmallDataset Data { get; } = new(seed: 20, people: 1500);

        internal ICohortEngine Engine { get; }

        public void Dispose() => Data.Dispose();
    }

    /// <summary>Compares engine and oracle over random cohorts; used for every dataset there is.</summary>
    internal static class Agreement
    {
        private const ulong Secret = 20261126;

        /// <summary>The number in a normal run; the full one has 10,000.</summary>
        public static int Cases(int normally) => FullVolume.Or(normally, 10_000);

        public static CohortExpression Accepted(Result<CohortExpression> parsed)
        {
            Assert.Null(parsed.Error);
            return parsed.Value;
        }

        public static void Check(Oracle oracle, TrePortal.Data.Inventory.Columns.Dataset dataset, int seed, int cases)
        {
            var engine = new CohortEngine(dataset);
            List<CohortEngine> others = [.. Enum.GetValues<VectorPath>().Where(path => path == VectorPath.Portable || path < BlockKernels.Best).Select(path => new CohortEngine(dataset, path, blocksPerPiece: 1))];
            var keys = engine.KeysOf(Secret);
            var before = RowMask.All(engine.Population);
            var charted = dataset.Schema.Entities.SelectMany(entity => entity.Fields).Select(field => field.Address).Where(address => engine.Shape(address) is not null).ToList();
            var cohorts = new RandomCohorts(oracle, seed);
            var (compared, telling) = (0, 0);
            for (var at = 0; at < cases; at++)
            {
                var json = cohorts.Next();
                var parsed = CohortValidator.Parse(json, dataset.Schema, _wide);
                if (IsReversedRange(parsed.Error))
                {
                    continue;
                }

                Assert.True(parsed.IsOk, $"{json} {parsed.Error}");
                var people = engine.EvaluatePeople(parsed.Value, CancellationToken.None);
                Assert.True(oracle.PeopleRows(json).SequenceEqual(people.SetRows()), $"case {at}: {json}");
                Assert.All(others, other => Assert.True(people.Words.SequenceEqual(other.EvaluatePeople(parsed.Value, CancellationToken.None).Words), $"case {at}, other loops: {json}"));

                compared++;
                telling += people.Count() is var count && count > 0 && count < engine.Population ? 1 : 0;

                var canonical = CanonicalCohort.Parse(json).Value;
                Assert.True(CohortValidator.Check(canonical.Expression, dataset.Schema, _wide).IsOk, $"case {at}: {canonical.Json}");
                Assert.True(people.Words.SequenceEqual(engine.EvaluatePeople(canonical.Expression, CancellationToken.None).Words), $"case {at}: {canonical.Json}");

                var field = charted[at % charted.Count];
                var shape = engine.Shape(field)!;
                var counts = engine.Tiles(people, [field], keys: null, CancellationToken.None)[0];
                Assert.Equal(oracle.Tile(json, field, shape.Edges).OrderBy(bar => bar.Key, StringComparer.Ordinal), Named(shape, counts).OrderBy(bar => bar.Key, StringComparer.Ordinal));
                others.ForEach(other => CheckOtherWays(engine, other, [people, before], field, counts, keys));
                before = people;
            }

            Assert.InRange(compared, cases * 8 / 10, cases);
            Assert.InRange(telling, cases * 6 / 10, cases);
        }

        // With sketches, together with another cohort, and by other loops the counts are the same; the sketches are those of the people.
        private static void CheckOtherWays(CohortEngine engine, CohortEngine other, IReadOnlyList<RowMask> cohorts, string field, TileCounts counts, PersonKeys keys)
        {
            var together = engine.Count(cohorts, [field], keys, CancellationToken.None);
            var otherwise = other.Count(cohorts, [field], keys, CancellationToken.None);
            AssertSame(counts, together[0].Tiles[0]);
            AssertSame(engine.Tiles(cohorts[1], [field], keys: null, CancellationToken.None)[0], together[1].Tiles[0]);
            foreach (var (one, another) in together.Zip(otherwise))
            {
                AssertSame(one.Tiles[0], another.Tiles[0]);
                Assert.Equal(one.Tiles[0].Sums, another.Tiles[0].Sums);
                Assert.Equal(one.All, another.All);
            }

            var numbers = keys.Numbers;
            var sums = new ushort[CountedSet.Lanes];
            foreach (var person in cohorts[0].SetRows())
            {
                sums[numbers[person] / (1u << CountedSet.LaneShift)] += (ushort)numbers[person];
            }

            var all = CountedSet.Of(cohorts[0].Count(), sums);
            Assert.Equal(all, together[0].All);
            Assert.Equal(all, engine.Sketch(cohorts[0], keys, CancellationToken.None));
            Assert.Equal(all, other.Sketch(cohorts[0], keys, CancellationToken.None));
        }

        private static void AssertSame(TileCounts one, TileCounts other)
        {
            Assert.Equal([.. one.Bars, .. one.Specials, one.Imprecise, one.Missing], [.. other.Bars, .. other.Specials, other.Imprecise, other.Missing]);
        }

        private static bool IsReversedRange(Error? error) => error is Invalid invalid && invalid.Problems.All(problem => problem.Code == "cohort-range");

        private static IEnumerable<KeyValuePair<string, int>> Named(TileShape shape, TileCounts counts) =>
            counts.Bars.Select((count, at) => KeyValuePair.Create(shape.Codes.Count > 0 ? shape.Codes[at] : $"bin:{at}", count))
                .Concat(counts.Specials.Select((count, at) => KeyValuePair.Create("special:" + shape.SpecialCodes[at], count)))
                .Append(KeyValuePair.Create("imprecise", counts.Imprecise))
                .Append(KeyValuePair.Create("missing", counts.Missing))
                .Where(bar => bar.Value > 0);
    }
}
