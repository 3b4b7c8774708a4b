using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace TrePortal.Data.Kernel;

/// <summary>
/// Named moments at which a fault test kills this process, as a power cut would. Only in Development, and only when the
/// environment variable <c>TREPORTAL_CRASH_AT</c> names the moment; anywhere else it does nothing and reads nothing.
/// </summary>
/// <remarks>
/// Of a dispensal: KP2 after the claim, KP3 after the plan is stored, KP4 in a table, KP5 after a table is flushed, KP6 in
/// a bulk file, KP7 after the last file, KP8 after the folders are flushed, KP9 between the rename and the commit, KP10
/// after the commit, KP12 while permissions are set. KP1, before the claim, is reached by starting without workers; nothing
/// of a dispensal passes the outbox, so there is no KP11.
/// Of an import: IP1 after the claim, IP2 while unpacking, IP3 in a table, IP4 after the first dataset is complete, IP5
/// after the collections are stored, IP6 after the last asset, IP7 between the rename and the commit, IP8 after the commit.
/// Of a command, named with it ("environment.publish:WP3"): WP1 before its work, WP2 after it, WP3 after its events are
/// chained, WP4 between the statements (rows, events, jobs and outbox) and the commit, WP5 after the commit, before anybody
/// is told.
/// </remarks>
public sealed class CrashPoints(IHostEnvironment? environment = null)
{
    private readonly string? _at = environment?.IsDevelopment() == true ? Environment.GetEnvironmentVariable("TREPORTAL_CRASH_AT") : null;

    /// <summary>Never returns at the named moment.</summary>
    public void Reach(string point) => Reach("", point);

    /// <summary>Never returns at the named moment of the named command.</summary>
    public void Reach(string command, string point)
    {
        if (_at is { Length: > 0 } && _at == (command.Length == 0 ? point : $"{command}:{point}"))
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit();
        }
    }
}
