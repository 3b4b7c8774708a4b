using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// The file form of a configuration (docs/configuration.md), written one way and read strictly: an unknown, repeated or
/// missing member is an error that names its place.
/// </summary>
public static class ConfigurationJson
{
    public const string Format = "tre-portal/environment-configuration";
    public const int Version = 1;

    private const int MostListed = 10_000;

    // They count the changes of one environment and mean nothing in another.
    private static readonly string[] OwnNumbers = ["version", "termsVersion"];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file, never put into a page unencoded
        MaxDepth = 16,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The whole file. Documents are read from the store, one at a time.</summary>
    public static async Task WriteAsync(Stream target, EnvironmentConfiguration configuration, IDocumentStore store, CancellationToken cancellation)
    {
        var policies = JsonSerializer.SerializeToNode(configuration.Policies, Options)!.AsObject();
        OwnNumbers.ToList().ForEach(number => policies.Remove(number));
        var documents = configuration.Documents is null ? null : new List<FileDocument>();
        foreach (var document in configuration.Documents ?? [])
        {
            documents!.Add(new(document.Title, document.File.FileName, document.File.Hash, await ReadAsync(store, document.File.Hash, cancellation)));
        }

        var file = new FileForm(Format, Version, FileDetails.Of(configuration.Details), configuration.Region, JsonSerializer.SerializeToElement(policies, Options), configuration.Pipeline)
        {
            TermsOfUse = configuration.TermsOfUse,
            Showcase = configuration.Showcase,
            Documents = documents,
            People = configuration.People,
        };
        await JsonSerializer.SerializeAsync(target, file, Options, cancellation);
    }

    /// <summary>Reads a file; its documents are checked and kept by the store, as if they had been sent by themselves.</summary>
    public static async Task<Result<EnvironmentConfiguration>> ReadAsync(Stream source, IDocumentStore store, CancellationToken cancellation)
    {
        try
        {
            var file = await JsonSerializer.DeserializeAsync<FileForm>(source, Options, cancellation);
            return file is null ? new Invalid("$", "json", "The file holds null where a configuration is expected.")
                : ProblemOf(file) is { } problem ? problem
                : await ConfigurationOf(file, store, cancellation);
        }
        catch (JsonException wrong)
        {
            return ProblemOf(wrong, "$");
        }
    }

    private static async Task<Result<EnvironmentConfiguration>> ConfigurationOf(FileForm file, IDocumentStore store, CancellationToken cancellation)
    {
        var policies = PoliciesOf(file.Policies);
        if (!policies.IsOk)
        {
            return policies.Error;
        }

        var documents = file.Documents is null ? null : new List<ConfiguredDocument>();
        foreach (var (document, at) in (file.Documents ?? []).Select((document, at) => (document, at)))
        {
            var received = await store.ReceiveAsync(document.FileName, new MemoryStream(document.Content, writable: false), cancellation);
            if (!received.IsOk)
            {
                return new Invalid($"$.documents[{at}]", received.Error.Code, received.Error.Message);
            }

            if (received.Value.Hash != document.Sha256)
            {
                return new Invalid($"$.documents[{at}].sha256", "hash", "The content does not have this SHA-256: the file was changed or cut.");
            }

            documents!.Add(new(document.Title, received.Value));
        }

        return new EnvironmentConfiguration(file.Details.ToDetails(), file.Region, file.Pipeline, policies.Value) { TermsOfUse = file.TermsOfUse, Showcase = file.Showcase, Documents = documents, People = file.People };
    }

    private static Result<Policies> PoliciesOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || OwnNumbers.Any(number => element.TryGetProperty(number, out _)))
        {
            return new Invalid("$.policies", "json", "Policies are an object without version and termsVersion: these count the changes of one environment.");
        }

        try
        {
            var policies = JsonObject.Create(element)!;
            policies["version"] = 0;
            var read = policies.Deserialize<Policies>(Options)!;
            return read.AllowedNetworks.Contains(null!) ? new Invalid("$.policies.allowedNetworks", "json", "The list holds null.") : read;
        }
        catch (JsonException wrong)
        {
            return ProblemOf(wrong, "$.policies");
        }
    }

    // What the types alone do not say: the kind of file, and that a list holds no null and has an end.
    private static Invalid? ProblemOf(FileForm file)
    {
        (string Path, IReadOnlyList<object?> Items)[] lists =
        [
            ("$.details.keywords", file.Details.Keywords), ("$.details.categories", file.Details.Categories), ("$.pipeline.steps", file.Pipeline.Steps), ("$.documents", file.Documents ?? []),
            ("$.people.admins", file.People?.Admins ?? []), ("$.people.authorizedUsers", file.People?.AuthorizedUsers ?? []), ("$.people.reviewers", file.People?.Reviewers ?? []),
        ];
        return file.Format != Format ? new Invalid("$.format", "format", $"This is no configuration of an environment: format must be \"{Format}\".")
            : file.Version != Version ? new Invalid("$.version", "version", $"This portal reads version {Version} of the format.")
            : lists.Where(list => list.Items.Contains(null)).Select(list => new Invalid(list.Path, "json", "The list holds null.")).FirstOrDefault()
            ?? lists.Where(list => list.Items.Count > MostListed).Select(list => new Invalid(list.Path, "too-many", $"The list has more than {MostListed:N0} entries.")).FirstOrDefault();
    }

    private static Invalid ProblemOf(JsonException wrong, string root)
    {
        var path = root + (wrong.Path is { Length: > 1 } below ? below[1..] : "");
        var place = wrong.LineNumber is { } line && root == "$" ? $"Line {line + 1}, column {wrong.BytePositionInLine + 1}: " : "";
        var what = wrong.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "this member is unknown."
            : wrong.Message.Contains("uplicate", StringComparison.Ordinal) ? "this member is there twice."
            : wrong.Message.Contains("missing required", StringComparison.Ordinal) ? "a member is missing."
            : "this is no acceptable JSON, or a value is of the wrong kind.";
        return new Invalid(path, "json", place + what);
    }

    private static async Task<byte[]> ReadAsync(IDocumentStore store, string hash, CancellationToken cancellation)
    {
        await using var content = store.Open(hash) ?? throw new FileNotFoundException("The content of a document is not in the data folder.", hash);
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private sealed record FileForm(string Format, int Version, FileDetails Details, string Region, JsonElement Policies, ConfiguredPipeline Pipeline)
    {
        public string? TermsOfUse { get; init; }

        public ShowcaseMode? Showcase { get; init; }

        public IReadOnlyList<FileDocument>? Documents { get; init; }

        public ConfiguredPeople? People { get; init; }
    }

    private sealed record FileDetails(string Name, string Description, string Contact, IReadOnlyList<string> Keywords, IReadOnlyList<string> Categories)
    {
        public static FileDetails Of(EnvironmentDetails details) => new(details.Name, details.Description, details.Contact, details.Keywords, details.Categories);

        public EnvironmentDetails ToDetails() => new(Name, Description, Contact, Keywords, Categories);
    }

    private sealed record FileDocument(string Title, string FileName, string Sha256, byte[] Content);
}
