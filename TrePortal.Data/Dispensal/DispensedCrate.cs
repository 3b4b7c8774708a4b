using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TrePortal.Domain.Dispensal;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// What <c>ro-crate-metadata.json</c> tells: RO-Crate 1.1 with the terms of the Five Safes crates. Who asked, who signed
/// off, what was checked, what came of it.
/// </summary>
/// <param name="Project">Its id and name.</param>
/// <param name="Environment">Handle and name.</param>
/// <param name="Requester">Owner of the approved version.</param>
/// <param name="SubmittedAt">Of that version.</param>
/// <param name="SignOffs">Approvals of that version, in the order of the steps.</param>
/// <param name="StartedAt">When the dispensal started: the same in every attempt.</param>
internal sealed record CrateFacts(
    (Guid Id, string Name) Project, (string Handle, string Name) Environment, CratePerson Requester, DateTimeOffset SubmittedAt, IReadOnlyList<CrateSignOff> SignOffs, DateTimeOffset StartedAt);

internal sealed record CratePerson(Guid Id, string Name);

/// <param name="Step">Name of the review step.</param>
internal sealed record CrateSignOff(string Step, CratePerson Reviewer, DateTimeOffset At);

/// <inheritdoc cref="CrateFacts"/>
internal static class DispensedCrate
{
    public const string FileName = "ro-crate-metadata.json";

