using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;

namespace TrePortal.Tests.Support;

/// <summary>
/// The real portal without its pages: real registrations, real SQLite file in a folder of its own, a clock that is set
/// and a caller that is chosen. Background workers run only when <see cref="StartWorkersAsync"/> is called.
/// </summary>
/// <example>
/// <code>
/// await using var portal = await TestPortal.CreateAsync();
/// var ada = await portal.PersonAsync("ada", platformAdmin: true);
/// portal.As(ada);
/// var result = await portal.Do&lt;OrganizationCommands, Result&lt;OrganizationId&gt;&gt;(commands => commands.CreateAsync("org-north", "North", "ada", default));
/// </code>
/// </example>
public sealed class TestPortal : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TestCaller _caller;
    private readonly List<IHostedService> _running = [];

    private TestPortal(string folder, Action<IServiceCollection>? more, JobOptions? jobs)
    {
        Folder = folder;
        Clock = new TestClock();
        _caller = new TestCaller();
        var services = new ServiceCollection();
        services.AddLogging(logs => logs.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddPortal(new PortalSettings(new PortalOptions(), new DatabaseOptions(), jobs ?? new JobOptions(), folder), new DataRoot(folder, exclusive: false));
        services.ConfigureDatabaseForTests();
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        services.Replace(ServiceDescriptor.Singleton<IDisclosureDice, StillDice>());
        services.Replace(ServiceDescriptor.Scoped<ICallerSource>(scope => new TestCallerSource(scope.GetRequiredService<CallerHolder>(), _caller)));
        more?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true }); // the whole is validated where it is built whole: TestWeb
    }

    public string Folder { get; }

    public TestClock Clock { get; }

    public IServiceProvider Services => _services;

    /// <summary>Starts as the operator, who may create people and organizations.</summary>
    /// <param name="into">An empty folder that is there already, such as one on a small disk; else one of its own.</param>
    public static Task<TestPortal> CreateAsync(Action<IServiceCollection>? more = null, JobOptions? jobs = null, string? into = null)
    {
        var folder = into ?? Directory.CreateTempSubdirectory("tre-portal-test-").FullName;
        EmptyDatabase.CopyTo(folder);
        return Task.FromResult(new TestPortal(folder, more, jobs));
    }

    /// <summary>On a folder as it is.</summary>
    internal static TestPortal Over(string folder) => new(folder, null, null);

    /// <summary>Everything from here on is done by this person, with the rights that the database holds.</summary>
    public void As(PersonId person) => _caller.Current = new Caller(person, "page", "127.0.0.1");

    public void AsOperator() => _caller.Current = Caller.Operator("test");

    public void AsNobody() => _caller.Current = new Caller(null, "page", "127.0.0.1");

    /// <summary>For the API's idempotency keys and the like.</summary>
    public void As(Caller caller) => _caller.Current = caller;

    /// <summary>Calls a command class or a query in a scope of its own.</summary>
    public async Task<TResult> Do<TService, TResult>(Func<TService, Task<TResult>> work)
        where TService : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>The present actor, for queries that take a reader.</summary>
    public Task<Actor> ActorAsync() => Do<ICurrentActor, Actor>(actors => actors.GetAsync(CancellationToken.None));

    /// <summary>The database itself, to look at what was written.</summary>
    public async Task<T> Look<T>(Func<PortalDbContext, Task<T>> look)
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await look(db);
    }

    /// <summary>Creates a person as the operator; the caller stays who it was.</summary>
    public async Task<PersonId> PersonAsync(string userName, bool platformAdmin = false) => await AsOperatorAsync(async () =>
    {
        var created = await Do<PeopleCommands, Result<NewPerson>>(commands =>
            commands.CreateAsync(new PersonDetails(userName, "Test " + userName, userName + "@example.org"), platformAdmin, null, CancellationToken.None));
        return created.Value.Id;
    });

    /// <summary>Creates an organization whose first admin is the named person (who exists already).</summary>
    public async Task<OrganizationId> OrganizationAsync(string handle, string admin) => await AsOperatorAsync(async () =>
        (await Do<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync(handle, "Organization " + handle, admin, CancellationToken.None))).Value);

    /// <summary>Makes somebody a member, with or without the permission to manage environments.</summary>
    public async Task MemberAsync(string organization, string userName, MemberLevel level = MemberLevel.Member, bool mayManageEnvironments = false) =>
        Assert.True(await AsOperatorAsync(async () => (await Do<OrganizationCommands, Result>(commands =>
            commands.SetMemberAsync(organization, userName, level, mayManageEnvironments, null, CancellationToken.None))).IsOk));

    /// <summary>Starts job runner and outbox, as the portal does.</summary>
    public async Task StartWorkersAsync()
    {
        foreach (var worker in _services.GetServices<IHostedService>())
        {
            await worker.StartAsync(CancellationToken.None);
            _running.Add(worker);
        }
    }

    /// <summary>Stops them in order, so that what is queued from here on waits for another start.</summary>
    public async Task StopWorkersAsync()
    {
        foreach (var worker in _running)
        {
            await worker.StopAsync(CancellationToken.None);
        }

        _running.Clear();
    }

    /// <summary>Waits for something that workers bring about; fails after the time given.</summary>
    public static async Task Until(Func<Task<bool>> isSo, double seconds = 10)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await isSo())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopWorkersAsync();
        await _services.DisposeAsync();
        EmptyDatabase.Close(Folder);
        await DeleteAsync();
    }

    // A page that was just left may still be opening the database, which makes files beside it.
    private async Task DeleteAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                Data.Dispensal.DispensedFolders.Delete(Folder); // what was dispensed is read-only
                return;
            }
            catch (IOException) when (tries < 20)
            {
                await Task.Delay(50);
                EmptyDatabase.Close(Folder);
            }
        }
    }

    private async Task<T> AsOperatorAsync<T>(Func<Task<T>> work)
    {
        var before = _caller.Current;
        AsOperator();
        try
        {
            return await work();
        }
        finally
        {
            _caller.Current = before;
        }
    }

    private sealed class TestCaller
    {
        public Caller Current { get; set; } = Caller.Operator("test");
    }

    private sealed class TestCallerSource(CallerHolder holder, TestCaller test) : ICallerSource
    {
        public Task<Caller> GetAsync(CancellationToken cancellation) => Task.FromResult(holder.Caller ?? test.Current);
    }
}
