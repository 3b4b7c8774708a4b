using System.Globalization;

namespace TrePortal.Web.Shared;

/// <summary>Every address of the portal is built here, so that a page can move without anybody hunting for its links.</summary>
public static class Addresses
{
    public const string ResourceCenter = "/";
    public const string MyRequests = "/requests";
    public const string MyReviews = "/reviews";
    public const string Projects = "/projects";
    public const string AdminHome = "/admin";
    public const string AdminEnvironments = "/admin/environments";
    public const string NewEnvironment = AdminEnvironments + "/new";
    public const string AdminOrganization = "/admin/organization";
    public const string AdminUsers = "/admin/users";
    public const string AdminNewUser = "/admin/users/new";
    public const string AdminNewOrganization = "/admin/organizations/new";
    public const string AdminAudit = "/admin/audit";
    public const string AdminInvariants = "/admin/invariants";
    public const string AdminMail = "/admin/mail";
    public const string AdminAuditExport = "/admin/audit/export";
    public const string SignIn = "/account/sign-in";
    public const string SignOut = "/account/sign-out";
    public const string SetPassword = "/account/set-password";
    public const string Bootstrap = "/account/bootstrap";
    public const string AccessTokens = "/me/tokens";
    public const string Notifications = "/me/notifications";
    public const string NotificationSettings = "/me/notifications/settings";
    public const string MyInvitations = "/me/invitations";

    /// <summary>Where the link of an invitation leads; anybody may come, and the secret says to what.</summary>
    public const string Invitation = "/invitation";
    public const string Error = "/error";
    public const string NotFound = "/not-found";

    public static string Environment(string handle) => $"/environments/{Part(handle)}";

    public static string Showcase(string handle) => $"/environments/{Part(handle)}/explore";

    /// <summary>The page that starts a request, with a saved cohort or for everybody.</summary>
    public static string NewRequest(string environment, Guid? cohort = null) =>
        With("/requests/new", ("environment", environment), ("cohort", cohort?.ToString("D")));

    public static string Request(Guid id) => $"/requests/{id:D}";

    public static string RequestEdit(Guid id) => $"/requests/{id:D}/edit";

    public static string Review(Guid requestId) => $"/reviews/{requestId:D}";

    /// <summary>Begins a project from an approved request.</summary>
    public static string NewProject(Guid request) => With("/projects/new", ("request", request.ToString("D")));

    public static string Project(Guid id) => $"/projects/{id:D}";

