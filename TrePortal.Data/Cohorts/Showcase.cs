using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

/// <summary>The one way from rows to published numbers: validator, engine, disclosure gate.</summary>
internal sealed class Showcase(IDbContextFactory<PortalDbContext> contexts, DatasetCache cache, WithdrawnReading withdrawn, DataRoot root, TimeProvider clock) : IShowcase, ICohortCheck
{
    private const int DefaultTiles = 6;

    public Task<Result<ShowcaseView>> GetAsync(string handle, Actor reader, CancellationToken cancellation) =>
        ExploreAsync<ShowcaseView>(handle, reader, (explored, dataset) =>
        {
            var fields = ShowcaseFields.Of(explored, dataset);
            var main = dataset.Dataset.Schema.Main.Name;
            return new ShowcaseView(
                explored.Environment.Handle,
                explored.Environment.Name,
                explored.Version.Number,
                explored.Environment.Showcase!.Value,
                explored.Gate.Policy,
                explored.Gate.Publish(explored.ExploredPeople(dataset, CohortExpression.Everyone, cancellation).Count()),
                ShowcaseFields.Entities(dataset.Dataset.Schema),
                fields,
                [.. fields.Where(field => field.HasTile && field.Entity == main).Take(DefaultTiles).Select(field => field.Address)]);
        }, cancellation);

    public Task<Result<ShowcaseAnswer>> QueryAsync(string handle, Actor reader, ShowcaseQuestion question, CancellationToken cancellation) =>
        ExploreAsync(handle, reader, (explored, dataset) => Answer(explored, dataset, question, cancellation), cancellation);

    public async Task<Result<CohortFacts>> CheckAsync(ResearchEnvironment environment, InventoryVersion version, string? json, CancellationToken cancellation)
    {
        using var explored = Explored.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), cache, root);
        return Check(explored, json, cancellation);
    }

    private static Result<CohortFacts> Check(Explored explored, string? json, CancellationToken cancellation)
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

        var size = counted is null ? null : explored.Gate.Publish(explored.ExploredPeople(counted, cohort.Expression, cancellation).Count());
        var schema = (explored.Showcase ?? explored.Tabular)?.Dataset.Schema;
        var words = schema is null ? new CohortPhrase("All participants", "", []) : CohortWords.Describe(cohort.Expression, schema);
        return new CohortFacts(cohort, words, explored.Version.Id, size, exploreOnly);
    }

    private static Result<ShowcaseAnswer> Answer(Explored explored, BorrowedDataset dataset, ShowcaseQuestion question, CancellationToken cancellation)
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
        var people = explored.ExploredPeople(dataset, cohort.Expression, cancellation);
        var counts = dataset.Engine.Tiles(people, question.Tiles, cancellation);
        return new ShowcaseAnswer(
            explored.Gate.Publish(people.Count()),
            explored.Gate.Publish(explored.ExploredPeople(dataset, CohortExpression.Everyone, cancellation).Count()),
            cohort,
            CohortWords.Describe(read.Value, dataset.Dataset.Schema),
            explored.ExploreOnly(read.Value),
            [.. counts.Select(tile => ShowcaseTiles.Publish(tile, dataset, explored.Gate))]);
    }

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

    private async Task<Result<T>> ExploreAsync<T>(string handle, Actor reader, Func<Explored, BorrowedDataset, Result<T>> ask, CancellationToken cancellation)
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

        using var explored = Explored.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), cache, root);
        return explored.Showcase is { } dataset ? ask(explored, dataset) : new IllegalMove("This environment has no data showcase.");
    }
}
