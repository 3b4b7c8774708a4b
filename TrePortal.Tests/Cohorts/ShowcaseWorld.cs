using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrePortal.Data;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Cohorts;

/// <summary>A portal database with one published environment over the small dataset, and people around it.</summary>
public sealed class ShowcaseWorld : IDisposable, ICallerSource
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly string _root = Directory.CreateTempSubdirectory("trep-showcase-").FullName;
    private readonly ServiceProvider _services;
    private readonly List<Person> _people = [];
    private Person _caller;

    public ShowcaseWorld()
    {
        Data = new SmallDataset(seed: 3, people: 1200);
        Services = _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ICallerSource>(this)
            .AddPortalData(new DatabaseOptions(), new JobOptions { Workers = 0 }, new DataRoot(_root, exclusive: false))
            .Replace(ServiceDescriptor.Singleton<IDisclosureDice, StillDice>())
            .BuildServiceProvider();
        Admin = Person("admin");
        Researcher = Person("researcher");
        Stranger = Person("stranger");
        _caller = Researcher;
        Fill();
    }

    internal SmallDataset Data { get; }

    public IServiceProvider Services { get; }

    public Person Admin { get; }

    public Person Researcher { get; }

    public Person Stranger { get; }

    public IShowcase Showcase => _services.GetRequiredService<IShowcase>();

    public ISavedCohortQueries Saved => _services.GetRequiredService<ISavedCohortQueries>();

    public static Actor ActorOf(Person person) => new(person.Id, person.UserName, IsPlatformAdmin: false, []);

    /// <summary>Runs commands as this person.</summary>
    public async Task<T> AsAsync<T>(Person person, Func<SavedCohortCommands, Task<T>> run)
    {
        _caller = person;
        await using var scope = _services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<SavedCohortCommands>());
    }

    public Task<Caller> GetAsync(CancellationToken cancellation) => Task.FromResult(new Caller(_caller.Id, "test", "local"));

    public void Dispose()
    {
        _services.Dispose();
        Data.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private Person Person(string name)
    {
        var person = TrePortal.Domain.People.Person.Create(new PersonDetails(name, name, name + "@example.org"), isPlatformAdmin: false, _now).Value;
        _people.Add(person);
        return person;
    }

    private void Fill()
    {
        using var db = _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext();
        db.Database.EnsureCreated();
        db.AddRange(_people);

        // The curated showcase has ages in bands, so that age there is another field than in the tabular inventory.
        CuratedStore();
        SmallDataset.Import(Data.Folder, Path.Combine(_root, "full")).Dispose();
        var tabular = new DatasetAsset("full/tabular", "hash", _now, [new EntitySummary("person", "Person", 12, 1200)]);
        var curated = new DatasetAsset("curated/tabular", "hash", _now, [new EntitySummary("person", "Person", 3, 1200)]);
        db.Add(Environment("tre-open", ShowcaseMode.Inventory, DisclosureTier.Open, new InventoryAssets(tabular, null, null, null), db));
        db.Add(Environment("tre-strict", ShowcaseMode.Inventory, DisclosureTier.Strict, new InventoryAssets(tabular, null, null, null), db));
        db.Add(Environment("tre-curated", ShowcaseMode.Curated, DisclosureTier.Standard, new InventoryAssets(tabular, curated, null, null), db));
        db.Add(Environment("tre-none", ShowcaseMode.None, DisclosureTier.Standard, new InventoryAssets(tabular, null, null, null), db));
        db.SaveChanges();
    }

    private ResearchEnvironment Environment(string handle, ShowcaseMode mode, DisclosureTier tier, InventoryAssets assets, PortalDbContext db)
    {
        var organization = new OrganizationId(Guid.CreateVersion7(_now));
        var admin = ActorOf(Admin) with { Organizations = [new OrganizationStanding(organization, IsAdmin: false, MayManageEnvironments: true)] };
        var environment = ResearchEnvironment.Create(admin, new NewEnvironment(handle, handle, organization, "eu"), _now).Value;
        var version = InventoryVersion.Start(environment.Id, 1, admin.Id, _now);
        Result[] steps =
        [
            environment.Describe(admin, new EnvironmentDetails(handle, "About", "Somebody", [], []), _now),
            environment.Authorize(admin, Researcher.Id, null, null, _now),
            environment.SetPolicies(admin, Policies.Default with { Tier = tier }, _now),
            environment.ChooseShowcase(admin, mode, _now),
            environment.AddStep(admin, new StepDraft("ethics", "Ethics", "", 1), _now),
            environment.AssignReviewer(admin, "ethics", ActorOf(Researcher), _now),
            version.Accept(assets),
            environment.StartVersion(admin, version.Id, _now),
            environment.Publish(admin, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), _now),
            version.Activate(tier, _now),
        ];
        Assert.All(steps, step => Assert.Null(step.Error));
        db.Add(version);
        return environment;
    }

    private void CuratedStore()
    {
        var folder = Path.Combine(_root, "source");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "data_dictionary.csv"), """
            entity,name,type,primary_key_type,coding_name,is_multi_select,is_sparse_coding,title
            person,row,string,global,,,,Row
            person,sex,string,,sex,,,Sex
            person,age,string,,band,,,Age

            """.ReplaceLineEndings("\n"));
        File.WriteAllText(Path.Combine(folder, "codings.csv"), "coding_name,code,meaning\nsex,f,Female\nsex,m,Male\nband,young,Under 50\nband,old,50 and over\n");
        var (sexes, ages) = (Data.Source.Column("person", "sex"), Data.Source.Column("person", "age"));
        var rows = sexes.Select((sex, row) => $"R{row},{sex},{(ages[row].Length == 0 ? "" : ages[row].Length == 2 && ages[row][0] >= '5' ? "old" : "young")}");
        File.WriteAllText(Path.Combine(folder, "person.data.csv"), "row,sex,age\n" + string.Join('\n', rows) + "\n");
        SmallDataset.Import(folder, Path.Combine(_root, "curated")).Dispose();
    }
}