    /// <summary>A tab of the project, or a file looked at beside its files.</summary>
    /// <param name="dispensal">Whose files; null for the newest delivered one.</param>
    public static string Project(Guid id, string? tab = null, string? file = null, int page = 1, Guid? dispensal = null) =>
        With(Project(id), ("tab", tab), ("dispensal", dispensal?.ToString("D")), ("file", file), ("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null));

    public static string Evidence(Guid request) => $"{Request(request)}/evidence";

    public static string ProjectDownload(Guid id, string path, Guid? dispensal = null) =>
        With($"{Project(id)}/download/{string.Join('/', path.Split('/').Select(Part))}", ("dispensal", dispensal?.ToString("D")));

    /// <summary>Where files for a request go, by POST.</summary>
    public static string AttachmentUpload(Guid request) => $"{Request(request)}/attachments/upload";

    public static string Attachment(Guid request, Guid attachment) => $"{Request(request)}/attachments/{attachment:D}";

    /// <param name="rest">Below the section, such as <c>versions/3</c>: parts that need no escaping.</param>
    /// <summary>Where files for the project's own folder go, by POST.</summary>
    public static string ProjectWork(Guid id) => $"{Project(id)}/work";

    public static string ProjectWork(Guid id, string path) => $"{ProjectWork(id)}/{string.Join('/', path.Split('/').Select(Part))}";

    public static string AdminEnvironment(string handle, string? section = null, string? rest = null) =>
        section is null ? $"{AdminEnvironments}/{Part(handle)}"
        : rest is null ? $"{AdminEnvironments}/{Part(handle)}/{Part(section)}"
        : $"{AdminEnvironments}/{Part(handle)}/{Part(section)}/{rest}";

    /// <summary>An organization, a tab of it, and beside it the member whom to remove.</summary>
    public static string Organization(string handle, string? tab = null, string? remove = null) =>
        With(AdminOrganization, ("org", handle), ("tab", tab), ("remove", remove));

    /// <summary>A document of an environment, to be read.</summary>
    public static string Document(string handle, Guid document) => $"{Environment(handle)}/documents/{document:D}";

    /// <summary>Its content as a file; a picture may be shown from there.</summary>
    public static string DocumentContent(string handle, Guid document) => $"{Document(handle, document)}/content";

    /// <summary>The configuration of an environment as a file.</summary>
    public static string ConfigurationExport(string handle, bool documents, bool people) =>
        With($"{AdminEnvironments}/{Part(handle)}/configuration/export.json", ("documents", documents ? null : "false"), ("people", people ? "true" : null));

    /// <summary>Where a configuration goes, by POST.</summary>
    public static string ConfigurationImport(string handle) => $"{AdminEnvironments}/{Part(handle)}/configuration/import";

    /// <summary>Where documents go, by POST.</summary>
    public static string DocumentUpload(string handle) => $"{AdminEnvironments}/{Part(handle)}/documents/upload";

    /// <summary>Where the showcase of the version under construction is made from its tabular inventory.</summary>
    public static string ShowcaseBuilder(string handle) => AdminEnvironment(handle, "inventory", "showcase");

    /// <summary>Looks into a version: entities, fields, codings, files or collections.</summary>
    public static string InventoryBrowser(string handle, int number, string? part = null) =>
        AdminEnvironment(handle, "inventory", string.Create(CultureInfo.InvariantCulture, $"versions/{number}/browse")) + (part is null ? "" : "/" + part);

    /// <summary>Edits the data collections of the version under construction.</summary>
    public static string CollectionsEditor(string handle, int number) =>
        AdminEnvironment(handle, "inventory", string.Create(CultureInfo.InvariantCulture, $"versions/{number}/collections"));

    /// <summary>The data collections as a file; with the reader's own draft instead when there is one.</summary>
    public static string CollectionsFile(string handle, int number, bool draft = false) =>
        With(CollectionsEditor(handle, number) + "/data_collections.json", ("draft", draft ? "true" : null));

    /// <summary>One inventory version, or a part of its page such as <c>changes</c>.</summary>
    public static string InventoryVersion(string handle, int number, string? part = null) =>
        AdminEnvironment(handle, "inventory", string.Create(CultureInfo.InvariantCulture, $"versions/{number}{(part is null ? "" : "/" + part)}"));

    /// <summary>All inventory versions.</summary>
    public static string InventoryVersions(string handle) => AdminEnvironment(handle, "inventory", "versions");

    public static string Withdrawn(string handle) => AdminEnvironment(handle, "inventory", "withdrawn");

    /// <summary>Where a list of withdrawn participants goes, by POST.</summary>
    public static string WithdrawnUpload(string handle) => AdminEnvironment(handle, "inventory", "withdrawn/upload");

    /// <summary>Where files for an inventory version go, by POST.</summary>
    public static string InventoryUpload(string handle, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{AdminEnvironments}/{Part(handle)}/inventory/{number}/upload");

    public static string ImportReportCsv(string handle, Guid import) => $"{AdminEnvironments}/{Part(handle)}/inventory/imports/{import:D}/report.csv";

    /// <summary>What became of a list of members that was added, as a file.</summary>
    public static string MembersBatchCsv(string handle, Guid batch) => $"{AdminEnvironments}/{Part(handle)}/members/batches/{batch:D}/result.csv";

    /// <summary>The sign-in page, which brings the person back to where they wanted to go.</summary>
    public static string SignInAndReturn(string returnTo) => With(SignIn, ("returnUrl", returnTo));

    /// <summary>An address with a query; parts without a value are left out, so that the plainest view has the plainest link.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in query)
        {
            if (!string.IsNullOrEmpty(value))
            {
                address = string.Create(CultureInfo.InvariantCulture, $"{address}{separator}{Part(name)}={Part(value)}");
                separator = '&';
            }
        }

        return address;
    }

    private static string Part(string text) => Uri.EscapeDataString(text);
}
