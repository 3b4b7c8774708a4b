using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Projects;

/// <summary>
/// Uploads into a project's <c>work/</c> folder, downloads from it and deletions. The right is looked at before bytes are
/// taken, and again in the transaction that makes them a file.
/// </summary>
public sealed class WorkFileCommands(IWriteDoor door, IWorkStore store)
{
    public const int MostFiles = 10_000;

    /// <summary>Creates the file, or replaces one of one's own.</summary>
    /// <param name="id">The project.</param>
    /// <param name="path">Below <c>work/</c>.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellation">The sender has gone.</param>
    public async Task<Result<WorkFileId>> UploadAsync(ProjectId id, string path, Stream content, CancellationToken cancellation)
    {
        var room = await door.RunAsync<long>("project.upload", async (session, token) =>
        {
            var entered = await session.EnterAsync(id, ProjectAction.Upload, token);
            return !entered.IsOk ? entered.Error
                : WorkFile.FaultOf(path) is { } fault ? fault
                : await RoomAsync(session, id, path, token);
        }, cancellation);
        if (!room.IsOk)
        {
            return room.Error;
        }

        var stored = await store.WriteAsync(id, content, room.Value, cancellation);
        if (!stored.IsOk)
        {
            return stored.Error;
        }

        var kept = await KeepAsync(id, path, stored.Value);
        if (!kept.IsOk)
        {
            store.Drop(id, stored.Value.Content);
            return kept.Error;
        }

        if (kept.Value.Replaced is { } old)
        {
            store.Drop(id, old);
        }

        return kept.Value.File;
    }

    public async Task<Result> DeleteAsync(ProjectId id, string path, CancellationToken cancellation)
    {
        var deleted = await door.RunAsync<Guid>("project.delete-work", async (session, token) =>
        {
            var entered = await session.EnterAsync(id, ProjectAction.DeleteWork, token);
            if (!entered.IsOk)
            {
                return entered.Error;
            }

            if (await FindAsync(session, id, path, token) is not { } file)
            {
                return new NotFound("This file");
            }

            if (file.Delete(session.Actor, entered.Value.Project) is { IsOk: false } refused)
            {
                return refused.Error;
            }

            session.Remove(file);
            return file.Content;
        }, cancellation);
        if (deleted.IsOk)
        {
            store.Drop(id, deleted.Value);
        }

        return deleted.ToResult();
    }

    /// <summary>Lets one file out where the policy allows downloads. The stream is the caller's to dispose.</summary>
    public async Task<Result<OpenedWorkFile>> DownloadAsync(ProjectId id, string path, CancellationToken cancellation)
    {
        var released = await door.RunAsync<ReleasedWork>("project.download-work", async (session, token) =>
        {
            var entered = await session.EnterAsync(id, ProjectAction.Download, token);
            if (!entered.IsOk)
            {
                return entered.Error;
            }

            if (await FindAsync(session, id, path, token) is not { } file)
            {
                return new NotFound("This file");
            }

            session.Record(new WorkFileDownloaded(file.Id, id, file.Environment, file.Sha256, file.Bytes));
            return new ReleasedWork(file.Content, file.Path);
        }, cancellation);
        return !released.IsOk ? released.Error
            : store.OpenRead(id, released.Value.Content) is { } content ? new OpenedWorkFile(content, released.Value.Path)
            : new NotFound("This file");
    }

    // Once the bytes are here the command is finished, whoever has gone meanwhile.
    private Task<Result<KeptWork>> KeepAsync(ProjectId id, string path, StoredWork stored) =>
        door.RunAsync<KeptWork>("project.upload", async (session, token) =>
        {
            var entered = await session.EnterAsync(id, ProjectAction.Upload, token);
            if (!entered.IsOk)
            {
                return entered.Error;
            }

            var room = await RoomAsync(session, id, path, token);
            if (!room.IsOk)
            {
                return room.Error;
            }

            if (stored.Bytes > room.Value)
            {
                return new WorkFolderFull(store.Quota);
            }

            if (await FindAsync(session, id, path, token) is not { } present)
            {
                var file = WorkFile.Of(entered.Value.Project, path, stored, session.Actor, session.Now);
                session.Add(file);
                return new KeptWork(file.Id, null);
            }

            var old = present.Content;
            var replaced = present.Replace(session.Actor, stored, session.Now);
            return replaced.IsOk ? new KeptWork(present.Id, old) : replaced.Error;
        }, CancellationToken.None);

    /// <summary>How many bytes a file at this path may have; refused when the path or the folder does not take one.</summary>
    private async Task<Result<long>> RoomAsync(IWriteSession session, ProjectId id, string path, CancellationToken cancellation)
    {
        var files = await session.ListAsync<WorkFile>(file => file.Project == id, cancellation);
        var folded = InventoryPath.Fold(path);
        var present = files.FirstOrDefault(file => file.FoldedPath == folded);
        if (present is not null && present.By != session.Actor.Id)
        {
            return present.Replace(session.Actor, new StoredWork(Guid.Empty, 0, ""), session.Now).Error!; // in its own words
        }

        if (present is null && files.Count >= MostFiles)
        {
            return new Invalid("path", "too-many", $"A project holds at most {MostFiles:N0} uploaded files. Delete some first.");
        }

        return files.FirstOrDefault(file => file != present && (IsBelow(file.FoldedPath, folded) || IsBelow(folded, file.FoldedPath))) is { } other
            ? new Invalid("path", "path", $"\"{other.Path}\" is there already: one name cannot be a file and a folder.")
            : Math.Max(0, store.Quota - files.Sum(file => file.Bytes) + (present?.Bytes ?? 0));
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static Task<WorkFile?> FindAsync(IWriteSession session, ProjectId id, string path, CancellationToken cancellation)
    {
        var folded = InventoryPath.Fold(path);
        return session.FirstAsync<WorkFile>(file => file.Project == id && file.FoldedPath == folded, cancellation);
    }

    private sealed record ReleasedWork(Guid Content, string Path);

    private sealed record KeptWork(WorkFileId File, Guid? Replaced);
}

/// <summary>A file that may leave the project.</summary>
public sealed record OpenedWorkFile(Stream Content, string Path);

/// <summary>Nothing more fits into <c>work/</c>.</summary>
public sealed record WorkFolderFull(long Quota) : Error("work-full", $"The work/ folder of a project holds at most {Quota / 1_000_000.0:N0} MB. Delete files first, or upload a smaller one.");
