using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Journeys;
using TrePortal.Tests.Support;
using static TrePortal.Tests.Environments.AdminWorld;

namespace TrePortal.Tests.Environments;

/// <summary>What a next version changes, whom it affects, and what those see afterwards.</summary>
[Trait("Category", "Integration")]
public sealed class ReleaseTests
{
    [SharedDataFact]
    public async Task The_second_release_of_the_real_example_differs_as_plain_loops_over_its_files_say()
    {
        await using var world = await CreateAsync();
        await world.Portal.StartWorkersAsync();
        Assert.Equal(ImportState.Accepted, (await world.ImportFolderAsync(1, SharedData.LiverOutcomes(1))).State);
        await world.ActivateAsync();
        Assert.Equal(ImportState.Accepted, (await world.ImportFolderAsync(2, SharedData.LiverOutcomes(2))).State);

        var diff = (await world.Ask<IVersionQueries, InventoryDiff?>((queries, reader) => queries.DiffAsync(Handle, null, 2, reader, default)))!;
        var cached = (await world.Ask<IVersionQueries, InventoryDiff?>((queries, reader) => queries.DiffAsync(Handle, 1, 2, reader, default)))!;

        var (before, after) = (Plain.Of(1), Plain.Of(2));
        Assert.Equal(new SetChange(before.People.Count, after.People.Count, after.People.Except(before.People).Count(), before.People.Except(after.People).Count()), diff.Participants);
        Assert.Equal(25, diff.Participants!.Removed);
        Assert.Equal(before.Rows.Select(pair => (pair.Key, (long?)pair.Value, (long?)after.Rows[pair.Key])), diff.Entities.Select(entity => (entity.Entity, entity.Before, entity.After)).OrderBy(entity => entity.Entity, StringComparer.Ordinal));
        Assert.Equal([("participant.event_count", ChangeKind.Added)], diff.Fields.Where(change => change.Asset == InventoryAsset.Tabular).Select(change => (change.Address, change.Kind)));
        Assert.Equal(
            [("cerebrovascular", ChangeKind.Added, ""), ("stroke", ChangeKind.Changed, "parent: cardiovascular > cerebrovascular")],
            diff.Codes.Where(change => change.Asset == InventoryAsset.Tabular)
                .Select(change => (change.Code, change.Kind, string.Join("; ", change.Properties.Select(property => $"{property.Property}: {property.Before} > {property.After}")))));
        var (came, went) = (after.Files.Except(before.Files).Count(), before.Files.Except(after.Files).Count());
        Assert.Equal((came, went, came + went), (diff.Files!.Count.Added, diff.Files.Count.Removed, diff.Files.OfPeople));
        Assert.Equal(5, went);
        Assert.Empty(diff.Files.Named); // their paths hold the keys of people
        Assert.Contains(diff.Collections, change => change.Properties.Any(property => property.After.Contains("participant.event_count", StringComparison.Ordinal)));
        Assert.Equal(diff.Fields.Count, cached.Fields.Count);
        Assert.Equal(diff.Participants, cached.Participants);
        var text = System.Text.Json.JsonSerializer.Serialize(diff);
        Assert.All(before.People.Except(after.People), key => Assert.DoesNotContain(key, text, StringComparison.Ordinal));

        // withdrawn.csv came with the release
        var withdrawn = (await world.Ask<IWithdrawalQueries, WithdrawalsForAdmin?>((queries, reader) => queries.FindAsync(Handle, reader, default)))!;
        Assert.Equal((25, 25, 0), (withdrawn.Total, withdrawn.Known, withdrawn.Waiting)); // a batch of 10 is reached
        Assert.Equal("Came with version 2.", Assert.Single(withdrawn.History).Note);
    }

    [Fact]
    public async Task Reactivating_with_an_impact_takes_a_confirmation_that_names_it()
    {
        await using var world = await InAsync(EnvironmentState.Active);
        world.Portal.As(world.Researcher);
        var draft = (await world.Portal.Do<AccessRequestCommands, Result<AccessRequestId>>(commands => commands.StartAsync(
            Handle, RequestContent.Empty with { Title = "Secret idea", Cohort = CohortChoice.Everyone, Collections = [new("core"), new("visits")] }, default))).MustBeOk();
        world.Portal.As(world.Admin);
        await world.ImportAsync(2, WithStays());
        await world.AcknowledgeAsync(2);
        (await world.Life(commands => commands.DeactivateAsync(Handle, null, default))).MustBeOk();

        var unconfirmed = (await world.Life(commands => commands.ReactivateAsync(Handle, null, null, default))).MustRefuse<ImpactNotConfirmed>();
        var stale = await world.Life(commands => commands.ReactivateAsync(Handle, null, "another list", default));

        var item = Assert.Single(unconfirmed.Impact.Items);
        Assert.Equal((ImpactKind.Drafts, "Test rita", 1, ""), (item.Kind, item.Owner, item.Count, item.Name));
        Assert.Empty(item.Losses);
        Assert.DoesNotContain("Secret idea", unconfirmed.Message, StringComparison.Ordinal);
        Assert.IsType<Stale>(stale.Error);
        Assert.Equal(EnvironmentState.Maintenance, (await world.FindAsync())!.State);
        var impact = (await world.Ask<IVersionQueries, ReleaseImpact?>((queries, reader) => queries.ImpactAsync(Handle, 2, reader, default)))!;
        (await world.Life(commands => commands.ReactivateAsync(Handle, null, impact.Hash, default))).MustBeOk();

        world.Portal.As(world.Researcher);
        var drift = (await DriftAsync(world, draft))!;
        Assert.Equal((1, 2), (drift.From, drift.To));
        Assert.Equal([new InventoryLoss(LossKind.Collection, "visits")], drift.Losses);
        (await world.Portal.Do<AccessRequestCommands, Result<long>>(commands => commands.EditAsync(
            draft, RequestContent.Empty with { Title = "Secret idea", Cohort = CohortChoice.Everyone, Collections = [new("core"), new("stays")] }, null, default))).MustBeOk();
        Assert.Null(await DriftAsync(world, draft)); // chosen anew, on the active version
    }

