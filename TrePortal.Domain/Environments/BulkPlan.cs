using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>A person or organization that a name stands for.</summary>
public sealed record NamedParty(Guid Key, bool IsOrganization, string Name, string DisplayName);

/// <summary>What is known of an environment before a list is added to it.</summary>
/// <param name="Kind">To which list it is added.</param>
/// <param name="Actor">Who adds it.</param>
/// <param name="Present">Key and last day of each entry that is there.</param>
/// <param name="Names">Whom the names stand for, by <see cref="BulkPlan.Normal"/>.</param>
public sealed record BulkFacts(MemberKind Kind, PersonId Actor, DateOnly Today, IReadOnlyDictionary<Guid, DateOnly?> Present, IReadOnlyDictionary<string, NamedParty> Names);

/// <summary>What each line of a list does. The preview shows it and the command carries it out: one rule for both.</summary>
public static class BulkPlan
{
    public const int MostLines = 2000;

    public const int MostAuthorized = 5000;

    public const int MostAdmins = 100;

    /// <summary>Names are compared without the space around them and without regard to capitals.</summary>
#pragma warning disable CA1308 // user names, handles and stored addresses are in lower case
    public static string Normal(string name) => name.Trim().ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>Refuses a list that is empty or longer than anybody means.</summary>
    public static Result Check(IReadOnlyCollection<AuthorizationLine> lines) =>
        lines.Count == 0 ? new Invalid("lines", "empty", "Name at least one person or organization.")
        : lines.Count > MostLines ? new Invalid("lines", "too-many", $"A list has at most {MostLines:N0} lines; this one has {lines.Count:N0}. Send it in parts.")
        : Result.Ok;

    public static IReadOnlyList<BatchLine> Of(BulkFacts facts, IReadOnlyList<AuthorizationLine> lines)
    {
        var seen = new Dictionary<Guid, int>();
        var room = (facts.Kind == MemberKind.Admin ? MostAdmins : MostAuthorized) - facts.Present.Count;
        var planned = new List<BatchLine>(lines.Count);
        foreach (var (line, at) in lines.Select((line, at) => (line, line.Line > 0 ? line.Line : at + 1)))
        {
            var next = Of(facts, line, at, seen, room);
            room -= next.Change == BatchChange.Added ? 1 : 0;
            planned.Add(next);
        }

        return planned;
    }

    private static BatchLine Of(BulkFacts facts, AuthorizationLine line, int at, Dictionary<Guid, int> seen, int room)
    {
        var name = line.Name.Trim();
        if (EndProblem(facts, line) is { } problem)
        {
            return Refused(new LineOutcome(at, name, IsDone: false, "date", problem));
        }

        if (!facts.Names.TryGetValue(Normal(name), out var party))
        {
            return Refused(new LineOutcome(at, name, IsDone: false, "unknown", "No person or organization has this name. Give the exact user name, e-mail address or handle."));
        }

        var outcome = new LineOutcome(at, name, IsDone: false, "", "") { DisplayName = party.DisplayName, Until = line.Until };
        if (!seen.TryAdd(party.Key, at))
        {
            return Refused(outcome with { Code = "duplicate", Message = $"Named twice: line {seen[party.Key]} says the same {(party.IsOrganization ? "organization" : "person")}, and that line counts." });
        }

        return party.IsOrganization && facts.Kind == MemberKind.Admin
            ? Refused(outcome with { Code = "organization", Message = "Admins are people. An organization can be authorized, but it cannot administer." })
            : facts.Present.TryGetValue(party.Key, out var end) ? There(facts, party, outcome, end)
            : room <= 0 ? Refused(outcome with { Code = "limit", Message = Limit(facts.Kind) })
            : new BatchLine(outcome with { IsDone = true, Code = "added", Message = party.IsOrganization ? "The whole organization is added." : IsSelf(facts, party) ? "Added. This is you." : "Added." },
                BatchChange.Added, party.Key, party.IsOrganization, Before: null);
    }

    private static BatchLine There(BulkFacts facts, NamedParty party, LineOutcome outcome, DateOnly? end) =>
        outcome.Until is { } until && until != end
            ? new BatchLine(outcome with { IsDone = true, Code = "end-changed", Message = $"There already; the last day changes from {(end is { } day ? day.ToString("yyyy-MM-dd", null) : "no end")} to {until:yyyy-MM-dd}." },
                BatchChange.EndChanged, party.Key, party.IsOrganization, end)
            : new BatchLine(outcome with { IsDone = true, Code = "already", Message = IsSelf(facts, party) ? "This is you: there already." : "There already.", Until = end },
                BatchChange.Nothing, party.Key, party.IsOrganization, end);

    private static string? EndProblem(BulkFacts facts, AuthorizationLine line) =>
        line.HasUnreadableEnd ? "The last day is written yyyy-mm-dd."
        : facts.Kind == MemberKind.Admin && line.Until is not null ? "An admin has no last day. Leave it out."
        : line.Until < facts.Today ? "The last day is over already."
        : null;

    private static bool IsSelf(BulkFacts facts, NamedParty party) => party.Key == facts.Actor.Value;

    private static BatchLine Refused(LineOutcome outcome) => new(outcome, BatchChange.Nothing, Key: null, IsOrganization: false, Before: null);

    private static string Limit(MemberKind kind) => kind == MemberKind.Admin
        ? $"An environment has at most {MostAdmins} admins."
        : $"An environment has at most {MostAuthorized:N0} authorized entries. Name an organization instead of its people.";
}
