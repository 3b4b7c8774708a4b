using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Benchmarks;

/// <summary>An environment with synthetic people, published under the rules of the standard tier; its readers may ask many questions.</summary>
/// <param name="services">Of a portal on the data root <c>folder/portal</c> of <see cref="Import"/>.</param>
internal sealed class MeasuredEnvironment(IServiceProvider services)
{
    public const string Handle = "tre-measured";
    public const string Password = "measure what is shown";
    private const string Admin = "admin";
    private const int Questions = 10_000;

    public static string DataRoot(string folder) => Path.Combine(folder, "portal");

    public static string Columns(string folder) => Path.Combine(DataRoot(folder), "people", ImportPlan.TabularFolder);

    /// <summary>Makes the people and their columns under the folder.</summary>
    public static void Import(string folder, int people)
    {
        var source = Path.Combine(folder, "source");
        SyntheticPeople.Write(source, people);
        new InventoryImporter(TimeProvider.System).Import(new ImportPlan(Path.Combine(DataRoot(folder), "people")) { TabularSource = source }, progress: null, CancellationToken.None);
        Directory.Delete(source, recursive: true);
    }

    public async Task PublishAsync(int people, IReadOnlyList<string> readers)
    {
        var admin = await PersonAsync(Admin);
        var authorized = new Dictionary<string, PersonId>(StringComparer.Ordinal);
        foreach (var reader in readers)
        {
            authorized[reader] = await PersonAsync(reader);
        }

        await AddAsync(people, admin, authorized);
        foreach (var reader in readers)
        {
            await GrantAsync(admin, reader);
        }
    }

    public async Task<string> TokenAsync(string user)
    {
        var token = await Async<AccessTokenCommands, Result<NewToken>>(
            Caller.Operator("benchmark"), commands => commands.CreateForAsync(user, new("measure", TokenScope.Write, 1), CancellationToken.None));
        return token.Value.Secret!;
    }

    private async Task<PersonId> PersonAsync(string name)
    {
        var person = await Async<PeopleCommands, Result<NewPerson>>(
            Caller.Operator("benchmark"), commands => commands.CreateAsync(new(name, name, name + "@example.org"), isPlatformAdmin: false, null, CancellationToken.None));
        Must(await Async<IServiceProvider, Result>(Caller.Operator("benchmark"), scope => scope.GetRequiredService<IWriteDoor>().RunAsync(
            "measure.password",
            async (session, cancellation) =>
            {
                await scope.GetRequiredService<IAccounts>().SetPasswordAsync(session, person.Value.Id, Password, cancellation);
                return Result.Ok;
            },
            CancellationToken.None)));
        return person.Value.Id;
    }

    private async Task AddAsync(int people, PersonId admin, Dictionary<string, PersonId> readers)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var provider = Organization.Create(new Actor(admin, Admin, IsPlatformAdmin: true, []), "org-measured", "Measured", now).Value;
        var actor = new Actor(admin, Admin, IsPlatformAdmin: false, [new OrganizationStanding(provider.Id, IsAdmin: false, MayManageEnvironments: true)]);
        var environment = ResearchEnvironment.Create(actor, new NewEnvironment(Handle, "Measured", provider.Id, "eu"), now).Value;
        var version = InventoryVersion.Start(environment.Id, 1, admin, now);
        var asset = new DatasetAsset($"people/{ImportPlan.TabularFolder}", "measured", now, [new EntitySummary("person", "Person", 41, people)]);
        foreach (var reader in readers.Values)
        {
            Must(environment.Authorize(actor, reader, null, null, now));
        }

        var (name, first) = readers.First();
        Result[] steps =
        [
            environment.Describe(actor, new EnvironmentDetails("Measured", "About", "Somebody", [], []), now),
            environment.ChooseShowcase(actor, ShowcaseMode.Inventory, now),
            environment.SetPolicies(actor, Policies.Default, now),
            environment.AddStep(actor, new StepDraft("ethics", "Ethics", "", 1), now),
            environment.AssignReviewer(actor, "ethics", new Actor(first, name, IsPlatformAdmin: false, []), now),
            version.Accept(new InventoryAssets(asset, null, null, null)),
            environment.StartVersion(actor, version.Id, now),
            environment.Publish(actor, new InventoryReadiness(true, true, true, true), new HashSet<PersonId> { first }, now),
            version.Activate(DisclosureTier.Standard, now),
        ];
        Array.ForEach(steps, Must);
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        db.AddRange(provider, environment, version);
        await db.SaveChangesAsync();
    }

    private async Task GrantAsync(PersonId admin, string reader)
    {
        var granted = await Async<BudgetCommands, Result<BudgetGrantId>>(
            new Caller(admin, "benchmark", "local"), commands => commands.GrantAsync(Handle, reader, Questions, "To measure the showcase", CancellationToken.None));
        if (!granted.IsOk)
        {
            throw new InvalidOperationException(granted.Error.Message);
        }
    }

    private async Task<TResult> Async<TService, TResult>(Caller caller, Func<TService, Task<TResult>> work)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = caller;
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private static void Must(Result result)
    {
        if (!result.IsOk)
        {
            throw new InvalidOperationException(result.Error.Message);
        }
    }
}
