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
internal sealed class Showcase(IDbContextFactory<PortalDbContext> contexts, ExploredPlaces places, DisclosedDatasets datasets, WithdrawnReading withdrawn, TimeProvider clock) : IShowcase, ICohortCheck
{
    private const int DefaultTiles = 6;

    public Task<Result<ShowcaseView>> GetAsync(string handle, Actor reader, CancellationToken cancellation) =>
        ExploreAsync(handle, reader, (explored, dataset, place) =>
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
                    explored.Environment.DefaultTiles is { } chosen ? TileBoard.Read(chosen) : [.. fields.Where(field => field.HasTile && field.Entity == main).Take(DefaultTiles).Select(field => field.Address)],
                    explored.Budget(reader.Id, place.Granted, clock.GetUtcNow())) { OwnTiles = place.Tiles is { } own ? TileBoard.Read(own) : null }
                : (Result<ShowcaseView>)total.Error;
        }, cancellation);

    public Task<Result<ShowcaseAnswer>> QueryAsync(string handle, Actor reader, ShowcaseQuestion question, CancellationToken cancellation) =>
        ExploreAsync(handle, reader, (explored, dataset, place) => Answer(explored, dataset, question, reader.Id, place.Granted, clock.GetUtcNow(), cancellation), cancellation);

    public async Task<Result<CohortFacts>> CheckAsync(ResearchEnvironment environment, InventoryVersion version, PersonId asker, string? json, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var granted = await GrantedAsync(db, environment.Id, asker, cancellation);
        using var explored = Explored.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets);
        return Check(explored, asker, granted, clock.GetUtcNow(), json, cancellation);
    }

    private static Result<CohortFacts> Check(Explored explored, PersonId asker, GrantedQuestions granted, DateTimeOffset now, string? json, CancellationToken cancellation)
    {
        var read = explored.Read(json, isNew: true);
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
        Explored explored, BorrowedDataset dataset, ShowcaseQuestion question, PersonId asker, GrantedQuestions granted, DateTimeOffset now, CancellationToken cancellation)
    {
        var problems = TileProblems(dataset.Engine, question.Tiles, explored.Gate.Policy);
        var read = explored.Read(question.Cohort, isNew: true);
        problems.AddRange(ProblemsOf(read, "$"));
        Result<CohortExpression>? other = question.CompareWith is null ? (Result<CohortExpression>?)null : explored.Read(question.CompareWith, isNew: true);
        problems.AddRange(other is { } second ? ProblemsOf(second, "$.compareWith") : []);
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        IEnumerable<CohortExpression> cohorts = other is null ? [read.Value] : [read.Value, other.Value.Value];
        var sides = cohorts.Select(CanonicalCohort.Of).Select(cohort => (Cohort: cohort, Asking: explored.Question(asker, cohort, granted, now))).ToList();
        foreach (var asking in sides.Select(side => side.Asking).OfType<Asking>())
        {
            if (explored.Refusal(asking) is { } spent)
            {
                return spent; // before anything is counted for it
            }
        }

        var everybody = explored.Everybody(dataset).Sketch(explored.Keys(dataset));
        var counted = Count(explored, dataset, [.. sides.Select(side => side.Cohort)], question.Tiles, cancellation);
        var published = new List<(PublishedCount Total, PublishedCount Count, IReadOnlyList<ShowcaseTile> Tiles)>();
        foreach (var (side, (all, counts)) in sides.Zip(counted))
        {
            var answer = explored.Answer(dataset, side.Asking, publishing => (
                Total: publishing.Whole(everybody),
                Count: publishing.SizeOf(all, everybody),
                Tiles: (IReadOnlyList<ShowcaseTile>)[.. question.Tiles.Zip(counts, (tile, bars) => tile.By is null
                    ? ShowcaseTiles.Publish(bars, dataset, explored.Gate.Policy, bar => publishing.Of(bar, all))
                    : ShowcaseTiles.PublishPair(tile, bars, dataset, explored.Gate, bar => publishing.Of(bar, all)))]));
            if (!answer.IsOk)
            {
                return answer.Error;
            }

            published.Add(answer.Value);
        }

        var schema = dataset.Dataset.Schema;
        return new ShowcaseAnswer(
            published[0].Count,
            published[0].Total,
            sides[0].Cohort,
            CohortWords.Describe(read.Value, schema),
            explored.ExploreOnly(read.Value),
            published[0].Tiles,
            explored.Budget(asker, granted, now))
        {
            Compared = other is null ? null : new ShowcaseSide(published[1].Count, sides[1].Cohort, CohortWords.Describe(other.Value.Value, schema), published[1].Tiles),
        };
    }

    // Everybody is counted once and kept; what people chose is counted in one pass.
    private static List<CohortCounts> Count(
        Explored explored, BorrowedDataset dataset, IReadOnlyList<CanonicalCohort> cohorts, IReadOnlyList<TileAsked> tiles, CancellationToken cancellation)
    {
        var (keys, everybody) = (explored.Keys(dataset), explored.Everybody(dataset));
        var people = cohorts.Where(cohort => cohort.Expression is not Everyone).Select(cohort => explored.ExploredPeople(dataset, cohort.Expression, cancellation)).ToList();
        var counts = new Queue<CohortCounts>(people.Count == 0 ? [] : dataset.Engine.Count(people, tiles, keys, cancellation));
        return [.. cohorts.Select(cohort => cohort.Expression is Everyone ? new CohortCounts(everybody.Sketch(keys), everybody.Tiles(tiles, keys)) : counts.Dequeue())];
    }

    private static IEnumerable<FieldProblem> ProblemsOf(Result<CohortExpression> read, string path) =>
        read.Error is Invalid invalid ? invalid.Problems.Select(problem => problem with { Field = path + problem.Field[1..] }) : [];

    private static Task<GrantedQuestions> GrantedAsync(PortalDbContext db, EnvironmentId environment, PersonId person, CancellationToken cancellation) =>
        db.Set<ResearchEnvironment>().Where(row => row.Id == environment).Select(row => new GrantedQuestions(
            db.Set<BudgetGrant>().Where(grant => grant.Environment == environment && grant.Person == person).Sum(grant => (int?)grant.Questions) ?? 0,
            db.Set<BudgetGrant>().Where(grant => grant.Environment == environment).Sum(grant => (int?)grant.Questions) ?? 0)).FirstOrDefaultAsync(cancellation);

    private static List<FieldProblem> TileProblems(ICohortEngine engine, IReadOnlyList<TileAsked> tiles, DisclosurePolicy policy)
    {
        var problems = new List<FieldProblem>();
        for (var at = 0; at < tiles.Count; at++)
        {
            var (field, by) = tiles[at];
            if (engine.Shape(field) is null)
            {
                problems.Add(new FieldProblem($"$.tiles[{at}].field", "tile-field-unknown", "There is no field of this name to chart."));
            }
            else if (by is not null && engine.Shape(by) is null)
            {
                problems.Add(new FieldProblem($"$.tiles[{at}].field2", "tile-field-unknown", "There is no field of this name to chart."));
            }
            else if (by is not null && !policy.ShowsPairs)
            {
                problems.Add(new FieldProblem($"$.tiles[{at}].field2", "tile-pair-tier", "The rules of this environment do not allow counting by two fields at once."));
            }
            else if (by is not null && engine.Pair(field, by) is null)
            {
                problems.Add(new FieldProblem($"$.tiles[{at}].field2", "tile-pair-field", "Two different fields are needed of which every person has one value each."));
            }
        }

        if (tiles.Count > ShowcaseQuestion.MostTiles)
        {
            problems.Add(new FieldProblem("$.tiles", "tiles-too-many", $"At most {ShowcaseQuestion.MostTiles} tiles at once."));
        }

        return problems;
    }

    private async Task<Result<T>> ExploreAsync<T>(string handle, Actor reader, Func<Explored, BorrowedDataset, ExploredPlace, Result<T>> ask, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var place = await places.FindAsync(db, handle, reader.Id, cancellation);
        if (place is null || !place.Environment.IsDiscoverableBy(reader, clock.GetUtcNow()))
        {
            return new NotFound("This environment");
        }

        if (place.Version is null)
        {
            return new IllegalMove("This environment has published no data yet.");
        }

        using var explored = Explored.Open(place.Environment, place.Version, place.Withdrawn, datasets);
        return explored.Showcase is { } dataset ? ask(explored, dataset, place) : new IllegalMove("This environment has no data showcase.");
    }
}
