using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Changes the policies: a change is a new version, kept with its author and reason, and binds at once (spec.md P3).</summary>
public sealed class PolicyCommands(IWriteDoor door)
{
    /// <summary>Sets and confirms them. Without any difference they are only confirmed, and no version is made.</summary>
    /// <param name="handle">Of the environment.</param>
    /// <param name="change">What they shall be.</param>
    /// <param name="version">Of the environment as it was read; null when it does not matter.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> SetAsync(string handle, PolicyDraft change, long? version, CancellationToken cancellation) =>
        door.RunAsync("environment.policies", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            return found.IsOk ? await SetAsync(session.As("tre admin"), found.Value, change, token) : found.Error;
        }, cancellation);

    /// <summary>The same, within another command.</summary>
    internal static async Task<Result> SetAsync(IWriteSession session, ResearchEnvironment environment, PolicyDraft change, CancellationToken cancellation)
    {
        // Who may not is told so before anything about what was sent.
        if (environment.May(session.Actor, EnvironmentAction.EditPolicies, session.Now) is { IsOk: false } refused)
        {
            return refused;
        }

        if (change.Check() is { IsOk: false } wrong)
        {
            return wrong;
        }

        var before = environment.Policies;
        var terms = await TermsAsync(session, environment, change, cancellation);
        var set = environment.SetPolicies(session.Actor, change.Policies with { TermsVersion = terms?.Number ?? 0 }, session.Now);
        if (!set.IsOk)
        {
            return set;
        }

        if (environment.Policies.Version != before.Version)
        {
            session.Add(PolicyVersion.Of(environment, before, change.Note, session.Actor, session.Now));
        }

        return Result.Ok;
    }

    /// <summary>The terms in force after the change: the present ones when the text is the same, else a new version; null for none.</summary>
    private static async Task<TermsOfUse?> TermsAsync(IWriteSession session, ResearchEnvironment environment, PolicyDraft change, CancellationToken cancellation)
    {
        var (id, present) = (environment.Id, environment.Policies.TermsVersion);
        var text = change.Terms is null ? null : TermsOfUse.Tidy(change.Terms);
        if (text is { Length: 0 } || (text is null && present == 0))
        {
            return null;
        }

        var written = await session.ListAsync<TermsOfUse>(terms => terms.Environment == id, cancellation);
        var inForce = written.FirstOrDefault(terms => terms.Number == present);
        if (text is null || inForce?.Text == text)
        {
            return inForce;
        }

        var next = TermsOfUse.Write(environment, written.Select(terms => terms.Number).DefaultIfEmpty().Max() + 1, text, session.Actor, session.Now);
        session.Add(next);
        return next;
    }
}

/// <summary>What the policies shall be.</summary>
/// <param name="Policies">Their version and the number of the terms are the portal's to give.</param>
/// <param name="Terms">Text of the terms of use (Markdown); empty for none; null to leave them as they are.</param>
/// <param name="Note">Why, for the history.</param>
public sealed record PolicyDraft(Policies Policies, string? Terms = null, string Note = "")
{
    /// <summary>Whether it could be saved, as far as it alone can tell.</summary>
    public Result Check() => Problems().ToList() is { Count: > 0 } problems ? new Invalid(problems) : Result.Ok;

    /// <summary>A text comes into force that is not the present one, so that everybody is asked again.</summary>
    public bool AsksAgain(string? present) => Terms is not null && TermsOfUse.Tidy(Terms) is { Length: > 0 } text && text != present;

    /// <summary>The policies as they would be stored; new terms count as one more.</summary>
    public Policies Onto(Policies before, string? presentTerms) => Policies.Tidied() with
    {
        Version = before.Version,
        TermsVersion = Terms is not null && TermsOfUse.Tidy(Terms).Length == 0 ? 0 : before.TermsVersion + (AsksAgain(presentTerms) ? 1 : 0),
    };

    private IEnumerable<FieldProblem> Problems() => Policies.Tidied().Problems().Concat(OwnProblems());

    private IEnumerable<FieldProblem> OwnProblems()
    {
        if (Terms?.Length > TermsOfUse.LongestText)
        {
            yield return new("TermsOfUse", "too-long", "The terms of use may have at most 100,000 characters.");
        }

        if (Note.Length > PolicyVersion.LongestNote)
        {
            yield return new(nameof(Note), "too-long", "The reason may have at most 1,000 characters.");
        }
    }
}
