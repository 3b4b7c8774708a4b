using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Tests.Support;

/// <summary>The whole portal, pages and API, in memory, on a data root of its own and without demonstration data.</summary>
public sealed class TestWeb : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tre-portal-web-").FullName;
    private readonly WebApplicationFactory<Program> _factory;

    public TestWeb(params (string Key, string Value)[] settings)
        : this(_ => { }, settings)
    {
    }

    /// <param name="more">Registers over the portal's own.</param>
    /// <param name="settings">As in appsettings.json.</param>
    public TestWeb(Action<IServiceCollection> more, params (string Key, string Value)[] settings)
    {
        EmptyDatabase.CopyTo(_folder);
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("Portal:DataRoot", _folder);
            host.UseSetting("Portal:Demo", "false");
            host.ConfigureServices(EmptyDatabase.ConfigureDatabaseForTests);
            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureServices(more);
            host.ConfigureServices(services => services.AddTransient<IStartupFilter>(_ => new Wire(this)));
        });
    }

    public IServiceProvider Services => _factory.Services;

    /// <summary>The address at the other end of the wire: of the caller, or of the proxy in front. None to begin with.</summary>
    public IPAddress? Peer { get; set; }

    /// <summary>Without cookies and redirects, as a script calls.</summary>
    public HttpClient Client() => _factory.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });

    /// <summary>A browser of its own: keeps cookies, follows nothing.</summary>
    public HttpClient Browser() => _factory.CreateClient(new() { AllowAutoRedirect = false });

    /// <summary>Runs commands as the operator, to prepare a test.</summary>
    public async Task<TResult> AsOperator<TService, TResult>(Func<TService, Task<TResult>> work)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = Caller.Operator("test");
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task<PersonId> PersonAsync(string userName, bool platformAdmin = false) =>
        (await AsOperator<PeopleCommands, Result<NewPerson>>(commands =>
            commands.CreateAsync(new(userName, "Test " + userName, userName + "@example.org"), platformAdmin, null, CancellationToken.None))).Value.Id;

    /// <summary>A client that calls the API as this person.</summary>
    public async Task<HttpClient> ApiAs(string userName, TokenScope scope = TokenScope.Write)
    {
        var token = await TokenAsync(userName, scope);
        return ApiWith(token);
    }

    /// <summary>A token of this person, which works after a restart too.</summary>
    public async Task<string> TokenAsync(string userName, TokenScope scope = TokenScope.Write) =>
        (await AsOperator<AccessTokenCommands, Result<NewToken>>(commands => commands.CreateForAsync(userName, new("test", scope, 1), CancellationToken.None))).Value.Secret!;

    /// <summary>A client that calls the API with a token.</summary>
    public HttpClient ApiWith(string token)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        EmptyDatabase.Close(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Wire(TestWeb web) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Connection.RemoteIpAddress = web.Peer ?? context.Connection.RemoteIpAddress;
                return rest(context);
            });
            next(app);
        };
    }
}
