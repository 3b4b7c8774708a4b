using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Disclosure;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

/// <summary>The one way from rows to published numbers: validator, engine, disclosure ledger.</summary>
internal sealed class Showcase(IDbContextFactory<PortalDbContext> contexts, DisclosedDatasets datasets, WithdrawnReading withdrawn, TimeProvider clock) : IShowcase, ICohortCheck
{
    private const int DefaultTiles = 6;

    public Task<Result<ShowcaseView>> GetAsync(string handle, Actor reader, CancellationToken cancellation) =>
        ExploreAsync(handle, reader, (explored, dataset, granted) =>
        {
            var fields = ShowcaseFields.Of(explored, dataset);
            var main = dataset.Dataset.Schema.Main.Name;
            var everybody = explored.Everybody(dataset).Sketch(explored.Keys(dataset));
            var total = explored.Answer(dataset, asking: null, publishing => publishing.Whole(everybody));
            return total.IsOk
                ? new ShowcaseView(
                    explored.Environment.Handle,
                    explored.Environment.Name,
                    explored.Version.Number,
                    explored.Environment.Showcase!.Value,
                    explored.Gate.Policy,
                    total.Value,
                    ShowcaseFields.Entities(dataset.Dataset.Schema),
                    fields,
                    [.. fields.Where(field => field.HasTile && field.Entity == main).Take(DefaultTiles).Select(field => field.Address)],
                    explored.Budget(reader.Id, granted, clock.GetUtcNow()))
                : (Result<ShowcaseView>)total.Error;
        }, cancellation);

    public Task<Result<ShowcaseAnswer>> QueryAsync(string handle, Actor reader, ShowcaseQuestion question, CancellationToken cancellation) =>
        ExploreAsync(handle, reader, (explored, dataset, granted) => Answer(explored, dataset, question, reader.Id, granted, clock.GetUtcNow(), cancellation), cancellation);

    public async Task<Result<CohortFacts>> CheckAsync(ResearchEnvironment environment, InventoryVersion version, PersonId asker, string? json, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var granted = await GrantedAsync(db, environment.Id, asker, cancellation);
        using var explored = Explored.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets);
        return Check(explored, asker, granted, clock.GetUtcNow(), json, cancellation);
    }

    private static Result<CohortFacts> Check(Explored explored, PersonId asker, int granted, DateTimeOffset now, string? json, CancellationToken cancellation)
    {
        var read = explored.Read(json);
        if (!read.IsOk)
        {
            return read.Error;
        }

        var cohort = CanonicalCohort.Of(read.Value);
        var exploreOnly = explored.ExploreOnly(read.Value);
        var counted = exploreOnly.Count == 0 && explored.Tabular is not null ? explored.Tabular : explored.Showcase;
        if (counted is not null && CohortValidator.Check(read.Value, counted.Dataset.Schema, CohortLimits.Widest).Error is { } error)
        {
            return error; // the two datasets differ in their codings
        }

        PublishedCount? size = null;
        if (counted is not null)
        {
            var everybody = explored.Everybody(counted).Sketch(explored.Keys(counted));
            var people = explored.Sketch(counted, explored.ExploredPeople(counted, cohort.Expression, cancellation), cancellation);
            var answer = explored.Answer(counted, explored.Question(asker, cohort, granted, now), publishing => publishing.SizeOf(people, everybody));
            if (!answer.IsOk)
            {
                return answer.Error;
            }

            size = answer.Value;
        }

        var schema = (explored.Showcase ?? explored.Tabular)?.Dataset.Schema;
        var words = schema is null ? new CohortPhrase("All participants", "", []) : CohortWords.Describe(cohort.Expression, schema);
        return new CohortFacts(cohort, words, explored.Version.Id, size, exploreOnly);
    }

    private static Result<ShowcaseAnswer> Answer(
        Explored explored, BorrowedDataset dataset, ShowcaseQuestion question, PersonId asker, int granted, DateTimeOffset now, CancellationToken cancellation)
    {
        var problems = TileProblems(dataset.Engine, question.Tiles);
        var read = explored.Read(question.Cohort);
        if (read.Error is Invalid invalid)
        {
            problems.AddRange(invalid.Problems);
        }

        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var cohort = CanonicalCohort.Of(read.Value);
        var asking = explored.Question(asker, cohort, granted, now);
        if (asking is not null && explored.Refusal(asking) is { } spent)
        {
            return spent; // before anything is counted for it
        }

        var keys = explored.Keys(dataset);
        var everybody = explored.Everybody(dataset).Sketch(keys);
        var (set, counts) = (everybody, explored.Everybody(dataset).Tiles(question.Tiles, keys));
        if (cohort.Expression is not Everyone)
        {
            var people = explored.ExploredPeople(dataset, cohort.Expression, cancellation);
            (set, counts) = (explored.Sketch(dataset, people, cancellation), dataset.Engine.Tiles(people, question.Tiles, keys, cancellation));
        }

        var answer = explored.Answer(dataset, asking, publishing => (
            Total: publishing.Whole(everybody),
            Count: publishing.SizeOf(set, everybody),
            Tiles: counts.Select(tile => ShowcaseTiles.Publish(tile, dataset, bar => publishing.Of(bar, set))).ToList()));
        return answer.IsOk
            ? new ShowcaseAnswer(
                answer.Value.Count,
                answer.Value.Total,
                cohort,
                CohortWords.Describe(read.Value, dataset.Dataset.Schema),
                explored.ExploreOnly(read.Value),
                answer.Value.Tiles,
                explored.Budget(asker, granted, now))
            : (Result<ShowcaseAnswer>)answer.Error;
    }

    private static Task<int> GrantedAsync(PortalDbContext db, EnvironmentId environment, PersonId person, CancellationToken cancellation) =>
        db.Set<BudgetGrant>().Where(grant => grant.Environment == environment && grant.Person == person).SumAsync(grant => grant.Questions, cancellation);

    private static List<FieldProblem> TileProblems(ICohortEngine engine, IReadOnlyList<string> tiles)
    {
        var problems = tiles
            .Select((address, at) => (address, at))
            .Where(tile => engine.Shape(tile.address) is null)
            .Select(tile => new FieldProblem($"$.tiles[{tile.at}].field", "tile-field-unknown", "There is no field of this name to chart."))
            .ToList();
        if (tiles.Count > ShowcaseQuestion.MostTiles)
        {
            problems.Add(new FieldProblem("$.tiles", "tiles-too-many", $"At most {ShowcaseQuestion.MostTiles} tiles at once."));
        }

        return problems;
    }

    private async Task<Result<T>> ExploreAsync<T>(string handle, Actor reader, Func<Explored, BorrowedDataset, int, Result<T>> ask, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        if (environment is null || !environment.IsDiscoverableBy(reader, clock.GetUtcNow()))
        {
            return new NotFound("This environment");
        }

        var version = environment.ActiveVersion is { } active
            ? await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == active, cancellation)
            : null;
        if (version is null)
        {
            return new IllegalMove("This environment has published no data yet.");
        }

        var granted = await GrantedAsync(db, environment.Id, reader.Id, cancellation);
        using var explored = Explored.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets);
        return explored.Showcase is { } dataset ? ask(explored, dataset, granted) : new IllegalMove("This environment has no data showcase.");
    }
}
