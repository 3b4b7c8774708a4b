using TrePortal.Domain.Projects;

namespace TrePortal.Domain.Dispensal;

/// <summary>What lies in a delivered folder, as its manifest says. Rights are the caller's matter.</summary>
public interface IDispensedFiles
{
    /// <summary>The manifest, after comparing it with the hash that was stored at delivery.</summary>
    /// <exception cref="InvalidDataException">It is absent or was changed on disk.</exception>
    Task<DispensalManifest> ManifestAsync(DeliveredFolder folder, CancellationToken cancellation);

    /// <summary>Reads every byte again.</summary>
    Task<VerificationReport> VerifyAsync(DeliveredFolder folder, IProgress<VerificationProgress>? progress, CancellationToken cancellation);

    /// <summary>The file's bytes; null when they are gone or the path leads out of the folder.</summary>
    Stream? OpenRead(DeliveredFolder folder, ManifestFile file);

    /// <summary>Rows of a table by number, from 0, without the header.</summary>
    Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(DeliveredFolder folder, ManifestFile file, int from, int count, CancellationToken cancellation);
}

/// <summary>Names a delivered folder and the manifest that it must have.</summary>
public sealed record DeliveredFolder(ProjectId Project, DispensalId Dispensal, string ManifestHash);

/// <summary>The content of <c>manifest.json</c>.</summary>
/// <param name="Files">Everything but the manifest itself, by path in ordinal order.</param>
public sealed record DispensalManifest(
    int Format, Guid Project, Guid Dispensal, ManifestRequest Request, ManifestInventory Inventory, string CohortHash, string PlanHash, IReadOnlyList<ManifestFile> Files)
{
    public const string FileName = "manifest.json";

    public const int CurrentFormat = 1;
}

public sealed record ManifestRequest(Guid Id, string Reference, int Version, string Hash);

public sealed record ManifestInventory(Guid Id, int Number);

/// <param name="Rows">Of a table, without its header; null for other files.</param>
/// <param name="Columns">Of a table, as in its header; null for other files.</param>
public sealed record ManifestFile(string Path, long Bytes, string Sha256, long? Rows, IReadOnlyList<string>? Columns);

/// <param name="Problems">At most a hundred are named.</param>
public sealed record VerificationReport(long Files, long Bytes, int ProblemCount, IReadOnlyList<VerificationProblem> Problems);

public sealed record VerificationProblem(string Path, string What);

public readonly record struct VerificationProgress(long Files, long TotalFiles, long Bytes, long TotalBytes);
