using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// What an admin does to a version besides filling it: text, warnings, discarding, and checking what is stored.
/// <c>read</c> is the version's token that was read (null when it does not matter): another one now answers <see cref="Stale"/>.
/// </summary>
public sealed class VersionCommands(IWriteDoor door, IStoredInventories stored)
{
    /// <summary>Kind of the outbox message that removes what only a discarded version held; its payload is <see cref="DiscardedFolders"/>.</summary>
    public const string DiscardMessage = "inventory.discarded";

    /// <summary>Answers the new token, so that the next save of the same page can say what it was made on.</summary>
    public Task<Result<long>> DescribeAsync(string handle, int number, string label, string notes, long? read, CancellationToken cancellation) =>
        door.RunAsync<long>("inventory.describe", async (session, token) =>
        {
            var found = await session.StagedVersionAsync(handle, number, read, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var described = found.Value.Version.Describe(label, notes);
            return described.IsOk ? found.Value.Version.Version : described.Error;
        }, cancellation);

    /// <summary>Takes warnings as they are; <paramref name="codes"/> null takes all that are open.</summary>
    public Task<Result> AcknowledgeAsync(string handle, int number, IReadOnlyCollection<string>? codes, string note, long? read, CancellationToken cancellation) =>
        door.RunAsync("inventory.acknowledge", async (session, token) =>
        {
            var found = await session.StagedVersionAsync(handle, number, read, token);
            return found.IsOk ? found.Value.Version.Acknowledge(session.Actor.Id, codes, note, session.Now) : found.Error;
        }, cancellation);

    /// <summary>Removes the version under construction with everything that only it held.</summary>
    public Task<Result> DiscardAsync(string handle, int number, long? read, CancellationToken cancellation) =>
        door.RunAsync("inventory.discard", async (session, token) =>
        {
            var found = await session.StagedVersionAsync(handle, number, read, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (environment, version) = found.Value;
            var idle = await session.MustBeIdleAsync(version, token);
            var discarded = idle.Then(version.Discard).Then(() => environment.DropVersion(session.Actor, version.Id, session.Now));
            if (discarded.IsOk)
            {
                session.Remove(version);
                session.Post(new OutboxMessage(DiscardMessage, new DiscardedFolders(environment.Id, version.Assets.Places())));
            }

            return discarded;
        }, cancellation);

    /// <summary>
    /// Reads every stored byte of a version again and compares it with the hashes taken when it was imported, and looks
    /// for withdrawn people in it. Any version; it changes nothing and is recorded.
    /// </summary>
    public async Task<Result<StoredCheck>> CheckAsync(string handle, int number, InventoryVersionId? version, CancellationToken cancellation)
    {
        // Reading may take minutes, so it happens before the transaction; the transaction decides again whether it may be told.
        var check = version is { } known ? await stored.CheckAsync(known, cancellation) : null;
        return await door.RunAsync<StoredCheck>("inventory.check", async (session, token) =>
        {
            var found = await session.StagedVersionAsync(handle, number, null, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            if (check is null || found.Value.Version.Id != version)
            {
                return new NotFound("This inventory version");
            }

            session.Record(new InventoryStoredChecked(found.Value.Version.Id, found.Value.Environment.Id, number, check.Files, check.Damaged.Count));
            return check;
        }, cancellation);
    }
}

/// <summary>Payload: folders and files that a discarded version named, relative to the data root.</summary>
public sealed record DiscardedFolders(EnvironmentId Environment, IReadOnlyList<string> Places);

/// <summary>Looks at what is stored of a version.</summary>
public interface IStoredInventories
{
    /// <summary>Null when there is no such version.</summary>
    Task<StoredCheck?> CheckAsync(InventoryVersionId version, CancellationToken cancellation);
}

/// <summary>What a check of a stored version found.</summary>
/// <param name="Files">How many stored files were read; bulk files stay with the provider and are not among them.</param>
/// <param name="Bytes">Of these files.</param>
/// <param name="Damaged">Missing or changed ones, by asset and name.</param>
/// <param name="Withdrawn">People of this version who are on the list of withdrawn participants: no later dispensal holds them.</param>
public sealed record StoredCheck(long Files, long Bytes, IReadOnlyList<string> Damaged, long Withdrawn)
{
    public bool IsIntact => Damaged.Count == 0;
}
