using TrePortal.Domain.Invariants;

namespace TrePortal.Web.CommandLine;

internal static class InvariantVerbs
{
    public static Verb Check { get; } = new(
        "invariants check",
        "Check what must hold in the database and in the folders, whatever crashed.",
        """


        Checks INV01 to INV11, INV14 to INV22, INV30, INV33 to INV36 and INV41 over database, releases and dispensed
        folders, and changes nothing. It reads every stored byte of published releases and of dispensals. Prints one line
        an invariant: "ok INV03 ..." or "broken INV03 ...", and under a broken one a line for each object, at most a hundred.

        Not applicable yet: linked accounts (INV08), a policy of strong authentication (INV09), amendments and stored
        sessions (INV30). INV12 is the client's own record and is checked by
        the fault tests; the audit log itself (INV23, INV24) by "audit verify".

        Stop the portal first: beside a working one, what is committed between two reads may look broken. After it was
        stopped in the middle of a job for more than five minutes, INV20 says so until it runs again.

        Ends with 0 when all hold, with 1 when one does not, with 2 when the command was not understood.
        """,
        [],
        [],
        CheckAsync);

    private static async Task<int> CheckAsync(VerbContext context, CancellationToken cancellation)
    {
        var allHold = true;
        await foreach (var verdict in context.Services.GetRequiredService<InvariantChecker>().CheckAsync(cancellation))
        {
            allHold &= verdict.Holds;
            await context.Output.WriteLineAsync($"{(verdict.Holds ? "ok" : "broken")} {verdict.Code} {verdict.Sentence}");
            foreach (var line in LinesOf(verdict))
            {
                await context.Output.WriteLineAsync($"  {line}");
            }
        }

        return allHold ? 0 : 1;
    }

    private static IEnumerable<string> LinesOf(InvariantVerdict verdict)
    {
        foreach (var violation in verdict.Violations)
        {
            yield return $"{violation.Kind} {violation.Id}: {violation.What}";
        }

        if (verdict.Count > verdict.Violations.Count)
        {
            yield return $"and {verdict.Count - verdict.Violations.Count:N0} more";
        }

        if (verdict.Unfinished is { } failure)
        {
            yield return $"the check did not come to its end ({failure})";
        }
    }
}
