using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// Versions and imports. They stand in this room because the environment says who may; the version and its import are the
/// room below's.
/// </summary>
public sealed class InventoryCommands(IWriteDoor door)
{
    /// <summary>Kind of the import job; its payload is <see cref="ImportJob"/>.</summary>
    public const string ImportJobKind = "inventory.import";

    /// <summary>The version under construction, created when there is none. Answers its number.</summary>
    public Task<Result<int>> StartVersionAsync(string handle, CancellationToken cancellation) =>
        door.RunAsync<int>("inventory.start", async (session, token) =>
        {
            var found = await session.StagingAsync(handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var version = await PendingAsync(session, found.Value, token);
            return version.IsOk ? version.Value.Number : version.Error;
        }, cancellation);

    public Task<Result> DropAssetAsync(string handle, int number, InventoryAsset asset, CancellationToken cancellation) =>
        door.RunAsync("inventory.drop", async (session, token) =>
        {
            var found = await session.StagedVersionAsync(handle, number, null, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var idle = await session.MustBeIdleAsync(found.Value.Version, token);
            return idle.IsOk ? found.Value.Version.Drop(asset) : idle;
        }, cancellation);

    /// <summary>Stops an import that waits or runs; what was uploaded for it goes, the version stays as it was.</summary>
    public Task<Result> CancelImportAsync(string handle, InventoryImportId import, CancellationToken cancellation) =>
        door.RunAsync("inventory.cancel", async (session, token) =>
        {
            var found = await session.StagingAsync(handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value.Id;
            var running = await session.FirstAsync<InventoryImport>(item => item.Id == import && item.Environment == environment, token);
            if (running is null)
            {
                return new NotFound("This import");
            }

            if (running.State != ImportState.Queued)
            {
                return new IllegalMove("This import has ended already.");
            }

            await session.CancelAsync(running.Job, token);
            session.Record(new ImportCancelAsked(running.Id, environment));
            return Result.Ok;
        }, cancellation);

    /// <summary>Queues the import of what was uploaded into the version under construction. Answers the import.</summary>
    public Task<Result<ImportTicket>> ImportAsync(string handle, int number, IReadOnlyList<UploadedAsset> uploads, CancellationToken cancellation) =>
        door.RunAsync<ImportTicket>("inventory.import", async (session, token) =>
        {
            var found = await session.StagingAsync(handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var version = await PendingAsync(session, found.Value, token);
            if (!version.IsOk)
            {
                return version.Error;
            }

            if (version.Value.Number != number)
            {
                return new NotFound("This inventory version");
            }

            if (uploads.Count == 0 || uploads.Select(upload => upload.Asset).Distinct().Count() < uploads.Count)
            {
                return new Invalid("uploads", "uploads", "Send at least one asset, and each one once.");
            }

            var import = InventoryImport.Queue(version.Value, uploads, session.Actor.Id, session.Now);
            var job = session.Enqueue(new JobRequest(ImportJobKind, import.Id.Value, found.Value.Id, new ImportJob(import.Id), $"inventory:{version.Value.Id}"));
            import.RunsAs(job);
            session.Add(import);
            return new ImportTicket(import.Id, job);
        }, cancellation);

    private static async Task<Result<InventoryVersion>> PendingAsync(IWriteSession session, ResearchEnvironment environment, CancellationToken cancellation)
    {
        if (environment.PendingVersion is { } pending)
        {
            return (await session.FindAsync<InventoryVersion, InventoryVersionId>(pending, cancellation))!;
        }

        var before = environment.ActiveVersion is { } active ? await session.FindAsync<InventoryVersion, InventoryVersionId>(active, cancellation) : null;
        var version = before is null
            ? InventoryVersion.Start(environment.Id, 1, session.Actor.Id, session.Now)
            : InventoryVersion.After(before, session.Actor.Id, session.Now);
        var started = environment.StartVersion(session.Actor, version.Id, session.Now);
        if (!started.IsOk)
        {
            return started.Error;
        }

        session.Add(version);
        return version;
    }
}

/// <summary>Payload of the import job.</summary>
public sealed record ImportJob(InventoryImportId Import);

/// <summary>The queued import and the job that runs it.</summary>
public sealed record ImportTicket(InventoryImportId Import, JobId Job);
