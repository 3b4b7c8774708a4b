using System.Globalization;
using System.Text;
using System.Text.Json;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Cohorts;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Dispensal;

/// <summary>
/// Approved requests of any shape against plain loops over the provider's own files: what is dispensed is that, file by file
/// and byte by byte, and nothing of anybody who withdrew.
/// </summary>
[Trait("Category", "Integration")]
public sealed class RandomRequestTests(ITestOutputHelper output)
{
    private const int People = 150;
    private const int RequestsOfAWorld = 25;

    [Fact]
    public async Task What_is_dispensed_is_what_an_independent_oracle_works_out()
    {
        var (wanted, made, people, empty, files, withheld) = (FullVolume.Or(15, 500), 0, 0L, 0, 0L, 0L);
        for (var seed = 500; made < wanted; seed++)
        {
            var random = new Random(seed);
            var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
            var inventory = new RandomInventory(random, source, seed, People);
            var oracle = Oracle.Load(source);
            var cohorts = new RandomCohorts(oracle, seed);
            await using var world = await DispensalWorld.CreateAsync(source, null, [inventory.AnyChoice(random)]);
            await world.Portal.StartWorkersAsync();
            var withdrawn = new HashSet<string>(StringComparer.Ordinal);
            for (var number = 0; number < RequestsOfAWorld && made < wanted; number++, made++)
            {
                if (random.Next(5) == 0)
                {
                    var leaving = Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"P{random.Next(People)}").Distinct().ToArray();
                    DispensalWorld.Ok(await world.WithdrawAsync("pid", leaving));
                    withdrawn.UnionWith(leaving);
                }

                var cohort = random.Next(8) == 0 ? null : Askable(cohorts);
                var choices = inventory.Choices(random);
                await world.RequestAsync(cohort, choices);
                var project = await world.ProjectAsync();

                var dispensal = await world.EndedAsync(project);

                var what = $"seed {seed}, request {number}: {cohort} of {JsonSerializer.Serialize(choices)}";
                Assert.True(dispensal.State == DispensalState.Delivered, $"{what}: {dispensal.State} {dispensal.FailureReason}");
                var (fields, collections) = inventory.Selected(choices);
                var expected = oracle.Dispense(cohort, fields, collections, withdrawn);
                var folder = world.FolderOf(project, dispensal.Id);
                try
                {
                    Dispensed.IsWhatTheOracleSays(folder, source, cohort, fields, collections, withdrawn);
                }
                catch (Xunit.Sdk.XunitException different)
                {
                    Assert.Fail($"{what}: {different.Message}");
                }

                NobodyWhoWithdrew(folder, withdrawn, what);
                Assert.Equal(expected.Files.Count, dispensal.Plan!.Files);
                (people, files) = (people + dispensal.Plan.People, files + expected.Files.Count);
                withheld += oracle.Dispense(null, fields, collections, []).Files.Count - expected.Files.Count;
                empty += dispensal.Plan.People == 0 ? 1 : 0;
            }

            await world.Portal.AllHoldAsync();
        }

