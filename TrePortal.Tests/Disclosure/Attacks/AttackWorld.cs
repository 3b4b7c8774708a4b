using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>The whole portal with one published environment over a population, asked through the API with personal tokens.</summary>
public class AttackWorld : IAsyncLifetime
{
    public const string Handle = "tre-attacked";
    public const int Seed = 41;

    private readonly TemporaryFolder _folder = new();
    private readonly TestWeb _web;
    private int _releases = 1;
    private Actor? _admin;
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    public AttackWorld()
        : this(20_000)
    {
    }

    private protected AttackWorld(int people)
    {
        Population = new(people, Seed);
        _web = new(
            services => services
                .Replace(ServiceDescriptor.Singleton<IDisclosureDice>(new SeededDice(Seed))) // so that an attack reaches the same in every run
                .Replace(ServiceDescriptor.Singleton<TimeProvider>(new TestClock())), // budgets are by the day
            ("Portal:ApiCallsPerMinute", "1000000")); // the rules hold the attackers off, not the limit of calls
    }

    internal Population Population { get; }

    internal TestWeb Web => _web;

    /// <summary>The dataset itself, for controls that leave the rules out.</summary>
    internal Dataset Dataset { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var root = _web.Services.GetRequiredService<DataRoot>().Path;
        Population.Import(_folder["source"], Path.Combine(root, "population"));
        Dataset = Dataset.Open(Path.Combine(root, "population", "tabular"));
        var admin = await _web.PersonAsync("admin");
        foreach (var attacker in (string[])["attacker", "second", "third", "fourth", "fifth"])
        {
            await _web.PersonAsync(attacker);
        }

        await PublishAsync(admin);
        foreach (var user in (string[])["admin", "attacker", "second", "third", "fourth", "fifth"])
        {
            _clients[user] = await _web.ApiAs(user);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        Dataset.Dispose();
        await _web.DisposeAsync();
        _folder.Dispose();
    }

    public HttpClient As(string user) => _clients[user];

    /// <summary>Asks for a cohort; the answer as JSON.</summary>
    public async Task<JsonElement> AskAsync(string user, string? cohort, params IEnumerable<string> tiles)
    {
        using var answer = await PostAsync(user, cohort, tiles);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<HttpResponseMessage> PostAsync(string user, string? cohort, params IEnumerable<string> tiles) => _clients[user].PostAsync(
        new Uri($"/api/v1/environments/{Handle}/showcase/query", UriKind.Relative),
        JsonContent.Create(new { cohort = cohort is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(cohort), tiles = tiles.Select(field => new { field }) }));

    /// <summary>More questions than a person has, by an audited grant.</summary>
    public async Task GrantAsync(string user, int questions)
    {
        using var answer = await _clients["admin"].PostAsJsonAsync(
            new Uri($"/api/v1/environments/{Handle}/showcase/use/grants", UriKind.Relative), new { user, questions, reason = "For a test of the rules" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The published size as it is said.</summary>
    internal static string Size(JsonElement answer) => answer.GetProperty("count").GetProperty("text").GetString()!;

    /// <summary>The same questions to the engine under other rules: what an attack would reach without ours.</summary>
    internal Func<string, string> Control(DisclosurePolicy policy)
    {
        var engine = new CohortEngine(Dataset);
        var keys = engine.KeysOf(5);
        var book = new AnchorBook(new DisclosureGate(policy), new SeededDice(7));
        var everybody = engine.Sketch(RowMask.All(engine.Population), keys, CancellationToken.None);
        return cohort =>
        {
            var people = engine.EvaluatePeople(CohortParser.Parse(cohort).Value, CancellationToken.None);
            return book.Publish(engine.Sketch(people, keys, CancellationToken.None), everybody, book.DrawReach(), []).ToString(System.Globalization.CultureInfo.InvariantCulture);
        };
    }

    /// <summary>Publishes the next release: the population without the people of some rows.</summary>
    public async Task ReleaseAsync(IReadOnlySet<int> without)
    {
        _releases++;
        var root = _web.Services.GetRequiredService<DataRoot>().Path;
        Population.Import(_folder[$"source-{_releases}"], Path.Combine(root, $"population-{_releases}"), without);
        await using var db = await _web.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var environment = await db.Set<ResearchEnvironment>().FirstAsync(row => row.Handle == Handle);
        var before = await db.Set<InventoryVersion>().FirstAsync(row => row.Id == environment.ActiveVersion);
        using var dataset = Dataset.Open(Path.Combine(root, $"population-{_releases}", "tabular"));
        var version = InventoryVersion.Start(environment.Id, _releases, _admin!.Id, now);
        var asset = new DatasetAsset($"population-{_releases}/tabular", dataset.ContentSha256, now, [new EntitySummary("person", "Person", 8, dataset.Main.RowCount)]);
        List<Result> steps =
        [
            environment.Deactivate(_admin, now),
            version.Accept(new InventoryAssets(asset, null, null, null)),
            environment.StartVersion(_admin, version.Id, now),
            environment.Reactivate(_admin, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), now),
            version.Activate(DisclosureTier.Standard, now),
            before.Supersede(),
        ];
        Assert.All(steps, step => Assert.Null(step.Error));
        db.Add(version);
        await db.SaveChangesAsync();
    }

    private async Task PublishAsync(PersonId admin)
    {
        await using var db = await _web.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var provider = Organization.Create(new Actor(admin, "admin", IsPlatformAdmin: true, []), "org-attacked", "Attacked", now).Value;
        var organization = provider.Id;
        var actor = _admin = new Actor(admin, "admin", IsPlatformAdmin: false, [new OrganizationStanding(organization, IsAdmin: false, MayManageEnvironments: true)]);
        var attackers = await db.Set<Person>().Where(person => person.Id != admin).ToListAsync();
        var environment = ResearchEnvironment.Create(actor, new NewEnvironment(Handle, "Attacked", organization, "eu"), now).Value;
        var version = InventoryVersion.Start(environment.Id, 1, admin, now);
        var asset = new DatasetAsset("population/tabular", Dataset.ContentSha256, now, [new EntitySummary("person", "Person", 7, Population.People.Count)]);
        var reviewer = attackers[0];
        List<Result> steps =
        [
            environment.Describe(actor, new EnvironmentDetails("Attacked", "About", "Somebody", [], []), now),
            .. attackers.Select(person => environment.Authorize(actor, person.Id, null, null, now)),
            environment.ChooseShowcase(actor, ShowcaseMode.Inventory, now),
            environment.SetPolicies(actor, Policies.Default, now),
            environment.AddStep(actor, new StepDraft("ethics", "Ethics", "", 1), now),
            environment.AssignReviewer(actor, "ethics", new Actor(reviewer.Id, reviewer.UserName, IsPlatformAdmin: false, []), now),
            version.Accept(new InventoryAssets(asset, null, null, null)),
            environment.StartVersion(actor, version.Id, now),
            environment.Publish(actor, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), now),
            version.Activate(DisclosureTier.Standard, now),
        ];
        Assert.All(steps, step => Assert.Null(step.Error));
        db.AddRange(provider, environment, version);
        await db.SaveChangesAsync();
    }
}

/// <summary>500 people.</summary>
public sealed class AttackWorldOfFew() : AttackWorld(500);

/// <summary>500,000 people.</summary>
public sealed class AttackWorldOfMany() : AttackWorld(500_000);
