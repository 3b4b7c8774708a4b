using System.Text.Json;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Histories;

/// <summary>
/// Holds the audit log against the ledgers of all actors. The log is one order of commits; the model must be able to take
/// exactly that order, each commit must be one operation that somebody was told is done, with the receipt that they got, and
/// each refusal must be right at some moment between question and answer. So nothing acknowledged is lost (INV12), nothing
/// is doubled, nothing came about that nobody asked for, and the order agrees with what actors saw of each other.
/// </summary>
internal sealed class Replay(Model model, ModelState start, IReadOnlyList<AuditEvent> log, IReadOnlyList<Entry> ledger)
{
    private readonly List<ModelState> _states = [start];
    private readonly List<(Entry Entry, DateTimeOffset At)> _taken = [];
    private readonly List<Entry> _left = [.. ledger.Where(entry => entry.IsDone).OrderBy(entry => entry.Asked)];

    public ModelState End => _states[^1];

    public int Commits => _taken.Count;

    /// <summary>The first thing that is wrong; null when the history is legal.</summary>
    public string? FindFault()
    {
        for (var at = 0; at < log.Count;)
        {
            if (Take(at) is not { } events)
            {
                var happened = log[at];
                return $"event {happened.Sequence}, {happened.Action} by {happened.ActorName} {happened.Content}, is no operation that was acknowledged and legal then. Acknowledged and not seen: {Some(_left)}";
            }

            at += events;
        }

        return Order() ?? Idle() ?? Refused();
    }

    // The operation behind the events from here on: same actor, same words, same receipt, and legal now.
    private int? Take(int at)
    {
        foreach (var entry in _left.Where(entry => IsOf(entry, log[at])))
        {
            var step = model.Do(End, entry.Operation, log[at].At);
            if (step.Refusals.Count == 0 && step.Events.Count > 0
                && step.Events.SequenceEqual(log.Skip(at).Take(step.Events.Count).Select(happened => happened.Action))
                && HasReceipt(entry, step.Next))
            {
                _left.Remove(entry);
                _taken.Add((entry, log[at].At));
                _states.Add(step.Next);
                return step.Events.Count;
            }
        }

        return null;
    }

    private static bool IsOf(Entry entry, AuditEvent happened)
    {
        var operation = entry.Operation;
        if (operation.Who is { } who ? who.Value != happened.ActorId : happened.ActingAs != "robot")
        {
            return false;
        }

        if (operation.On != Guid.Empty && operation.On != happened.SubjectId)
        {
            return false;
        }

        using var content = JsonDocument.Parse(happened.Content);
        return (operation, happened.Action) switch
        {
            (Decide decide, "step-decided") => content.RootElement.GetProperty("step").GetString() == decide.Step && content.RootElement.GetProperty("version").GetInt32() == decide.Verdict.Version,
            (Say, "message-posted") => content.RootElement.GetProperty("message").GetGuid() == ((RequestMessageId)entry.Receipt!).Value,
            _ => true,
        };
    }

    private static bool HasReceipt(Entry entry, ModelState next) => entry.Receipt switch
    {
        long version => next.Requests[entry.Operation.On].Changes == version,
        RequestState state => next.Requests[entry.Operation.On].State == state,
        _ => true,
    };

    // Whoever heard of something before another asked, stands before that other in the log.
    private string? Order()
    {
        var latestAsked = 0L;
        foreach (var (entry, _) in _taken)
        {
            if (entry.Heard < latestAsked)
            {
                return $"{entry} was answered before something was asked for that the log has earlier";
            }

            latestAsked = Math.Max(latestAsked, entry.Asked);
        }

        return null;
    }

    // Done, and nothing to do: it was so already. What changes something and is not in the log was lost.
    private string? Idle() => _left.Where(entry => !Moments(entry).Any(moment =>
            model.Do(moment, entry.Operation, DateTimeOffset.MinValue) is { Refusals.Count: 0, Events.Count: 0 } step && HasReceipt(entry, step.Next)))
        .Select(entry => $"{entry} was acknowledged and is lost").FirstOrDefault();

    private string? Refused() => ledger.Where(entry => !entry.IsDone && !Moments(entry).Any(moment => model.Do(moment, entry.Operation, DateTimeOffset.MinValue).Refusals.Contains(entry.Refusal!)))
        .Select(entry => $"{entry} was refused without reason. Reasons then: {string.Join(" | ", Moments(entry).Select(moment => string.Join(",", model.Do(moment, entry.Operation, DateTimeOffset.MinValue).Refusals)).Distinct())}").FirstOrDefault();

    // The states between which the portal can have looked: after all that was answered before it was asked, and before all
    // that was asked after it was answered.
    private IEnumerable<ModelState> Moments(Entry entry)
    {
        var first = _taken.FindLastIndex(taken => taken.Entry.Heard < entry.Asked) + 1;
        var last = _taken.FindIndex(taken => taken.Entry.Asked > entry.Heard);
        return _states.Take(first..(last < 0 ? _states.Count : last + 1));
    }

    private static string Some(List<Entry> entries) => string.Join("; ", entries.Take(8));
}