        output.WriteLine($"{made} requests: {people} people and {files} bulk files delivered, {withheld} files withheld, {empty} cohorts of nobody");
        Assert.True(people > 0 && files > made && withheld > made && empty < made / 2, "too little was delivered or withheld to prove anything");
    }

    // Nobody can ask for a cohort of more clauses than the widest tier has.
    private static string Askable(RandomCohorts cohorts)
    {
        while (true)
        {
            var cohort = cohorts.Next();
            if (cohort.Split("\"op\":").Length - 1 <= CohortLimits.Widest.Clauses)
            {
                return cohort;
            }
        }
    }

    // Not by the oracle's loops, which could be wrong in the same way: the key itself must not occur.
    private static void NobodyWhoWithdrew(string folder, HashSet<string> withdrawn, string what)
    {
        foreach (var table in Directory.EnumerateFiles(folder, "*.data.csv"))
        {
            var cells = File.ReadLines(table).SelectMany(line => line.Split(','));
            Assert.True(!cells.Any(withdrawn.Contains), $"{what}: somebody who withdrew is in {Path.GetFileName(table)}");
        }
    }

    /// <summary>The generated set with collections over it, and bulk files of nobody, of one person, and of several.</summary>
    private sealed class RandomInventory
    {
        private static readonly string[] _ids = ["basics", "clinic", "images", "drugs"];
        private static readonly string[] _entities = ["scan", "visit", "drug"];

        private readonly Dictionary<string, Collection> _collections = [];
        private readonly List<(string Entity, string Name, bool IsKey, string Reference)> _fields;

        public RandomInventory(Random random, string source, int seed, int people)
        {
            SmallDataset.Write(seed, people, Path.Combine(source, "tabular"));
            _fields = [.. File.ReadLines(Path.Combine(source, "tabular", "data_dictionary.csv")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))
                .Select(cells => (cells[0], cells[1], cells[3].Length > 0 || cells[7].Length > 0, cells[7]))];
            for (var at = 0; at < _ids.Length; at++)
            {
                var entities = _entities.Where(_ => random.Next(4) == 0).ToList();
                var fields = _fields.Where(_ => random.Next(4) == 0).Select(field => $"{field.Entity}.{field.Name}").ToList();
                List<string> requires = at > 0 && random.Next(3) == 0 ? [_ids[random.Next(at)]] : [];
                _collections[_ids[at]] = new(fields.Count > 0 ? fields : ["person.age"], entities, random.Next(4) > 0 || at == 0, at == 0 && random.Next(2) == 0, requires);
            }

            File.WriteAllText(Path.Combine(source, "data_collections.json"), JsonSerializer.Serialize(new
            {
                version = "1.0",
                collections = _collections.Select(entry => new
                {
                    id = entry.Key,
                    title = entry.Key,
                    fields = entry.Value.Fields,
                    entities = entry.Value.Entities,
                    files = entry.Value.HasFiles,
                    required = entry.Value.IsRequired,
                    requires = entry.Value.Requires,
                }),
            }));
            WriteFiles(random, source, people);
        }

        public CollectionChoice AnyChoice(Random random) => new(_ids[random.Next(_ids.Length)]);

        /// <summary>One or more collections, some of them narrowed to a few of their fields.</summary>
        public IReadOnlyList<CollectionChoice> Choices(Random random) =>
        [
            .. _ids.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(id =>
            {
                var offered = FieldsOf(id).Order(StringComparer.Ordinal).ToList();
                return random.Next(2) == 0 ? new CollectionChoice(id) : new CollectionChoice(id, [.. offered.Where(_ => random.Next(2) == 0).DefaultIfEmpty(offered[0])]);
            }),
        ];

        /// <summary>By the words of the format: required ones and those that others require always; keys always; the tables between.</summary>
        public (IReadOnlyCollection<string> Fields, IReadOnlyCollection<string> FileCollections) Selected(IReadOnlyList<CollectionChoice> choices)
        {
            var chosen = choices.Select(choice => choice.Collection).Concat(_collections.Where(entry => entry.Value.IsRequired).Select(entry => entry.Key)).ToHashSet();
            for (var before = 0; before != chosen.Count;)
            {
                before = chosen.Count;
                chosen.UnionWith([.. chosen.SelectMany(id => _collections[id].Requires)]);
            }

            var fields = chosen.SelectMany(id => choices.FirstOrDefault(choice => choice.Collection == id)?.Fields ?? FieldsOf(id)).ToHashSet(StringComparer.Ordinal);
            foreach (var entity in fields.Select(field => field.Split('.')[0]).Append("person").ToHashSet())
            {
                for (var at = entity; at.Length > 0;)
                {
                    fields.UnionWith(_fields.Where(field => field.Entity == at && field.IsKey).Select(field => $"{field.Entity}.{field.Name}"));
                    at = _fields.Where(field => field.Entity == at && field.Reference.Length > 0).Select(field => field.Reference.Split(':')[0]).FirstOrDefault("");
                }
            }

            return (fields, [.. chosen.Where(id => _collections[id].HasFiles)]);
        }

        private IEnumerable<string> FieldsOf(string id) =>
            _collections[id].Fields.Concat(_fields.Where(field => _collections[id].Entities.Contains(field.Entity)).Select(field => $"{field.Entity}.{field.Name}")).Distinct();

        private void WriteFiles(Random random, string source, int people)
        {
            var withFiles = _collections.Where(entry => entry.Value.HasFiles).Select(entry => entry.Key).ToList();
            var lines = new StringBuilder("source\tpath\tparticipant_id\tcollection_ids\n");
            Directory.CreateDirectory(Path.Combine(source, "files"));
            for (var number = 0; number < (withFiles.Count == 0 ? 0 : 60); number++)
            {
                var content = new byte[random.Next(0, 3000)];
                random.NextBytes(content);
                File.WriteAllBytes(Path.Combine(source, "files", $"source{number}.bin"), content);
                var owners = Enumerable.Range(0, random.Next(4)).Select(_ => $"P{random.Next(people)}").Distinct();
                var collections = withFiles.OrderBy(_ => random.Next()).Take(random.Next(1, 3));
                lines.Append(CultureInfo.InvariantCulture, $"source{number}.bin\tfolder{number % 7}/file{number}.bin\t{string.Join('|', owners)}\t{string.Join('|', collections)}\n");
            }

            File.WriteAllText(Path.Combine(source, "file_inventory.tsv"), lines.ToString());
        }

        private sealed record Collection(IReadOnlyList<string> Fields, IReadOnlyList<string> Entities, bool HasFiles, bool IsRequired, IReadOnlyList<string> Requires);
    }
}
