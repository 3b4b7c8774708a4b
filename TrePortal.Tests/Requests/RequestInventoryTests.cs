using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Requests;

/// <summary>What a submission is checked against and counted in: 300 people, a file for each of the first hundred.</summary>
public sealed class RequestInventoryTests : IAsyncLifetime
{
    private const string Women = """{"field":"person.sex","op":"in","values":["F"]}""";
    private const string Oldest = """{"logic":"and","filters":[{"field":"person.sex","op":"in","values":["F"]},{"field":"person.age","op":"greater-than-eq","values":[85]}]}""";

    private RequestWorld _world = null!;

    public async Task InitializeAsync() => _world = await RequestWorld.CreateAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_submission_freezes_published_numbers_and_words()
    {
        var id = await _world.SubmittedAsync(await WithAsync(Women, "core", "visits", "scans"));

        var facts = (await _world.ReadAsync(id, "rita"))!.Latest!.Facts;

        Assert.Equal(("about 150", 1, "about 50", "Sex is Female"), (facts.Participants, facts.InventoryNumber, facts.Files, facts.CohortWords));
        Assert.Equal(4, facts.Fields); // sex, age, visit day, scan score; keys are not counted
        Assert.Equal("Test otto", facts.Requester);
    }

    [Fact]
    public async Task A_small_cohort_is_only_said_to_be_small()
    {
        var id = await _world.SubmittedAsync(await WithAsync(Oldest, "core"));

        var facts = (await _world.ReadAsync(id, "rita"))!.Latest!.Facts;

        Assert.Equal("fewer than 10", facts.Participants);
        Assert.True(facts.IsSmall);
    }

    [Fact]
    public async Task A_collection_brings_what_it_requires()
    {
        var id = await _world.DraftAsync(RequestWorld.Full with { Collections = [new("scans")] });

        var problems = Assert.IsType<Invalid>((await _world.SubmitAsync(id)).Error).Problems;

        Assert.Equal(["required", "required"], problems.Select(problem => problem.Code));
        Assert.All(problems, problem => Assert.Equal(nameof(RequestContent.Collections), problem.Field));
        Assert.Contains(problems, problem => problem.Message.Contains("\"Core\" is part of every request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_offer_completes_a_choice_the_same_way()
    {
        var id = await _world.DraftAsync(RequestWorld.Full with { Collections = [] });
        var offer = await OfferAsync(id);

        Assert.Equal(["core", "visits", "scans"], offer.Complete([new CollectionChoice("scans", [])]).Select(choice => choice.Collection));
        Assert.Equal("Scans", Assert.Single(offer.RequiredBy("visits", offer.Complete([new CollectionChoice("scans")]))).Title);
        Assert.Equal("about 300", offer.Everyone);
        Assert.DoesNotContain(offer.Collections.SelectMany(collection => collection.Fields), field => field.Address is "person.id" or "visit.visit_id");
    }

    [Theory]
    [InlineData("nosuch", null, "unknown")]
    [InlineData("visits", "person.age", "unknown-field")]
    [InlineData("visits", "", "no-fields")]
    [InlineData("core", "person.sex", "required-field")]
    public async Task What_the_inventory_does_not_hold_is_refused(string collection, string? fields, string code)
    {
        var choice = new CollectionChoice(collection, fields?.Split(',', StringSplitOptions.RemoveEmptyEntries));
        CollectionChoice[] chosen = collection == "core" ? [choice] : [new("core"), choice];
        var id = await _world.DraftAsync(RequestWorld.Full with { Collections = chosen });

        var problems = Assert.IsType<Invalid>((await _world.SubmitAsync(id)).Error).Problems;

        Assert.Contains(problems, problem => problem.Code == code);
    }

    [Fact]
    public async Task Without_a_showcase_a_request_covers_everybody()
    {
        await using var world = await RequestWorld.CreateAsync(showcase: ShowcaseMode.None);

        var id = await world.SubmittedAsync();

        Assert.Equal("about 300", (await world.ReadAsync(id, "rita"))!.Latest!.Facts.Participants);
        Assert.False((await OfferAsync(id, world)).HasShowcase);
    }

    [Fact]
    public async Task Somebody_elses_cohort_is_not_taken()
    {
        var mine = await WithAsync(Women, "core");
        var id = await _world.DraftAsync();

        var unknown = await _world.As("otto").Commands(commands => commands.EditAsync(id, mine with { Cohort = mine.Cohort! with { SavedCohort = Guid.Empty } }, null, default));
        var made = await _world.As("otto").Commands(commands => commands.EditAsync(id, mine with { Cohort = mine.Cohort! with { Expression = Oldest, Hash = "" } }, null, default));

        Assert.IsType<Invalid>(unknown.Error);
        RequestWorld.Ok(made); // the expression is the saved one, whatever was sent
        Assert.Equal(mine.Cohort, (await _world.ReadAsync(id, "otto"))!.Content.Cohort);
    }

    [Fact]
    public async Task References_are_given_without_gaps_also_when_submissions_fail_between()
    {
        for (var round = 0; round < 3; round++)
        {
            var broken = await _world.DraftAsync(RequestWorld.Full with { Collections = [new("nosuch")] });
            Assert.False((await _world.SubmitAsync(broken)).IsOk);
            await _world.SubmittedAsync();
        }

        var references = await _world.Portal.Look(db => Task.FromResult(db.Set<AccessRequest>().Select(request => request.Reference).Where(reference => reference != null).ToList()));

        Assert.Equal(["AR-2026-0001", "AR-2026-0002", "AR-2026-0003"], references.Order());
    }

    [Fact]
    public async Task A_frozen_version_that_was_touched_in_the_database_shows()
    {
        var id = await _world.SubmittedAsync();
        Assert.True(await IsIntactAsync(id));

        await _world.Portal.Look(async db => await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
            db.Database, "UPDATE RequestVersions SET Content = replace(Content, 'Statins', 'Nothing')"));

        Assert.False(await IsIntactAsync(id));
    }

    private Task<bool> IsIntactAsync(AccessRequestId id) => _world.Portal.Look(async db =>
    {
        var request = await db.FindAsync<AccessRequest>(id);
        return request!.IsIntact(request.Latest!);
    });

    private async Task<RequestContent> WithAsync(string cohort, params string[] collections)
    {
        _world.As("otto");
        var saved = RequestWorld.Ok(await _world.Portal.Do<SavedCohortCommands, Result<SavedCohortId>>(commands => commands.SaveAsync(RequestWorld.Handle, "Cohort " + cohort.Length, cohort, default)));
        var canonical = CanonicalCohort.Parse(cohort).Value;
        return RequestWorld.Full with
        {
            Cohort = new CohortChoice(saved.Value, "Cohort " + cohort.Length, canonical.Json, canonical.Hash),
            Collections = [.. collections.Select(collection => new CollectionChoice(collection))],
        };
    }

    private Task<RequestOffer> OfferAsync(AccessRequestId id) => OfferAsync(id, _world);

    private static async Task<RequestOffer> OfferAsync(AccessRequestId id, RequestWorld world)
    {
        var request = (await world.ReadAsync(id, "otto"))!;
        return await world.Portal.Do<IRequestPreview, RequestOffer>(preview => preview.OfferAsync(request, null, default));
    }
}
