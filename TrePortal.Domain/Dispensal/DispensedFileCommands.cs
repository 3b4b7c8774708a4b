using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Domain.Dispensal;

/// <summary>What members do with delivered files: every download and every refusal is in the audit log.</summary>
public sealed class DispensedFileCommands(IWriteDoor door, IDispensedFiles files)
{
    /// <summary>Lets one file out, or refuses. The stream is the caller's to dispose.</summary>
    /// <param name="id">The project.</param>
    /// <param name="dispensal">Null for the newest delivered one.</param>
    /// <param name="path">As in the manifest.</param>
    public async Task<Result<OpenedFile>> DownloadAsync(ProjectId id, DispensalId? dispensal, string path, CancellationToken cancellation)
    {
        var released = await door.RunAsync<ReleasedFile>("project.download", async (session, token) =>
        {
            var found = await DeliveredAsync(session, id, dispensal, ProjectAction.Download, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var folder = new DeliveredFolder(id, found.Value.Id, found.Value.ManifestHash!);
            var manifest = await files.ManifestAsync(folder, token);
            var at = path == DispensalManifest.FileName ? -1 : IndexOf(manifest, path);
            if (at == IndexMissing)
            {
                return new NotFound("This file");
            }

            var file = at < 0 ? new ManifestFile(DispensalManifest.FileName, 0, folder.ManifestHash, null, null) : manifest.Files[at];
            session.Record(new FileDownloaded(found.Value.Id, id, found.Value.Environment, at, file.Sha256, file.Bytes));
            return new ReleasedFile(folder, file);
        }, cancellation);
        return !released.IsOk ? released.Error
            : files.OpenRead(released.Value.Folder, released.Value.File) is { } content ? new OpenedFile(content, released.Value.File)
            : new FileDamaged();
    }

    /// <summary>Reads every file again and records the outcome.</summary>
    public async Task<Result<VerificationReport>> VerifyAsync(ProjectId id, DeliveredFolder? folder, IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        // Reading may take minutes, so it happens before the transaction; the transaction decides again whether it may be told.
        var report = folder is null || folder.Project != id ? null : await files.VerifyAsync(folder, progress, cancellation);
        return await door.RunAsync<VerificationReport>("project.verify", async (session, token) =>
        {
            var found = await DeliveredAsync(session, id, folder?.Dispensal, ProjectAction.Verify, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            if (report is null)
            {
                return new NotFound("This dispensal");
            }

            var recorded = found.Value.RecordVerification(new DispensalVerification(session.Now, report.Files, report.Bytes, report.ProblemCount));
            return recorded.IsOk ? report : recorded.Error;
        }, CancellationToken.None);
    }

    private const int IndexMissing = -2;

    private static int IndexOf(DispensalManifest manifest, string path)
    {
        for (var at = 0; at < manifest.Files.Count; at++)
        {
            if (manifest.Files[at].Path == path)
            {
                return at;
            }
        }

        return IndexMissing;
    }

    private static async Task<Result<ProjectDispensal>> DeliveredAsync(
        IWriteSession session, ProjectId id, DispensalId? asked, ProjectAction action, CancellationToken cancellation)
    {
        var entered = await session.EnterAsync(id, action, cancellation);
        if (!entered.IsOk)
        {
            return entered.Error;
        }

        var delivered = await session.ListAsync<ProjectDispensal>(item => item.Project == id && item.State == DispensalState.Delivered, cancellation);
        var found = asked is { } one ? delivered.FirstOrDefault(item => item.Id == one) : delivered.MaxBy(item => item.EndedAt);
        return found is null ? new NotFound("This file") : found;
    }

    private sealed record ReleasedFile(DeliveredFolder Folder, ManifestFile File);
}

/// <summary>A file that may leave the project.</summary>
public sealed record OpenedFile(Stream Content, ManifestFile File);

/// <summary>The manifest names it, and it is not there as it was delivered.</summary>
public sealed record FileDamaged() : Error("file-damaged", "The file is not as it was delivered. Tell the environment's contact, and verify the project to see what else is affected.");
