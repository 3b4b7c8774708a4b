using TrePortal.Data.Kernel;
using TrePortal.Data.Projects;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Erases a deleted project: first the hashes of everything in it go into the audit log, in one transaction; then the
/// folder goes; then that is written down. After a crash it begins where it was.
/// </summary>
internal sealed class ProjectEraser(DataRoot root, IDispensedFiles files) : IJobHandler
{
    /// <summary>Hashes in one audit event.</summary>
    internal const int AtOnce = 1000;

    public string Kind => DispensalCommands.EraseKind;

    public async Task<Result> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var id = run.Payload<ErasureJob>().Project;
        await run.ReportAsync("listing", 0, 0, cancellation);
        var listed = await run.ChangeAsync("project.list-erased", (session, token) => ListAsync(session, id, token), cancellation);
        if (!listed.IsOk)
        {
            return listed.Error;
        }

        await run.ReportAsync("erasing", 0, 0, cancellation);
        var folder = Path.Combine(root.Projects, id.ToString());
        foreach (var dispensal in Directory.Exists(Path.Combine(folder, "dispensals")) ? Directory.GetDirectories(Path.Combine(folder, "dispensals")) : [])
        {
            DispensedFolders.Remove(root, dispensal);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return await run.FinishAsync(
            async (session, token) =>
            {
                (await session.FindAsync<Project, ProjectId>(id, token))!.Erase(session.Now);
                return Result.Ok;
            },
            CancellationToken.None);
    }

    // The project stays deleted, and its files behind a door that nobody opens; the operator sees the failed job.
    public Task FailedAsync(JobRun run, IWriteSession session, Error reason, CancellationToken cancellation) => Task.CompletedTask;

    private async Task<Result<bool>> ListAsync(IWriteSession session, ProjectId id, CancellationToken cancellation)
    {
        if (await session.FindAsync<Project, ProjectId>(id, cancellation) is not { State: ProjectState.Deleted } project)
        {
            return new NotFound("This project");
        }

        if (project.IsErasureListed)
        {
            return true;
        }

        var lists = new List<ErasedFiles>();
        foreach (var dispensal in await session.ListAsync<ProjectDispensal>(item => item.Project == id && item.State == DispensalState.Delivered, cancellation))
        {
            var hashes = await HashesAsync(new DeliveredFolder(id, dispensal.Id, dispensal.ManifestHash!), cancellation);
            lists.AddRange(Chunks(hashes).Select(some => new ErasedFiles(dispensal.Id.Value, dispensal.ManifestHash, some)));
        }

        var uploads = await session.ListAsync<WorkFile>(file => file.Project == id, cancellation);
        lists.AddRange(uploads.Select(file => file.Sha256).Order(StringComparer.Ordinal).Chunk(AtOnce).Select(some => new ErasedFiles(null, null, some)));
        foreach (var upload in uploads)
        {
            session.Remove(upload);
        }

        project.ListErased(lists);
        return true;
    }

    // A damaged delivery goes as well: its manifest is named by the hash that was stored with the delivery.
    private async Task<IReadOnlyList<string>> HashesAsync(DeliveredFolder folder, CancellationToken cancellation)
    {
        try
        {
            return [.. (await files.ManifestAsync(folder, cancellation)).Files.Select(file => file.Sha256)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Chunks(IReadOnlyList<string> hashes) => hashes.Count == 0 ? [[]] : hashes.Chunk(AtOnce);
}
