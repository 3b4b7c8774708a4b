using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.CommandLine;

/// <summary>What a verb gets to work with.</summary>
internal sealed record VerbContext(IServiceProvider Services, Arguments Arguments, TextReader Input, TextWriter Output, TextWriter Error);

/// <summary>One verb: its words, its help, what it takes, what it does. Exit codes: 0 done, 1 refused or failed, 2 not understood.</summary>
internal sealed record Verb(string Words, string Summary, string Help, string[] Valued, string[] Flags, Func<VerbContext, CancellationToken, Task<int>> RunAsync)
{
    /// <summary>It needs neither data root nor database, and makes none.</summary>
    public bool IsOffline { get; init; }
}

/// <summary>
/// The command line. It works on the data root while the portal is stopped and while it runs: a verb takes no exclusive
/// lock, writes through the same door, and leaves nothing running.
/// </summary>
internal static class Verbs
{
    private static readonly IReadOnlyList<Verb> All = [UserVerbs.Create, TokenVerbs.Create, InventoryVerbs.Validate, AuditVerbs.Verify, InvariantVerbs.Check];

    private static readonly string[] HelpWords = ["--help", "-h", "help"];

    /// <summary>Whether these words ask for a verb; otherwise they are settings of the portal.</summary>
    public static bool Handles(IReadOnlyList<string> words) => words.Count > 0 && (HelpWords.Contains(words[0]) || !words[0].StartsWith('-'));

    public static async Task<int> RunAsync(IReadOnlyList<string> words, TextReader input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (HelpWords.Contains(words[0]))
        {
            await output.WriteLineAsync(Overview());
            return 0;
        }

        var verb = All.FirstOrDefault(candidate => words.Count >= candidate.Words.Split(' ').Length && candidate.Words.Split(' ').SequenceEqual(words.Take(candidate.Words.Split(' ').Length)));
        if (verb is null)
        {
            await error.WriteLineAsync($"There is no command \"{string.Join(' ', words.TakeWhile(word => !word.StartsWith('-')))}\".\n\n{Overview()}");
            return 2;
        }

        var rest = words.Skip(verb.Words.Split(' ').Length).ToList();
        if (verb == InventoryVerbs.Validate && rest is [{ Length: > 0 } folder, ..] && !folder.StartsWith('-') && !HelpWords.Contains(folder))
        {
            rest.Insert(0, "--folder"); // said as "inventory validate DIR"
        }

        if (rest.Any(HelpWords.Contains))
        {
            await output.WriteLineAsync($"{verb.Words} {verb.Help}");
            return 0;
        }

        return await RunAsync(verb, rest, input, output, error, cancellation);
    }

    private static async Task<int> RunAsync(Verb verb, List<string> words, TextReader input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            var arguments = Arguments.Parse(words, verb.Valued, verb.Flags);
            await using var services = verb.IsOffline ? BuildOffline() : Build();
            if (!verb.IsOffline)
            {
                await PortalStart.MigrateAsync(services, cancellation);
            }

            await using var scope = services.CreateAsyncScope();
            if (!verb.IsOffline)
            {
                scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = Caller.Operator("command line");
            }

            return await verb.RunAsync(new(scope.ServiceProvider, arguments, input, output, error), cancellation);
        }
        catch (UsageException usage)
        {
            await error.WriteLineAsync($"{usage.Message} See: {verb.Words} --help");
            return 2;
        }
    }

    /// <summary>Says why and answers the exit code.</summary>
    public static async Task<int> RefuseAsync(this VerbContext context, Error error)
    {
        foreach (var message in error is Invalid invalid ? invalid.Problems.Select(problem => problem.Message) : [error.Message])
        {
            await context.Error.WriteLineAsync(message);
        }

        return 1;
    }

    /// <summary>The portal without its faces and without its workers, on the same settings.</summary>
    private static ServiceProvider Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = PortalHost.EnvironmentWhenUnsaid([]) });
        PortalSettings.AddFile(builder.Configuration);
        var settings = PortalSettings.Read(builder.Configuration, builder.Environment);
        var services = new ServiceCollection();
        services.AddLogging(logs => logs.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IConfiguration>(builder.Configuration);
        services.AddPortal(settings, new DataRoot(settings.DataRoot, exclusive: false));
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    private static ServiceProvider BuildOffline() =>
        new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<InventoryValidator>().BuildServiceProvider();

    private static string Overview()
    {
        var width = All.Max(verb => verb.Words.Length);
        var lines = All.Select(verb => $"  {verb.Words.PadRight(width)}  {verb.Summary}");
        return $"Without a command the portal starts. Commands, each with --help:\n{string.Join('\n', lines)}";
    }
}
