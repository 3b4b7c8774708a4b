using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Dispensal;

/// <summary>
/// A portal with an Active environment over a given inventory and one approved request: <c>otto</c> owns it, <c>carl</c>
/// collaborates, <c>tina</c> administers the environment, <c>stan</c> is a stranger.
/// </summary>
internal sealed class DispensalWorld : IAsyncDisposable
{
    private readonly Dictionary<string, PersonId> _people = [];
    private int _requests;
    private int _versions;

    private DispensalWorld(TestPortal portal, string source)
    {
        Portal = portal;
        Source = source;
    }

    public TestPortal Portal { get; }

    /// <summary>The provider's folder.</summary>
    public string Source { get; }

    public EnvironmentId Environment { get; private set; }

    public AccessRequestId Request { get; private set; }

    public InventoryVersionId Version { get; private set; }

    public PersonId this[string name] => _people[name];

    /// <param name="source">Holds <c>tabular/</c>, <c>files/</c>, <c>file_inventory.tsv</c> and <c>data_collections.json</c>.</param>
    public static async Task<DispensalWorld> CreateAsync(string source, string? cohort, IReadOnlyList<CollectionChoice> collections, JobOptions? jobs = null, string? into = null)
    {
        var world = new DispensalWorld(await TestPortal.CreateAsync(jobs: jobs, into: into), source);
        foreach (var name in new[] { "tina", "otto", "carl", "stan" })
        {
            world._people[name] = await world.Portal.PersonAsync(name);
        }

        await world.Portal.OrganizationAsync("org-north", "tina");
        await world.Portal.MemberAsync("org-north", "tina", Domain.People.MemberLevel.Admin, mayManageEnvironments: true);
        await world.PublishAsync();
        await world.RequestAsync(cohort, collections);
        return world;
    }

    public static Task<DispensalWorld> SmallAsync(string? cohort = SmallCohort, JobOptions? jobs = null, params CollectionChoice[] collections)
    {
        var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
        new SmallInventory().Write(source);
        return CreateAsync(source, cohort, collections.Length > 0 ? collections : [new("scans")], jobs);
    }

    /// <summary>A1, A2 and A5 of the small inventory.</summary>
    public const string SmallCohort = """{"field":"person.illness","op":"any","values":["heart"]}""";

    public DispensalWorld As(string name)
    {
        Portal.As(_people[name]);
        return this;
    }

    public Task<T> Do<T>(Func<DispensalCommands, Task<T>> work) => Portal.Do(work);

    public async Task<ProjectId> ProjectAsync(bool dispense = true) =>
        Ok(await As("otto").Do(commands => commands.CreateProjectAsync(Request, "Strokes", dispense, CancellationToken.None)));

    public async Task<T> Ask<T>(string name, Func<IProjectQueries, Actor, Task<T>> ask)
    {
        var reader = await As(name).Portal.ActorAsync();
        return await Portal.Do<IProjectQueries, T>(queries => ask(queries, reader));
    }

    public Task<ProjectDetails?> ReadAsync(ProjectId id, string by = "otto") => Ask(by, (queries, reader) => queries.FindAsync(id, reader, CancellationToken.None));

    /// <summary>Runs the workers until the newest dispensal has ended.</summary>
    public async Task<DispensalDetails> EndedAsync(ProjectId id, double seconds = 60)
    {
        await TestPortal.Until(async () => (await ReadAsync(id))!.Dispensals[0].State is not (DispensalState.Queued or DispensalState.Running), seconds);
        return (await ReadAsync(id))!.Dispensals[0];
    }

    public async Task<(ProjectId Project, DispensalDetails Dispensal)> DispensedAsync()
    {
        var project = await ProjectAsync();
        await Portal.StartWorkersAsync();
        return (project, await EndedAsync(project));
    }

    public string FolderOf(ProjectId project, DispensalId dispensal) =>
        Path.Combine(Portal.Folder, "projects", project.ToString(), "dispensals", dispensal.ToString());

