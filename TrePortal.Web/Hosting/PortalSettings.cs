using System.Globalization;
using Microsoft.Extensions.Configuration.Json;
using TrePortal.Data.Environments.Documents;
using TrePortal.Data.Inventory;
using TrePortal.Data.Kernel;
using TrePortal.Data.Notifications;
using TrePortal.Data.Projects;
using TrePortal.Domain.Environments;

namespace TrePortal.Web.Hosting;

/// <summary>Section <c>Portal</c> of appsettings.json.</summary>
public sealed record PortalOptions
{
    /// <summary>Empty: <c>.data</c> under the repository with "dotnet run" in Development, else under the content root.</summary>
    public string DataRoot { get; init; } = "";

    public bool Demo { get; init; } = true;

    /// <summary>The address that people type, for links that leave the portal and for the origin check behind a proxy.</summary>
    public string PublicAddress { get; init; } = "";

    /// <summary>Addresses of proxies whose X-Forwarded headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>API calls that one person may make in a minute.</summary>
    public int ApiCallsPerMinute { get; init; } = 3000;

    /// <summary>Sign-ins that one network address may try in a minute.</summary>
    public int SignInsPerMinute { get; init; } = 60;
}

/// <summary>All settings, read and looked at once, before anything starts.</summary>
public sealed record PortalSettings(PortalOptions Portal, DatabaseOptions Database, JobOptions Jobs, string DataRoot)
{
    public InventoryOptions Inventory { get; init; } = new();

    public DocumentOptions Documents { get; init; } = new();

    public ProjectOptions Projects { get; init; } = new();

    public MailOptions Mail { get; init; } = new();

    /// <summary>Adds the appsettings.json beside the program below every other source: environment and command line win.</summary>
    public static void AddFile(ConfigurationManager configuration)
    {
        var file = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true, ReloadOnChange = false };
        file.ResolveFileProvider();
        ((IConfigurationBuilder)configuration).Sources.Insert(0, file);
    }

    /// <exception cref="PortalStartException">A setting is unknown or its value makes no sense.</exception>
    public static PortalSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var portal = Bind<PortalOptions>(configuration, "Portal");
        var database = Bind<DatabaseOptions>(configuration, "Database");
        var jobs = Bind<JobOptions>(configuration, "Jobs");
        Require(database.IsSqlite ? string.Equals(database.Engine, "Sqlite", StringComparison.OrdinalIgnoreCase) : database.ConnectionString.Length > 0,
            "Database:Engine is Sqlite or SqlServer, and SqlServer needs Database:ConnectionString.");
        Require(database.PatienceSeconds is >= 1 and <= 600, "Database:PatienceSeconds is 1 to 600.");
        Require(jobs is { Workers: >= 0 and <= 64, LeaseSeconds: >= 1 and <= 3600, Attempts: >= 1 and <= 100 },
            "Jobs:Workers is 0 to 64, Jobs:LeaseSeconds 1 to 3600, Jobs:Attempts 1 to 100.");
        Require(portal is { ApiCallsPerMinute: >= 1, SignInsPerMinute: >= 1 }, "Portal:ApiCallsPerMinute and Portal:SignInsPerMinute are at least 1.");
        Require(portal.PublicAddress.Length == 0 || IsAddress(portal.PublicAddress),
            "Portal:PublicAddress is an address such as https://portal.example.org.");
        Require(portal.TrustedProxies.All(proxy => System.Net.IPAddress.TryParse(proxy, out _)), "Portal:TrustedProxies are IP addresses.");
        var inventory = Bind<InventoryOptions>(configuration, "Inventory");
        var documents = Bind<DocumentOptions>(configuration, "Documents");
        Require(documents.MaxBytes is >= 1 and <= EnvironmentDocument.MostBytesTogether, $"Documents:MaxBytes is 1 to {EnvironmentDocument.MostBytesTogether}.");
        Require(inventory is { MaxUploadBytes: >= 1, MaxUploadFiles: >= 1 }, "Inventory:MaxUploadBytes and Inventory:MaxUploadFiles are at least 1.");
        Require(inventory.FileRoots.All(Path.IsPathFullyQualified), "Inventory:FileRoots are absolute folders.");
        var projects = Bind<ProjectOptions>(configuration, "Projects");
        Require(projects.WorkQuotaBytes >= 0, "Projects:WorkQuotaBytes is 0 or more.");
        return new(portal, database, jobs, DataRootOf(portal, environment)) { Inventory = inventory, Documents = documents, Projects = projects, Mail = MailOf(configuration, portal) };
    }

    private static MailOptions MailOf(IConfiguration configuration, PortalOptions portal)
    {
        var mail = Bind<MailOptions>(configuration, "Mail");
        mail = mail with { PublicAddress = (mail.PublicAddress.Length > 0 ? mail.PublicAddress : portal.PublicAddress).TrimEnd('/') };
        Require(mail is { Port: >= 1 and <= 65535, Attempts: >= 1 and <= 100, TimeoutSeconds: >= 1 and <= 600 }, "Mail:Port is 1 to 65535, Mail:Attempts 1 to 100, Mail:TimeoutSeconds 1 to 600.");
        Require(TimeZoneInfo.TryFindSystemTimeZoneById(mail.TimeZone, out _), "Mail:TimeZone is UTC or a name such as Europe/Helsinki.");
        if (mail.IsOn)
        {
            Require(System.Net.Mail.MailAddress.TryCreate(mail.From, out _), "Mail:From is the address that mails come from, such as portal@example.org.");
            Require(IsAddress(mail.PublicAddress), "Mail needs Portal:PublicAddress or Mail:PublicAddress, such as https://portal.example.org, for its links.");
            Require(mail.Tls == MailTls.StartTls || mail.User.Length == 0 || mail.Host is "localhost" or "127.0.0.1" or "::1", "Mail:User is sent encrypted only: set Mail:Tls to StartTls.");
        }

        return mail;
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    /// <summary>The address that people type, without a slash at the end.</summary>
    public string PublicAddress(IConfiguration configuration) =>
        (Portal.PublicAddress.Length > 0 ? Portal.PublicAddress : configuration["urls"]?.Split(';')[0] ?? "http://localhost:5080").TrimEnd('/');

    private static string DataRootOf(PortalOptions portal, IHostEnvironment environment) =>
        portal.DataRoot.Length > 0
            ? Path.GetFullPath(portal.DataRoot)
            : Path.Combine((environment.IsDevelopment() ? RepositoryAbove(environment.ContentRootPath) : null) ?? environment.ContentRootPath, ".data");

    private static string? RepositoryAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "TrePortal.sln")))
            {
                return at.FullName;
            }
        }

        return null;
    }

    private static T Bind<T>(IConfiguration configuration, string section)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException wrong)
        {
            throw new PortalStartException(string.Create(CultureInfo.InvariantCulture, $"A setting in section {section} is not right: {wrong.Message}"));
        }
    }

    private static void Require(bool isRight, string rule)
    {
        if (!isRight)
        {
            throw new PortalStartException(rule);
        }
    }
}

/// <summary>The portal cannot start, for a reason that its operator can mend. The message says how.</summary>
public sealed class PortalStartException(string message) : Exception(message);
