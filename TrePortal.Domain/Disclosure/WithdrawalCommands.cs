using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// Changes of the list of withdrawn participants. They stand in this room because the showcase follows in batches as large
/// as the disclosure threshold.
/// </summary>
public sealed class WithdrawalCommands(IWriteDoor door, IWithdrawnKeys keys)
{
    /// <summary>Adds everybody named; who is on the list already stays. Unknown keys are kept and told of.</summary>
    public Task<Result<WithdrawalAnswer>> AddAsync(string handle, IReadOnlyList<WithdrawnLine> lines, CancellationToken cancellation) =>
        door.RunAsync<WithdrawalAnswer>("inventory.withdraw", async (session, token) =>
        {
            var environment = await session.StagingAsync(handle, token);
            return !environment.IsOk ? environment.Error
                : lines.Count == 0 ? new Invalid("", "no-keys", "The file names nobody: below its header stands one participant's key a line.")
                : await AddAsync(session, keys, environment.Value, lines, "", token);
        }, cancellation);

    /// <summary>Takes one key off the list again: it was there by mistake.</summary>
    public Task<Result> ReinstateAsync(string handle, string key, string reason, CancellationToken cancellation) =>
        door.RunAsync("inventory.reinstate", async (session, token) =>
        {
            var found = await session.StagingAsync(handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            if (string.IsNullOrWhiteSpace(reason) || reason.Length > 500)
            {
                return new Invalid("reason", "reason", "Say why in at most 500 characters, without the key itself.");
            }

            if (key.Length > 0 && reason.Contains(key, StringComparison.Ordinal))
            {
                return new Invalid("reason", "reason-key", "The reason is kept in the history. Leave the participant's key out of it.");
            }

            var list = await session.FindAsync<WithdrawalList, EnvironmentId>(found.Value.Id, token);
            var before = list is null ? new HashSet<string>() : keys.Of(list.All);
            if (list is null || !before.Contains(key))
            {
                return new Invalid("participant", "not-withdrawn", "This key is not on the list.");
            }

            var after = before.Where(other => other != key).ToList();
            var waiting = await WaitingAsync(session, keys, found.Value, list, after, token);
            list.Reinstate(keys.Store(list.Id, after), new WithdrawalEntry(session.Now, session.Actor.Id, -1, 0, 0, reason.Trim()), waiting);
            return Result.Ok;
        }, cancellation);

    /// <summary>The same inside the transaction of an import whose release held a list.</summary>
    public static async Task<WithdrawalAnswer> AddAsync(
        IWriteSession session, IWithdrawnKeys keys, ResearchEnvironment environment, IReadOnlyList<WithdrawnLine> lines, string note, CancellationToken cancellation)
    {
        var list = await session.FindAsync<WithdrawalList, EnvironmentId>(environment.Id, cancellation);
        if (list is null)
        {
            list = WithdrawalList.Of(environment.Id);
            session.Add(list);
        }

        var sent = lines.Select(line => line.Key).ToHashSet(StringComparer.Ordinal);
        var before = keys.Of(list.All);
        var after = before.Union(sent).ToHashSet(StringComparer.Ordinal);
        var known = await KnownAsync(session, keys, environment, sent, cancellation);
        var answer = new WithdrawalAnswer(
            after.Count - before.Count,
            sent.Count - (after.Count - before.Count),
            lines.Count - sent.Count,
            sent.Count - known.Count,
            [.. lines.Where(line => !known.Contains(line.Key)).Select(line => line.Line).Take(WithdrawalAnswer.LinesNamed)],
            after.Count);
        if (answer.Added > 0)
        {
            var waiting = await WaitingAsync(session, keys, environment, list, after, cancellation);
            var entry = new WithdrawalEntry(session.Now, session.Actor.Id, answer.Added, known.Count, answer.Unknown, note);
            var active = environment.ActiveVersion is { } id ? await session.FindAsync<InventoryVersion, InventoryVersionId>(id, cancellation) : null;
            list.Add(keys.Store(environment.Id, after), entry, waiting, DisclosurePolicy.Of(active?.Tier ?? environment.Policies.Tier).Threshold);
        }

        return answer;
    }

    // Known to the version that researchers see, or to the one under construction.
    private static async Task<IReadOnlySet<string>> KnownAsync(
        IWriteSession session, IWithdrawnKeys keys, ResearchEnvironment environment, IReadOnlyCollection<string> sent, CancellationToken cancellation)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in new[] { environment.ActiveVersion, environment.PendingVersion }.OfType<InventoryVersionId>())
        {
            known.UnionWith(keys.KnownIn(await session.FindAsync<InventoryVersion, InventoryVersionId>(id, cancellation), sent));
        }

        return known;
    }

    private static async Task<int> WaitingAsync(
        IWriteSession session, IWithdrawnKeys keys, ResearchEnvironment environment, WithdrawalList list, IReadOnlyCollection<string> all, CancellationToken cancellation)
    {
        if (environment.ActiveVersion is not { } active)
        {
            return 0;
        }

        var shown = keys.Of(list.Shown);
        return keys.KnownIn(await session.FindAsync<InventoryVersion, InventoryVersionId>(active, cancellation), [.. all.Where(key => !shown.Contains(key))]).Count;
    }
}

/// <summary>What became of a list that was sent. Lines, never keys.</summary>
/// <param name="Added">New on the list.</param>
/// <param name="AlreadyThere">On the list before.</param>
/// <param name="Repeated">Named more than once in what was sent.</param>
/// <param name="Unknown">Not a participant of the active version or of the one under construction; kept all the same.</param>
/// <param name="UnknownLines">The first hundred of them.</param>
/// <param name="Total">On the list now.</param>
public sealed record WithdrawalAnswer(int Added, int AlreadyThere, int Repeated, int Unknown, IReadOnlyList<int> UnknownLines, int Total)
{
    public const int LinesNamed = 100;
}