    /// <summary>Changes an aggregate by its own moves, as the portal itself.</summary>
    public async Task ChangeAsync(Func<IWriteSession, Task<Result>> change) =>
        Ok((await Portal.Do<IWriteDoor, Result<bool>>(door => door.RunAsRobotAsync<bool>(Environment, "test", async (session, _) =>
            await change(session) is { IsOk: false } refused ? refused.Error : true, CancellationToken.None))).ToResult());

    public async Task<Actor> ActorAsync(string name) => await As(name).Portal.ActorAsync();

    public async Task SetPoliciesAsync(Func<Policies, Policies> change)
    {
        var tina = await ActorAsync("tina");
        await ChangeAsync(async session =>
        {
            var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(Environment, CancellationToken.None);
            return environment!.SetPolicies(tina, change(environment.Policies), session.Now);
        });
    }

    /// <summary>Enters people who withdraw, as tina uploads their list.</summary>
    public async Task<Result<WithdrawalAnswer>> WithdrawAsync(string key, params string[] people)
    {
        using var csv = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(key + "\n" + string.Join('\n', people) + "\n"));
        var lines = Ok(await As("tina").Portal.Do<IWithdrawnKeys, Result<IReadOnlyList<WithdrawnLine>>>(store => store.ReadAsync(csv, CancellationToken.None)));
        return await As("tina").Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands => commands.AddAsync("tre-north", lines, CancellationToken.None));
    }

    /// <summary>Makes another version the active one.</summary>
    /// <param name="with">What it has; null for the same as the version before.</param>
    public async Task NextVersionAsync(SmallInventory? with = null)
    {
        var name = $"next-{++_versions}";
        with?.Write(Path.Combine(Portal.Folder, name));
        var assets = with is null ? null : Import(Portal.Folder, Path.Combine(Portal.Folder, name), name);
        var tina = await ActorAsync("tina");
        await ChangeAsync(async session =>
        {
            var environment = (await session.FindAsync<ResearchEnvironment, EnvironmentId>(Environment, CancellationToken.None))!;
            var before = (await session.FindAsync<InventoryVersion, InventoryVersionId>(environment.ActiveVersion!.Value, CancellationToken.None))!;
            var next = InventoryVersion.After(before, tina.Id, session.Now);
            session.Add(next);
            Ok(assets is null ? Result.Ok : next.Accept(assets));
            return environment.Deactivate(tina, session.Now)
                .Then(() => environment.StartVersion(tina, next.Id, session.Now))
                .Then(() => environment.Reactivate(tina, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), session.Now))
                .Then(before.Supersede)
                .Then(() => next.Activate(environment.Policies.Tier, session.Now));
        });
    }

    public static T Ok<T>(Result<T> result)
    {
        Assert.True(result.IsOk, result.Error?.Message);
        return result.Value;
    }

    public static void Ok(Result result) => Assert.True(result.IsOk, result.Error?.Message);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private async Task PublishAsync()
    {
        var assets = Import(Portal.Folder, Source, "first");
        var tina = await ActorAsync("tina");
        Ok(await Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test.environment", (session, _) =>
        {
            var now = session.Now;
            var environment = ResearchEnvironment.Create(tina, new NewEnvironment("tre-north", "North cohort", tina.Organizations[0].Organization, "eu-north"), now).Value;
            var version = InventoryVersion.Start(environment.Id, 1, tina.Id, now);
            Ok(environment.Describe(tina, new EnvironmentDetails("North cohort", "About the north.", "north@example.org", [], []), now));
            Ok(environment.StartVersion(tina, version.Id, now));
            Ok(version.Accept(assets));
            Ok(environment.ChooseShowcase(tina, ShowcaseMode.Inventory, now));
            Ok(environment.AddStep(tina, new StepDraft("data", "Data access", "", 1), now));
            Ok(environment.Authorize(tina, _people["otto"], null, null, now));
            Ok(environment.Authorize(tina, _people["tina"], null, null, now));
            Ok(environment.AssignReviewer(tina, "data", tina, now));
            Ok(environment.SetPolicies(tina, Policies.Default, now));
            Ok(environment.Publish(tina, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), now));
            Ok(version.Activate(DisclosureTier.Standard, now));
            session.Add(environment);
            session.Add(version);
            (Environment, Version) = (environment.Id, version.Id);
            return Task.FromResult(Result.Ok);
        }, CancellationToken.None)));
    }

    /// <summary>Has another request approved; <see cref="ProjectAsync"/> is of it from here on.</summary>
    public async Task RequestAsync(string? cohort, IReadOnlyList<CollectionChoice> collections)
    {
        var reference = $"AR-2026-{++_requests:0000}";
        As("otto");
        await ChangeAsMeAsync(async session =>
        {
            var (otto, now) = (session.Actor, session.Now);
            var environment = (await session.FindAsync<ResearchEnvironment, EnvironmentId>(Environment, CancellationToken.None))!;
            var request = AccessRequest.Start(otto, environment, now).Value;
            Ok(request.Edit(otto, environment, ContentOf(cohort, collections), now));
            Ok(request.Submit(otto, environment, SubmissionFacts.None with { InventoryVersion = Version, InventoryNumber = 1 }, reference, now));
            session.Add(request);
            Request = request.Id;
            return Result.Ok;
        });
        As("tina");
        await ChangeAsMeAsync(async session =>
        {
            var environment = (await session.FindAsync<ResearchEnvironment, EnvironmentId>(Environment, CancellationToken.None))!;
            var request = (await session.FindAsync<AccessRequest, AccessRequestId>(Request, CancellationToken.None))!;
            return request.Decide(session.Actor, environment, "data", new Verdict(1, DecisionOutcome.Approve, "Yes."), session.Now);
        });
    }

    private async Task ChangeAsMeAsync(Func<IWriteSession, Task<Result>> change) =>
        Ok(await Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", (session, _) => change(session), CancellationToken.None)));

    private RequestContent ContentOf(string? cohort, IReadOnlyList<CollectionChoice> collections) => RequestContent.Empty with
    {
        Title = "Strokes in the north",
        PublicSummary = "How often strokes happen.",
        Purpose = "To know it.",
        ExpectedOutputs = "A table.",
        StartsOn = new DateOnly(2026, 4, 1),
        EndsOn = new DateOnly(2027, 4, 1),
        Cohort = cohort is null ? CohortChoice.Everyone : new CohortChoice(null, "Cohort", cohort, Hash.Of(cohort)),
        Collections = collections,
        Collaborators = [_people["carl"]],
        IsDeclared = true,
    };

    private static InventoryAssets Import(string root, string source, string name)
    {
        var report = new InventoryImporter(TimeProvider.System).Import(
            new ImportPlan(Path.Combine(root, "inventories", name))
            {
                TabularSource = Path.Combine(source, "tabular"),
                FilesSource = Path.Combine(source, "file_inventory.tsv"),
                CollectionsSource = Path.Combine(source, "data_collections.json"),
                FileRoot = Path.Combine(source, "files"),
                SmallCategory = 0,
            },
            null,
            CancellationToken.None);
        Assert.True(report.IsOk, string.Join("\n", report.Problems));
        var (tabular, files) = (report.Asset(InventoryAsset.Tabular)!, report.Asset(InventoryAsset.Files)!);
        return new InventoryAssets(
            new DatasetAsset($"inventories/{name}/tabular", tabular.ContentSha256, Some.Monday, tabular.Tables),
            null,
            new CollectionsAsset($"inventories/{name}/collections.json", report.Asset(InventoryAsset.Collections)!.ContentSha256, Some.Monday, 3),
            new FilesAsset($"inventories/{name}/files", Path.Combine(source, "files"), files.ContentSha256, Some.Monday, files.Files, files.FileBytes));
    }
}
