using TrePortal.Domain.Audit;

namespace TrePortal.Web.CommandLine;

internal static class AuditVerbs
{
    public static Verb Verify { get; } = new(
        "audit verify",
        "Walk the audit log and its signed checkpoints.",
        """


        Recomputes the hash of every event and compares the log with the signed checkpoints of the data root. Prints what
        was walked and ends with 0 when all is intact, with 1 and the exact place when it is not.
        """,
        [],
        [],
        VerifyAsync);

    private static async Task<int> VerifyAsync(VerbContext context, CancellationToken cancellation)
    {
        var verdict = await context.Services.GetRequiredService<IAuditVerifier>().VerifyAsync(cancellation);
        if (verdict.Break is { } found)
        {
            await context.Error.WriteLineAsync($"Broken at event {found.Sequence} ({found.Kind}). {found.Explanation}");
            return 1;
        }

        await context.Output.WriteLineAsync($"Intact: {verdict.Events} events, {verdict.Checkpoints} signed checkpoints.");
        return 0;
    }
}
