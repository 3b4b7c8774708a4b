using TrePortal.Web.CommandLine;
using TrePortal.Web.Hosting;

try
{
    if (Verbs.Handles(args))
    {
        return await Verbs.RunAsync(args, Console.In, Console.Out, Console.Error, CancellationToken.None);
    }

    await using var app = PortalHost.Build(args);
    await PortalStart.PrepareAsync(app.Services, CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (PortalStartException cannot)
{
    await Console.Error.WriteLineAsync(cannot.Message);
    return 1;
}

/// <summary>Named for the tests, which start the portal as it is.</summary>
internal sealed partial class Program;
