using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Requests;

/// <summary>
/// A portal with one Active environment <c>tre-heart</c> of 300 people, the people of a review, and words for what they
/// do. Reviewers: <c>rita</c> on "ethics", <c>remo</c> and <c>rosa</c> on "data". Everything runs on a real database.
/// </summary>
internal sealed class RequestWorld : IAsyncDisposable
{
    public const string Handle = "tre-heart";

    private readonly Dictionary<string, PersonId> _people = [];

    private RequestWorld(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    public PersonId this[string name] => _people[name];

    public bool Knows(string name) => _people.ContainsKey(name);

    public static RequestContent Full { get; } = RequestContent.Empty with
    {
        Title = "Statins and kidney function",
        PublicSummary = "Whether statins change how kidneys work.",
        Purpose = "We follow people on statins over ten years.",
        ExpectedOutputs = "A paper and a table of rates.",
        StartsOn = new DateOnly(2026, 4, 1),
        EndsOn = new DateOnly(2028, 3, 31),
        Cohort = CohortChoice.Everyone,
        Collections = [new CollectionChoice("core")],
        IsDeclared = true,
    };

    public static async Task<RequestWorld> CreateAsync(ReviewMode mode = ReviewMode.Parallel, int dataQuorum = 1, ShowcaseMode showcase = ShowcaseMode.Inventory, Action<IServiceCollection>? more = null) =>
        await CreateAsync(mode, showcase, more, Policies.Default, [new("ethics", 1, ["rita"]), new("data", dataQuorum, ["remo", "rosa"])]);

    /// <summary>The same with steps and policies of one's own. Reviewers are made as they are named.</summary>
    /// <param name="into">See <see cref="TestPortal.CreateAsync"/>.</param>
    public static async Task<RequestWorld> CreateAsync(ReviewMode mode, ShowcaseMode showcase, Action<IServiceCollection>? more, Policies policies, IReadOnlyList<PlannedStep> steps, string? into = null)
    {
        var world = new RequestWorld(await TestPortal.CreateAsync(more, into: into));
        foreach (var name in new[] { "tina", "otto", "carl", "cleo", "rita", "remo", "rosa", "stan" }.Union(steps.SelectMany(step => step.Reviewers)))
        {
            world._people[name] = await world.Portal.PersonAsync(name);
        }

        await world.Portal.OrganizationAsync("org-north", "tina");
        await world.Portal.MemberAsync("org-north", "tina", Domain.People.MemberLevel.Admin, mayManageEnvironments: true);
        await world.EnvironmentAsync(mode, showcase, policies, steps);
        return world;
    }

    public RequestWorld As(string name)
    {
        Portal.As(_people[name]);
        return this;
    }

    public Task<Actor> ActorAsync(string name) => As(name).Portal.ActorAsync();

    /// <summary>Starts a complete draft as otto.</summary>
    public async Task<AccessRequestId> DraftAsync(RequestContent? content = null) =>
        Ok(await As("otto").Commands(commands => commands.StartAsync(Handle, content ?? Full, CancellationToken.None)));

    public async Task<AccessRequestId> SubmittedAsync(RequestContent? content = null)
    {
        var id = await DraftAsync(content);
        Ok(await SubmitAsync(id));
        return id;
    }

    public Task<Result<long>> SubmitAsync(AccessRequestId id, string by = "otto") =>
        As(by).Commands(commands => commands.SubmitAsync(id, null, CancellationToken.None));

    public Task<Result<RequestState>> DecideAsync(AccessRequestId id, string by, string step, DecisionOutcome outcome = DecisionOutcome.Approve, int version = 1, string why = "Because.") =>
        As(by).Portal.Do<ReviewCommands, Result<RequestState>>(reviews => reviews.DecideAsync(id, step, new Verdict(version, outcome, why), CancellationToken.None));

    public Task<T> Commands<T>(Func<AccessRequestCommands, Task<T>> work) => Portal.Do(work);

    public async Task<RequestDetails?> ReadAsync(AccessRequestId id, string by)
    {
        var reader = await ActorAsync(by);
        return await Portal.Do<IAccessRequestQueries, RequestDetails?>(queries => queries.FindAsync(id, reader, CancellationToken.None));
    }

    public async Task<ReviewList> QueueAsync(string by, bool decided = false)
    {
        var reader = await ActorAsync(by);
        return await Portal.Do<IReviewQueries, ReviewList>(queries => queries.ListAsync(reader, ReviewFilter.Waiting with { IsDecided = decided }, CancellationToken.None));
    }

    /// <summary>Changes the environment by its own moves, as tina.</summary>
    public async Task ChangeEnvironmentAsync(Func<ResearchEnvironment, Actor, Result> change)
    {
        As("tina");
        Ok(await Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", async (session, cancellation) =>
        {
            var environment = await session.FirstAsync<ResearchEnvironment>(item => item.Handle == Handle, cancellation);
            return change(environment!, session.Actor);
        }, CancellationToken.None)));
    }

    /// <summary>Makes another version with the same assets the active one.</summary>
    public async Task NextVersionAsync()
    {
        As("tina");
        Ok(await Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", async (session, cancellation) =>
        {
            var environment = (await session.FirstAsync<ResearchEnvironment>(item => item.Handle == Handle, cancellation))!;
            var before = (await session.FindAsync<InventoryVersion, InventoryVersionId>(environment.ActiveVersion!.Value, cancellation))!;
            var next = InventoryVersion.After(before, session.Actor.Id, session.Now);
            session.Add(next);
            return environment.Deactivate(session.Actor, session.Now)
                .Then(() => environment.StartVersion(session.Actor, next.Id, session.Now))
                .Then(() => environment.Reactivate(session.Actor, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), session.Now))
                .Then(before.Supersede)
                .Then(() => next.Activate(environment.Policies.Tier, session.Now));
        }, CancellationToken.None)));
    }

    public static T Ok<T>(Result<T> result)
    {
        Assert.True(result.IsOk, result.Error?.Message);
        return result.Value;
    }

    public static void Ok(Result result) => Assert.True(result.IsOk, result.Error?.Message);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private async Task EnvironmentAsync(ReviewMode mode, ShowcaseMode showcase, Policies policies, IReadOnlyList<PlannedStep> steps)
    {
        var assets = Import();
        As("tina");
        var actor = await Portal.ActorAsync();
        Ok(await Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test.environment", (session, _) =>
        {
            var now = session.Now;
            var environment = ResearchEnvironment.Create(actor, new NewEnvironment(Handle, "Heart cohort", actor.Organizations[0].Organization, "eu-north"), now).Value;
            var version = InventoryVersion.Start(environment.Id, 1, actor.Id, now);
            Ok(environment.Describe(actor, new EnvironmentDetails("Heart cohort", "About hearts.", "heart@example.org", [], []), now));
            Ok(environment.StartVersion(actor, version.Id, now));
            Ok(version.Accept(assets));
            Ok(environment.ChooseShowcase(actor, showcase, now));
            Ok(environment.SetReviewMode(actor, mode, now));
            foreach (var name in steps.SelectMany(step => step.Reviewers).Prepend("otto").Distinct())
            {
                Ok(environment.Authorize(actor, _people[name], null, null, now));
            }

            foreach (var step in steps)
            {
                Ok(environment.AddStep(actor, new StepDraft(step.Id, step.Id == "data" ? "Data access" : "Ethics", "", step.Quorum), now));
                foreach (var name in step.Reviewers)
                {
                    Ok(environment.AssignReviewer(actor, step.Id, new Actor(_people[name], name, IsPlatformAdmin: false, []), now));
                }
            }

            Ok(environment.SetPolicies(actor, policies, now));
            Ok(environment.Publish(actor, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), now));
            Ok(version.Activate(DisclosureTier.Standard, now));
            session.Add(environment);
            session.Add(version);
            return Task.FromResult(Result.Ok);
        }, CancellationToken.None)));
    }

    /// <summary>People P1 to P300, women where the number is even, and a file for each of the first hundred.</summary>
    private InventoryAssets Import()
    {
        var culture = CultureInfo.InvariantCulture;
        var inventory = new SmallInventory();
        inventory.Set("tabular/person.data.csv", "id,sex,age,weight,born,seen,illness,note\n"
            + string.Concat(Enumerable.Range(1, 300).Select(number => string.Create(culture, $"P{number},{(number % 2 == 0 ? 'F' : 'M')},{number % 90},,,,,\n"))));
        inventory.Set("tabular/visit.data.csv", "visit_id,person_id,day\n1,P1,2020-01-05\n2,P2,-1\n3,P2,2020-02\n4,P5,\n");
        inventory.Set("file_inventory.tsv", "source\tpath\tparticipant_id\tcollection_ids\n"
            + string.Concat(Enumerable.Range(1, 100).Select(number => string.Create(culture, $"two.txt\tscan{number}.txt\tP{number}\tscans\n"))));
        var source = Path.Combine(Portal.Folder, "source");
        inventory.Write(source);
        var staging = Path.Combine(Portal.Folder, "inventories", "first");
        var report = new InventoryImporter(TimeProvider.System).Import(SmallInventory.Plan(source, staging), null, CancellationToken.None);
        Assert.True(report.IsOk, string.Join("\n", report.Problems));
        var tabular = report.Asset(InventoryAsset.Tabular)!;
        var curated = report.Asset(InventoryAsset.Showcase)!;
        return new InventoryAssets(
            new DatasetAsset("inventories/first/tabular", tabular.ContentSha256, Some.Monday, tabular.Tables),
            new DatasetAsset("inventories/first/showcase", curated.ContentSha256, Some.Monday, curated.Tables),
            new CollectionsAsset("inventories/first/collections.json", report.Asset(InventoryAsset.Collections)!.ContentSha256, Some.Monday, 3),
            new FilesAsset("inventories/first/files", source, report.Asset(InventoryAsset.Files)!.ContentSha256, Some.Monday, 100, 400));
    }
}

/// <summary>A step of the pipeline of a <see cref="RequestWorld"/>.</summary>
internal sealed record PlannedStep(string Id, int Quorum, IReadOnlyList<string> Reviewers);
