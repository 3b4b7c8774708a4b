using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Takes the lines of a batch back, each only if what it made is still there as it was made.</summary>
internal sealed class BatchUndo(ResearchEnvironment environment, Actor actor, IReadOnlyList<Actor> reviewers, DateTimeOffset now)
{
    /// <summary>One outcome for each line that had changed something.</summary>
    public List<LineOutcome> Of(MembershipBatch batch)
    {
        var lines = batch.Lines.Where(line => line.Change != BatchChange.Nothing && line.Key is not null).ToList();
        return batch.Kind == MemberKind.Admin ? lines.ConvertAll(Admin) : Authorized(lines);
    }

    private LineOutcome Admin(BatchLine line)
    {
        var person = new PersonId(line.Key!.Value);
        if (!environment.Admins.Any(admin => admin.Person == person))
        {
            return Gone(line);
        }

        var removed = environment.RemoveAdmin(actor, person, now);
        return removed.IsOk ? Done(line, "removed", "Removed again.") : Kept(line, "self", removed.Error.Message);
    }

    private List<LineOutcome> Authorized(List<BatchLine> lines)
    {
        var present = environment.Authorized.ToDictionary(entry => entry.Key);
        var asMade = lines.Where(line => present.TryGetValue(line.Key!.Value, out var entry) && entry.Until == line.Outcome.Until).ToList();
        var needed = environment.EndOrRemove(Keys(asMade, BatchChange.Added), null, removes: true, reviewers, now).ToHashSet();
        foreach (var sameEnd in asMade.Where(line => line.Change == BatchChange.EndChanged).GroupBy(line => line.Before))
        {
            needed.UnionWith(environment.EndOrRemove(Keys(sameEnd, BatchChange.EndChanged), sameEnd.Key, removes: false, reviewers, now));
        }

        var untouched = asMade.Select(line => line.Key!.Value).ToHashSet();
        return lines.ConvertAll(line => !present.ContainsKey(line.Key!.Value) ? Gone(line)
            : !untouched.Contains(line.Key.Value) ? Kept(line, "changed-since", "Somebody changed the last day since; that change is kept.")
            : needed.Contains(line.Key.Value) ? Kept(line, "reviewer", environment.WhyKept(line.Key.Value))
            : line.Change == BatchChange.Added ? Done(line, "removed", "Removed again.")
            : Done(line, "end-changed", "The last day is as it was before.") with { Until = line.Before });
    }

    private static HashSet<Guid> Keys(IEnumerable<BatchLine> lines, BatchChange change) => [.. lines.Where(line => line.Change == change).Select(line => line.Key!.Value)];

    private static LineOutcome Done(BatchLine line, string code, string message) => line.Outcome with { IsDone = true, Code = code, Message = message, Until = null };

    private static LineOutcome Gone(BatchLine line) => Done(line, "gone", "It was not there any more.");

    private static LineOutcome Kept(BatchLine line, string code, string message) => line.Outcome with { IsDone = false, Code = code, Message = message };
}
