using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Seed;

/// <summary>Runs the demonstration's steps on the first start with an empty database.</summary>
public sealed partial class Demonstration(
    IPeopleQueries people, IEnumerable<IDemoStep> steps, DemoActors actors, DataRoot root, ILogger<Demonstration> log)
{
    // Written at the end: a start that was interrupted half way says so instead of offering half a demonstration.
    private string Marker => Path.Combine(root.Path, "demo.done");

    /// <exception cref="InvalidOperationException">An earlier start was interrupted while the demonstration was made.</exception>
    public async Task SeedAsync(CancellationToken cancellation)
    {
        if (File.Exists(Marker))
        {
            return;
        }

        var started = Path.Combine(root.Path, "demo.started");
        if (!await people.IsEmptyAsync(cancellation))
        {
            if (File.Exists(started))
            {
                throw new InvalidOperationException($"The demonstration was interrupted while it was made. Delete the folder {root.Path} and start again.");
            }

            return; // somebody's own portal
        }

        await File.WriteAllTextAsync(started, "", cancellation);
        LogSeeding();
        foreach (var step in steps.OrderBy(step => step.Order))
        {
            await step.RunAsync(actors, cancellation);
        }

        File.Move(started, Marker);
    }

    [LoggerMessage(9401, LogLevel.Information, "Making the demonstration: invented people and data")]
    private partial void LogSeeding();
}

public static class SeedServices
{
    /// <summary>Only where a demonstration is wanted: Development, and Portal:Demo is not false.</summary>
    public static IServiceCollection AddDemonstration(this IServiceCollection services)
    {
        services.AddScoped<Demonstration>();
        services.AddScoped<DemoActors>();
        services.AddScoped<DemoPeople>();
        services.AddScoped<IDemonstration>(scope => scope.GetRequiredService<DemoPeople>());

        // The steps, in order.
        services.AddScoped<IDemoStep>(scope => scope.GetRequiredService<DemoPeople>());
        services.AddScoped<IDemoStep, DemoEnvironments>();
        services.AddScoped<IDemoStep, DemoRequests>();
        return services;
    }
}
