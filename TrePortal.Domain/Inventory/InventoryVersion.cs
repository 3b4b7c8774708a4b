using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Inventory;

public readonly record struct InventoryVersionId(Guid Value) : IEntityId<InventoryVersionId>
{
    public static InventoryVersionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public enum InventoryVersionState
{
    /// <summary>Under construction; nobody but the admins sees it.</summary>
    Pending,

    /// <summary>What researchers explore and dispensals take. Never changes again.</summary>
    Active,

    /// <summary>Was active; kept as it was.</summary>
    Superseded,
}

/// <summary>
/// One release of an environment's inventory. Assets arrive by import, all or nothing; once active it never changes.
/// Who may is decided by the environment (room above), so the methods here check the version's own state only.
/// </summary>
public sealed class InventoryVersion : AggregateRoot
{
    private InventoryVersion()
    {
    }

    public InventoryVersionId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>1, 2, 3, ... in the environment.</summary>
    public int Number { get; private set; }

    public string Label { get; private set; } = "";

    public string Notes { get; private set; } = "";

    public PersonId Author { get; private set; }

    public InventoryVersionState State { get; private set; }

    public InventoryAssets Assets { get; private set; } = InventoryAssets.None;

    /// <summary>The rules that its numbers are published under, from its activation on, whatever the policies say later; null before.</summary>
    public DisclosureTier? Tier { get; private set; }

    /// <summary>What its imports warned of, by asset and code.</summary>
    public IReadOnlyList<VersionWarning> Warnings { get; private set; } = [];

    /// <summary>Warnings that nobody has acknowledged; beside <see cref="Warnings"/> for lists.</summary>
    public int OpenWarnings { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ActivatedAt { get; private set; }

    public static InventoryVersion Start(EnvironmentId environment, int number, PersonId author, DateTimeOffset now)
    {
        var version = new InventoryVersion
        {
            Id = EntityId.New<InventoryVersionId>(now),
            Environment = environment,
            Number = number,
            Label = $"Version {number}",
            Author = author,
            CreatedAt = now,
        };
        version.Record(new InventoryVersionCreated(version.Id, environment, number));
        return version;
    }

    /// <summary>A next version begins with everything the one before holds; imports then replace assets one by one.</summary>
    public static InventoryVersion After(InventoryVersion before, PersonId author, DateTimeOffset now)
    {
        var version = Start(before.Environment, before.Number + 1, author, now);
        version.Assets = before.Assets;
        version.Warnings = before.Warnings; // what is kept was read and acknowledged then
        version.OpenWarnings = before.OpenWarnings;
        return version;
    }

    public Result Describe(string label, string notes)
    {
        if (State != InventoryVersionState.Pending)
        {
            return Fixed();
        }

        if (string.IsNullOrWhiteSpace(label) || label.Length > 100)
        {
            return new Invalid(nameof(Label), "label", "Give a label of at most 100 characters.");
        }

        if (notes.Length > 10_000)
        {
            return new Invalid(nameof(Notes), "notes", "Release notes may have at most 10,000 characters.");
        }

        Label = label.Trim();
        Notes = notes.Trim();
        Record(new InventoryVersionDescribed(Id, Environment, Label));
        return Result.Ok;
    }

    /// <summary>Takes over what an import delivered; everything else stays as it was.</summary>
    /// <param name="imported">Null where an asset was not sent.</param>
    /// <param name="warnings">What the import warned of, without acknowledgements.</param>
    public Result Accept(InventoryAssets imported, IReadOnlyList<VersionWarning>? warnings = null)
    {
        if (State != InventoryVersionState.Pending)
        {
            return Fixed();
        }

        Warn(VersionWarnings.After(Warnings, Assets, imported, warnings ?? []));
        Assets = Assets.ReplacedBy(imported);
        Record(new InventoryImported(Id, Environment, Assets.Hashes()));
        return Result.Ok;
    }

    /// <summary>Takes an optional asset away again.</summary>
    public Result Drop(InventoryAsset asset)
    {
        if (State != InventoryVersionState.Pending)
        {
            return Fixed();
        }

        var needed = asset switch
        {
            InventoryAsset.Tabular when Assets.Collections is not null => "The data collections name fields of the tabular inventory. Remove them first.",
            InventoryAsset.Tabular when Assets.Files is not null => "The file inventory names people of the tabular inventory. Remove it first.",
            InventoryAsset.Collections when Assets.Files is not null => "The file inventory names the data collections. Remove it first.",
            _ => null,
        };
        if (needed is not null)
        {
            return new Invalid(nameof(Assets), "needed", needed);
        }

        Assets = Assets.Without(asset);
        Warn([.. Warnings.Where(warning => warning.Asset != asset)]);
        Record(new InventoryAssetDropped(Id, Environment, asset));
        return Result.Ok;
    }

    /// <summary>Somebody has read these warnings and takes the data as they are.</summary>
    /// <param name="codes">Problem codes; null for all that are open.</param>
    public Result Acknowledge(PersonId by, IReadOnlyCollection<string>? codes, string note, DateTimeOffset now)
    {
        if (State != InventoryVersionState.Pending)
        {
            return Fixed();
        }

        if (note.Length > 1_000)
        {
            return new Invalid("note", "note", "A note may have at most 1,000 characters.");
        }

        if (codes?.FirstOrDefault(code => Warnings.All(warning => warning.Code != code)) is not null)
        {
            return new NotFound("This warning");
        }

        var read = Warnings.Where(warning => warning.Acknowledged is null && (codes is null || codes.Contains(warning.Code))).ToHashSet();
        if (read.Count > 0)
        {
            var acknowledged = new WarningAcknowledgement(by, now, note.Trim());
            Warn([.. Warnings.Select(warning => read.Contains(warning) ? warning with { Acknowledged = acknowledged } : warning)]);
            Record(new InventoryWarningsAcknowledged(Id, Environment, [.. read.Select(warning => warning.Code).Distinct().Order(StringComparer.Ordinal)], read.Sum(warning => warning.Count)));
        }

        return Result.Ok;
    }

    /// <summary>Before a version that nobody has used is removed.</summary>
    public Result Discard()
    {
        if (State != InventoryVersionState.Pending)
        {
            return Fixed();
        }

        Record(new InventoryVersionDiscarded(Id, Environment, Number, Assets.Hashes()));
        return Result.Ok;
    }

    /// <param name="tier">As the policies have it now.</param>
    public Result Activate(DisclosureTier tier, DateTimeOffset now)
    {
        if (State != InventoryVersionState.Pending)
        {
            return Fixed();
        }

        State = InventoryVersionState.Active;
        Tier = tier;
        ActivatedAt = now;
        Record(new InventoryVersionActivated(Id, Environment, Number, Assets.Hashes()) { Tier = tier });
        return Result.Ok;
    }

    public Result Supersede()
    {
        if (State != InventoryVersionState.Active)
        {
            return new IllegalMove("Only the active version can be superseded.");
        }

        State = InventoryVersionState.Superseded;
        Record(new InventoryVersionSuperseded(Id, Environment, Number));
        return Result.Ok;
    }

    private void Warn(IReadOnlyList<VersionWarning> warnings)
    {
        Warnings = warnings;
        OpenWarnings = warnings.Count(warning => warning.Acknowledged is null);
    }

    private static IllegalMove Fixed() => new("An active or superseded version never changes. Stage the next version instead.");
}

/// <summary>What a version holds; null where an asset is not offered.</summary>
public sealed record InventoryAssets(DatasetAsset? Tabular, DatasetAsset? Showcase, CollectionsAsset? Collections, FilesAsset? Files)
{
    public static InventoryAssets None { get; } = new(null, null, null, null);

    public InventoryAssets ReplacedBy(InventoryAssets newer) =>
        new(newer.Tabular ?? Tabular, newer.Showcase ?? Showcase, newer.Collections ?? Collections, newer.Files ?? Files);

    public InventoryAssets Without(InventoryAsset asset) => asset switch
    {
        InventoryAsset.Tabular => this with { Tabular = null },
        InventoryAsset.Showcase => this with { Showcase = null },
        InventoryAsset.Collections => this with { Collections = null },
        _ => this with { Files = null },
    };

    /// <summary>Folders and files that hold the assets, relative to the data root; what stays on a server of the provider is not among them.</summary>
    public IReadOnlyList<string> Places() =>
    [
        .. new[] { Tabular?.Folder, Showcase?.Folder, Collections?.File, Files?.Folder, Files?.Root }.OfType<string>().Where(place => !Path.IsPathRooted(place)),
    ];

    /// <summary>Content hash of an asset; null when it is not there.</summary>
    public string? HashOf(InventoryAsset asset) => asset switch
    {
        InventoryAsset.Tabular => Tabular?.ContentHash,
        InventoryAsset.Showcase => Showcase?.ContentHash,
        InventoryAsset.Collections => Collections?.ContentHash,
        _ => Files?.ContentHash,
    };

    /// <summary>Asset name to content hash, for the audit log.</summary>
    public IReadOnlyDictionary<string, string> Hashes() =>
        new (string Name, string? Hash)[]
        {
            ("tabular", Tabular?.ContentHash), ("showcase", Showcase?.ContentHash), ("collections", Collections?.ContentHash), ("files", Files?.ContentHash),
        }
        .Where(asset => asset.Hash is not null)
        .ToDictionary(asset => asset.Name, asset => asset.Hash!);
}

/// <summary>An imported dataset.</summary>
/// <param name="Folder">Of the column store, relative to the data root.</param>
/// <param name="ContentHash">SHA-256 over the imported content.</param>
public sealed record DatasetAsset(string Folder, string ContentHash, DateTimeOffset ImportedAt, IReadOnlyList<EntitySummary> Entities)
{
    /// <summary>People: rows of the main entity. A true count: publish it through the disclosure gate only.</summary>
    public long Participants => Entities.Count == 0 ? 0 : Entities[0].Rows;

    public int Fields => Entities.Sum(entity => entity.Fields);
}

/// <summary>Imported data collections.</summary>
/// <param name="File">Canonical JSON, relative to the data root.</param>
public sealed record CollectionsAsset(string File, string ContentHash, DateTimeOffset ImportedAt, int Collections);

/// <summary>An imported file inventory.</summary>
/// <param name="Folder">Of the catalogue, relative to the data root.</param>
/// <param name="Root">Where the bulk files are: an absolute folder that the operator allows, or a folder relative to the data root when they came in a zip.</param>
public sealed record FilesAsset(string Folder, string Root, string ContentHash, DateTimeOffset ImportedAt, long Files, long Bytes);

public abstract record InventoryEvent(InventoryVersionId Version, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("inventory", Version.Value, Environment);
}

public sealed record InventoryVersionCreated(InventoryVersionId Version, EnvironmentId Environment, int Number) : InventoryEvent(Version, Environment);

public sealed record InventoryVersionDescribed(InventoryVersionId Version, EnvironmentId Environment, string Label) : InventoryEvent(Version, Environment);

public sealed record InventoryImported(InventoryVersionId Version, EnvironmentId Environment, IReadOnlyDictionary<string, string> Hashes) : InventoryEvent(Version, Environment);

public sealed record InventoryAssetDropped(InventoryVersionId Version, EnvironmentId Environment, InventoryAsset Asset) : InventoryEvent(Version, Environment);

public sealed record InventoryVersionDiscarded(InventoryVersionId Version, EnvironmentId Environment, int Number, IReadOnlyDictionary<string, string> Hashes) : InventoryEvent(Version, Environment);

public sealed record InventoryWarningsAcknowledged(InventoryVersionId Version, EnvironmentId Environment, IReadOnlyList<string> Codes, long Warnings) : InventoryEvent(Version, Environment);

public sealed record InventoryStoredChecked(InventoryVersionId Version, EnvironmentId Environment, int Number, long Files, int Damaged) : InventoryEvent(Version, Environment);

public sealed record InventoryVersionActivated(InventoryVersionId Version, EnvironmentId Environment, int Number, IReadOnlyDictionary<string, string> Hashes) : InventoryEvent(Version, Environment)
{
    public required DisclosureTier Tier { get; init; }
}

public sealed record InventoryVersionSuperseded(InventoryVersionId Version, EnvironmentId Environment, int Number) : InventoryEvent(Version, Environment);
