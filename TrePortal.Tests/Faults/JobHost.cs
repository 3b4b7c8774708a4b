using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Hosting;

namespace TrePortal.Tests.Faults;

/// <summary>
/// The portal's background workers in a process of their own, on an existing data root, to be killed; or one command of a
/// person in place of the workers: <c>publish</c> or <c>reactivate</c>, the person, the environment, and the impact that
/// they confirm.
/// </summary>
internal static class JobHost
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var dataRoot, .. var command] || command.Length is not (0 or 4))
        {
            await Console.Error.WriteLineAsync("Give the data root, and a command if wanted. Tests run with \"dotnet test\".");
            return 2;
        }

        // Two portals never share an embedded database; two workers on one stand for two servers with one SQL Server.
        var isOneOfSeveral = Environment.GetEnvironmentVariable("TREPORTAL_TEST_SHARE") == "1";
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", ContentRootPath = dataRoot });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true })); // sign-in is not served here
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var jobs = new JobOptions { Workers = 2, LeaseSeconds = 1, Attempts = 20 };
        builder.Services.AddPortal(new PortalSettings(new PortalOptions(), new DatabaseOptions(), jobs, dataRoot), new DataRoot(dataRoot, exclusive: !isOneOfSeveral));
        using var host = builder.Build();
        if (command.Length > 0)
        {
            return await DoAsync(host.Services, command);
        }

        await Console.Out.WriteLineAsync("working");
        await host.RunAsync();
        return 0;
    }

    private static async Task<int> DoAsync(IServiceProvider services, string[] command)
    {
        var (verb, person, handle, impact) = (command[0], new PersonId(Guid.Parse(command[1], CultureInfo.InvariantCulture)), command[2], command[3]);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = new Caller(person, "page", "local");
        var life = scope.ServiceProvider.GetRequiredService<LifecycleCommands>();
        var result = verb == "publish"
            ? await life.PublishAsync(handle, null, CancellationToken.None)
            : await life.ReactivateAsync(handle, null, impact.Length == 0 ? null : impact, CancellationToken.None);
        await Console.Out.WriteLineAsync(result.Error?.Message ?? "done");
        return result.IsOk ? 0 : 1;
    }
}