    [Fact]
    public void A_cohort_loses_fields_codes_and_types_that_it_uses_and_no_others()
    {
        var before = Schema([new("person", "sex", FieldType.String) { CodingName = "sex" }, new("person", "age", FieldType.Integer), new("person", "bmi", FieldType.Float)], "F", "M", "X");
        var after = Schema([new("person", "sex", FieldType.String) { CodingName = "sex" }, new("person", "bmi", FieldType.String)], "F", "M");

        var losses = CohortLosses.Of("""
            {"logic":"and","filters":[{"field":"person.sex","op":"in","values":["F","X"]},{"not":{"field":"person.age","op":"exists"}},{"field":"person.bmi","op":"less-than","values":[20]}]}
            """, before, after);

        Assert.Equal([new(LossKind.Code, "person.sex", "X"), new(LossKind.Field, "person.age"), new(LossKind.FieldType, "person.bmi")], losses);
        Assert.Empty(CohortLosses.Of("""{"field":"person.sex","op":"in","values":["M"]}""", before, after));
        Assert.Empty(CohortLosses.Of("""{"field":"person.never","op":"exists"}""", before, after)); // it never fitted
    }

    [Fact]
    public void A_request_loses_collections_and_what_they_held()
    {
        var schema = Schema([new("person", "sex", FieldType.String), new("person", "age", FieldType.Integer)]);
        DataCollection Collection(string id, params string[] fields) => new(id, id, "", "", fields, [], false, false, []);
        var before = new InventoryShape(schema, null, new CollectionSet([Collection("core", "person.sex", "person.age"), Collection("more", "person.age")]));
        var after = new InventoryShape(schema, null, new CollectionSet([Collection("core", "person.sex")]));
        RequestContent Asks(params CollectionChoice[] choices) => RequestContent.Empty with { Collections = choices };

        Assert.Equal([new(LossKind.CollectionField, "core", "person.age"), new InventoryLoss(LossKind.Collection, "more")], RequestLosses.Of(Asks(new("core"), new("more")), before, after));
        Assert.Empty(RequestLosses.Of(Asks(new CollectionChoice("core", ["person.sex"])), before, after));
    }

    private static DatasetSchema Schema(IReadOnlyList<FieldSchema> fields, params string[] codes) => new(
        [new EntitySchema("person", "Person", "person", "people", "", [new("person", "id", FieldType.String) { Key = KeyKind.Global }, .. fields])],
        [new Coding("sex", [.. codes.Select(code => new Code(code, code))])]);

    private static SmallInventory WithStays() => new SmallInventory()
        .Replace("data_collections.json", "\"id\": \"visits\"", "\"id\": \"stays\"").Replace("data_collections.json", "\"requires\": [\"visits\"]", "\"requires\": [\"stays\"]");

    private static async Task<RequestDrift?> DriftAsync(AdminWorld world, AccessRequestId id)
    {
        var request = (await world.Ask<IAccessRequestQueries, RequestDetails?>((queries, reader) => queries.FindAsync(id, reader, default)))!;
        return await world.Portal.Do<IRequestPreview, RequestDrift?>(preview => preview.DriftAsync(request, default));
    }

    /// <summary>What plain loops find in the provider's files.</summary>
    private sealed record Plain(HashSet<string> People, SortedDictionary<string, long> Rows, HashSet<string> Files)
    {
        public static Plain Of(int version)
        {
            var folder = Path.Combine(SharedData.LiverOutcomes(version), "tabular");
            var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var file in Directory.GetFiles(folder, "*.data.csv"))
            {
                rows[Path.GetFileName(file)[..^".data.csv".Length]] = File.ReadLines(file).Count(line => line.Length > 0) - 1;
            }

            var lines = File.ReadLines(Path.Combine(folder, "participant.data.csv"));
            var key = Array.IndexOf(lines.First().Split(','), "eid");
            return new Plain([.. lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')[key])], rows,
                [.. File.ReadLines(Path.Combine(SharedData.LiverOutcomes(version), "file_inventory.tsv")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')[1])]);
        }
    }
}
