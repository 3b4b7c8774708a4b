using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Web.Hosting;

namespace TrePortal.Tests.Faults;

/// <summary>The portal's background workers in a process of their own, on an existing data root, to be killed.</summary>
internal static class JobHost
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var dataRoot])
        {
            await Console.Error.WriteLineAsync("Give the data root. Tests run with \"dotnet test\".");
            return 2;
        }

        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", ContentRootPath = dataRoot });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true })); // sign-in is not served here
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var jobs = new JobOptions { Workers = 2, LeaseSeconds = 1, Attempts = 20 };
        builder.Services.AddPortal(new PortalSettings(new PortalOptions(), new DatabaseOptions(), jobs, dataRoot), new DataRoot(dataRoot, exclusive: true));
        using var host = builder.Build();
        await Console.Out.WriteLineAsync("working");
        await host.RunAsync();
        return 0;
    }
}