    private const string Completed = "http://schema.org/CompletedActionStatus";

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true, NewLine = "\n" };

    /// <param name="facts">Where the data come from.</param>
    /// <param name="manifest">With the files that are described; the same whenever the plan is.</param>
    /// <param name="plan">What was worked out before the first byte.</param>
    public static byte[] Write(CrateFacts facts, DispensalManifest manifest, DispensalPlan plan)
    {
        var people = facts.SignOffs.Select(signed => signed.Reviewer).Prepend(facts.Requester).DistinctBy(person => person.Id).ToList();
        var signOffs = facts.SignOffs.Select((signed, at) => SignOff(signed, at + 1)).ToList();
        var checks = Checks(facts, manifest, plan);
        var root = Entity("./", "Dataset", new()
        {
            ["name"] = $"Data dispensed for {manifest.Request.Reference}",
            ["description"] = $"The approved subset of {facts.Environment.Name}, inventory version {manifest.Inventory.Number}, for request {manifest.Request.Reference} version {manifest.Request.Version}. Restricted: it stays in its project.",
            ["datePublished"] = Moment(facts.StartedAt),
            ["license"] = Ref("#terms"),
            ["identifier"] = $"urn:uuid:{manifest.Dispensal}",
            ["sourceOrganization"] = Ref("#project"),
            ["isBasedOn"] = Ref("#request"),
            ["hasPart"] = manifest.Files.Select(file => Ref(IdOf(file.Path))).Append(Ref(DispensalManifest.FileName)).ToList(),
            ["mentions"] = signOffs.Concat(checks).Select(action => Ref((string)action["@id"]!)).Append(Ref("#dispensal")).ToList(),
        });
        var graph = new List<Dictionary<string, object?>>
        {
            Entity(FileName, "CreativeWork", new() { ["conformsTo"] = Ref("https://w3id.org/ro/crate/1.1"), ["about"] = Ref("./") }),
            root,
            Entity("#project", "Project", new() { ["name"] = facts.Project.Name, ["identifier"] = $"urn:uuid:{facts.Project.Id}", ["member"] = Ref(PersonId(facts.Requester)) }),
            Entity("#environment", "Organization", new() { ["name"] = facts.Environment.Name, ["identifier"] = facts.Environment.Handle }),
            Entity("#terms", "CreativeWork", new() { ["name"] = "Restricted access", ["description"] = "Use is governed by the approved request and by the terms of use of the environment. Nothing leaves the project unless they allow it." }),
            Entity("#request", "CreativeWork", new()
            {
                ["name"] = $"Data access request {manifest.Request.Reference}, version {manifest.Request.Version}",
                ["identifier"] = $"urn:uuid:{manifest.Request.Id}",
                ["author"] = Ref(PersonId(facts.Requester)),
                ["dateCreated"] = Moment(facts.SubmittedAt),
                ["sha256"] = manifest.Request.Hash,
            }),
            Entity("#inventory", "Dataset", new() { ["name"] = $"{facts.Environment.Name}, inventory version {manifest.Inventory.Number}", ["identifier"] = $"urn:uuid:{manifest.Inventory.Id}", ["provider"] = Ref("#environment") }),
            Entity("#dispensal", "CreateAction", new()
            {
                ["name"] = "Dispensal of the approved subset",
                ["actionStatus"] = Ref(Completed),
                ["agent"] = Ref("#environment"),
                ["object"] = new List<object> { Ref("#request"), Ref("#inventory") },
                ["result"] = Ref("./"),
                ["startTime"] = Moment(facts.StartedAt),
            }),
        };
        graph.AddRange(people.Select(person => Entity(PersonId(person), "Person", new() { ["name"] = person.Name })));
        graph.AddRange(signOffs);
        graph.AddRange(checks);
        graph.Add(Entity(DispensalManifest.FileName, "File", new() { ["name"] = "Manifest", ["encodingFormat"] = "application/json", ["description"] = "Every file with its size and SHA-256." }));
        graph.AddRange(manifest.Files.Select(File));
        return JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?>
            {
                ["@context"] = new List<object> { "https://w3id.org/ro/crate/1.1/context", new Dictionary<string, string> { ["shp"] = "https://w3id.org/shp#", ["sha256"] = "https://w3id.org/ro/terms/workflow-run#sha256" } },
                ["@graph"] = graph,
            },
            _json);
    }

    private static Dictionary<string, object?> SignOff(CrateSignOff signed, int number) => Assessment($"#sign-off-{number}", "https://w3id.org/shp#SignOff", $"Approval in the review step {signed.Step}", new()
    {
        ["agent"] = Ref(PersonId(signed.Reviewer)),
        ["object"] = Ref("#request"),
        ["endTime"] = Moment(signed.At),
    });

    private static List<Dictionary<string, object?>> Checks(CrateFacts facts, DispensalManifest manifest, DispensalPlan plan) =>
    [
        Assessment("#check-request", "https://w3id.org/shp#CheckValue", "The request is the approved one, by its SHA-256", new() { ["object"] = Ref("#request"), ["instrument"] = manifest.Request.Hash, ["endTime"] = Moment(facts.StartedAt) }),
        Assessment("#check-plan", "https://w3id.org/shp#ValidationCheck", "Cohort, fields and files follow from the approved request alone, by the SHA-256 of their plan", new() { ["object"] = Ref("./"), ["instrument"] = manifest.PlanHash, ["endTime"] = Moment(facts.StartedAt) }),
        Assessment("#check-withdrawn", "https://w3id.org/shp#DisclosureCheck", "Nobody who has withdrawn is in it", new() { ["object"] = Ref("./"), ["instrument"] = plan.Withdrawn.Length > 0 ? plan.Withdrawn : null, ["endTime"] = Moment(facts.StartedAt) }),
    ];

    private static Dictionary<string, object?> Assessment(string id, string kind, string name, Dictionary<string, object?> more) => Entity(id, "AssessAction", new(more)
    {
        ["additionalType"] = Ref(kind),
        ["name"] = name,
        ["actionStatus"] = Ref(Completed),
    });

    private static Dictionary<string, object?> File(ManifestFile file) => Entity(IdOf(file.Path), "File", new()
    {
        ["name"] = file.Path,
        ["contentSize"] = file.Bytes.ToString(CultureInfo.InvariantCulture),
        ["encodingFormat"] = file.Path.EndsWith(".csv", StringComparison.Ordinal) && file.Rows is not null ? "text/csv" : "application/octet-stream",
        ["sha256"] = file.Sha256,
    });

    private static Dictionary<string, object?> Entity(string id, string type, Dictionary<string, object?> members)
    {
        var entity = new Dictionary<string, object?> { ["@id"] = id, ["@type"] = type };
        foreach (var (name, value) in members.Where(member => member.Value is not null))
        {
            entity[name] = value;
        }

        return entity;
    }

    // An @id is an IRI: a name is escaped, its slashes are not.
    private static string IdOf(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string PersonId(CratePerson person) => $"urn:uuid:{person.Id}";

    private static Dictionary<string, string> Ref(string id) => new() { ["@id"] = id };

    private static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
