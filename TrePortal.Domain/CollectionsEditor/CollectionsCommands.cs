using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.CollectionsEditor;

/// <summary>Changes the data collections of the version under construction, and keeps what people are working on.</summary>
public sealed class CollectionsCommands(IWriteDoor door, ICollectionsStore store)
{
    /// <summary>
    /// Replaces the collections of a version, all or nothing, as an import of that one asset does: checked by the same
    /// validator against the version's tables and files in this transaction, and told of in a report. The person's own
    /// draft ends with it.
    /// </summary>
    /// <param name="handle">Of the environment.</param>
    /// <param name="number">Of the version.</param>
    /// <param name="json">As formats.md section 3 says.</param>
    /// <param name="seen">What the writer has seen; the change is stale when it is no longer so.</param>
    /// <param name="cancellation">Bounds waiting for the database.</param>
    public async Task<Result> SetAsync(string handle, int number, ReadOnlyMemory<byte> json, CollectionsSeen seen, CancellationToken cancellation)
    {
        Guid? place = null;
        var done = await door.RunAsync("collections.set", async (session, token) =>
        {
            var found = await VersionAsync(session, handle, number, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var version = found.Value;
            if (!seen.IsStill(version))
            {
                return new Stale("the data collections");
            }

            var id = version.Id;
            if (await session.AnyAsync<InventoryImport>(import => import.InventoryVersion == id && import.State == ImportState.Queued, token))
            {
                return new IllegalMove("An import into this version is running. Wait for it or cancel it first.");
            }

            place ??= EntityId.New<JobId>(session.Now).Value; // one for all tries: writing twice leaves one file
            var check = store.Check(json, version.Assets);
            return check.Collections is not { } collections || check.Errors > 0
                ? new CollectionsRefused(check.Problems)
                : await AcceptAsync(session, version, store.Write(place.Value, collections, session.Now), check, token);
        }, cancellation);
        if (!done.IsOk && place is { } left)
        {
            store.Remove(left);
        }

        return done;
    }

    /// <summary>Keeps what the person has typed so far, right or wrong, for them alone.</summary>
    /// <param name="handle">Of the environment.</param>
    /// <param name="number">Of the version.</param>
    /// <param name="content">The collections as they stand in the page.</param>
    /// <param name="basedOn">Content hash of the collections that the work began from; empty when there were none.</param>
    /// <param name="cancellation">Bounds waiting for the database.</param>
    public Task<Result> KeepDraftAsync(string handle, int number, IReadOnlyList<DataCollection> content, string basedOn, CancellationToken cancellation) =>
        door.RunAsync("collections.draft", async (session, token) =>
        {
            var found = await VersionAsync(session, handle, number, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            if (await DraftAsync(session, found.Value, token) is { } draft)
            {
                return draft.Keep(content, basedOn, session.Now);
            }

            session.Add(CollectionsDraft.Begin(found.Value, session.Actor.Id, content, basedOn, session.Now));
            return Result.Ok;
        }, cancellation);

    /// <summary>Forgets the person's own draft; fine when there is none.</summary>
    public Task<Result> DropDraftAsync(string handle, int number, CancellationToken cancellation) =>
        door.RunAsync("collections.drop-draft", async (session, token) =>
        {
            var found = await VersionAsync(session, handle, number, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            await EndDraftAsync(session, found.Value, token);
            return Result.Ok;
        }, cancellation);

    private static async Task<Result> AcceptAsync(IWriteSession session, InventoryVersion version, CollectionsAsset asset, CollectionsCheck check, CancellationToken cancellation)
    {
        var accepted = version.Accept(new InventoryAssets(null, null, asset, null));
        if (!accepted.IsOk)
        {
            return accepted;
        }

        var import = InventoryImport.Queue(version, [new UploadedAsset(InventoryAsset.Collections, asset.File)], session.Actor.Id, session.Now);
        session.Add(import);
        await EndDraftAsync(session, version, cancellation);
        return import.End(ImportState.Accepted, new ImportOutcome(0, check.Warnings, check.Totals, check.Problems, null), session.Now);
    }

    private static async Task EndDraftAsync(IWriteSession session, InventoryVersion version, CancellationToken cancellation)
    {
        if (await DraftAsync(session, version, cancellation) is { } draft)
        {
            draft.End();
            session.Remove(draft);
        }
    }

    private static Task<CollectionsDraft?> DraftAsync(IWriteSession session, InventoryVersion version, CancellationToken cancellation)
    {
        var (id, person) = (version.Id, session.Actor.Id);
        return session.FirstAsync<CollectionsDraft>(draft => draft.InventoryVersion == id && draft.Person == person, cancellation);
    }

    private static async Task<Result<InventoryVersion>> VersionAsync(IWriteSession session, string handle, int number, CancellationToken cancellation)
    {
        var found = await session.EnvironmentAsync(handle, version: null, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        session.ActingAs = "tre admin";
        var allowed = found.Value.May(session.Actor, VersionLock.Action, session.Now);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var environment = found.Value.Id;
        return await session.FirstAsync<InventoryVersion>(item => item.Environment == environment && item.Number == number, cancellation) is not { } version ? new NotFound("This inventory version")
            : version.State != InventoryVersionState.Pending ? new IllegalMove(VersionLock.ReasonOf(found.Value.State, version.State)!)
            : version;
    }
}

/// <summary>What somebody saw before they changed the collections; null where it does not matter.</summary>
/// <param name="Version">Of the inventory version as an object (If-Match).</param>
/// <param name="ContentHash">Of the collections; empty when there were none.</param>
public readonly record struct CollectionsSeen(long? Version, string? ContentHash)
{
    public bool IsStill(InventoryVersion version) =>
        (Version is null || Version == version.Version) && (ContentHash is null || ContentHash == (version.Assets.Collections?.ContentHash ?? ""));
}

/// <summary>The collections have errors; nothing was changed.</summary>
/// <param name="Problems">Each with its line and column.</param>
public sealed record CollectionsRefused(IReadOnlyList<InventoryProblem> Problems) : Error("collections-invalid", "The data collections have errors; nothing was changed.")
{
    public bool Equals(CollectionsRefused? other) => other is not null && Problems.SequenceEqual(other.Problems);

    public override int GetHashCode() => Problems.Count;
}
