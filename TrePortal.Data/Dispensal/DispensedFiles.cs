using System.Security.Cryptography;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Dispensal;

/// <inheritdoc cref="IDispensedFiles"/>
internal sealed class DispensedFiles(DataRoot root) : IDispensedFiles
{
    private const int ProblemsNamed = 100;

    public async Task<DispensalManifest> ManifestAsync(DeliveredFolder folder, CancellationToken cancellation)
    {
        var path = Path.Combine(PathOf(folder), DispensalManifest.FileName);
        if (!File.Exists(path))
        {
            throw new InvalidDataException("The manifest of a delivered dispensal is not there.");
        }

        var json = await File.ReadAllBytesAsync(path, cancellation);
        return Hash.Of(json) == folder.ManifestHash ? ManifestJson.Read(json) : throw new InvalidDataException("The manifest of a delivered dispensal was changed.");
    }

    public async Task<VerificationReport> VerifyAsync(DeliveredFolder folder, IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            var manifest = await ManifestAsync(folder, cancellation);
            return await VerifyAsync(PathOf(folder), manifest, progress, cancellation);
        }
        catch (InvalidDataException damaged)
        {
            return new VerificationReport(0, 0, 1, [new VerificationProblem(DispensalManifest.FileName, damaged.Message)]);
        }
    }

    public Stream? OpenRead(DeliveredFolder folder, ManifestFile file) =>
        OrdinaryFile.TryOpen(PathOf(folder), file.Path, out var stream) == OrdinaryFile.Outcome.Opened ? stream : null;

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(DeliveredFolder folder, ManifestFile file, int from, int count, CancellationToken cancellation)
    {
        await using var stream = OpenRead(folder, file) ?? throw new InvalidDataException("A delivered table is not there.");
        using var reader = new StreamReader(stream, bufferSize: 64 * 1024);
        return [.. CsvText.ReadRows(reader).Skip(1 + from).Take(count)];
    }

    /// <summary>The manifest of a complete folder in which every file is as it says; null otherwise.</summary>
    internal static async Task<DispensalManifest?> IntactManifestAsync(string folder, CancellationToken cancellation)
    {
        try
        {
            var path = Path.Combine(folder, DispensalManifest.FileName);
            var manifest = File.Exists(path) ? ManifestJson.Read(await File.ReadAllBytesAsync(path, cancellation)) : null;
            return manifest is not null && (await VerifyAsync(folder, manifest, null, cancellation)).ProblemCount == 0 ? manifest : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static async Task<VerificationReport> VerifyAsync(string folder, DispensalManifest manifest, IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        var problems = new List<VerificationProblem>();
        var (count, bytes, total) = (0, 0L, manifest.Files.Sum(file => file.Bytes));
        foreach (var (file, at) in manifest.Files.Select((file, at) => (file, at)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await WhatIsWrongAsync(folder, file, cancellation) is { } wrong)
            {
                Add(file.Path, wrong);
            }

            bytes += file.Bytes;
            progress?.Report(new VerificationProgress(at + 1, manifest.Files.Count, bytes, total));
        }

        var known = manifest.Files.Select(file => file.Path).Append(DispensalManifest.FileName).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            var relative = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (!known.Contains(relative))
            {
                Add(relative, "It is not in the manifest.");
            }
        }

        return new VerificationReport(manifest.Files.Count, total, count, problems);

        void Add(string path, string what)
        {
            count++;
            if (problems.Count < ProblemsNamed)
            {
                problems.Add(new VerificationProblem(path, what));
            }
        }
    }

    private static async Task<string?> WhatIsWrongAsync(string folder, ManifestFile file, CancellationToken cancellation)
    {
        if (OrdinaryFile.TryOpen(folder, file.Path, out var stream) != OrdinaryFile.Outcome.Opened)
        {
            return "It is not there.";
        }

        await using (stream)
        {
            return stream!.Length != file.Bytes ? "It has another size."
                : Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)) == file.Sha256 ? null
                : "Its content was changed.";
        }
    }

    private string PathOf(DeliveredFolder folder) => DispensedFolders.Target(root, folder.Project, folder.Dispensal);
}
