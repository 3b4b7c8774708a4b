using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TrePortal.Tests.Support;

/// <summary>
/// Counts what is asked of the database within one flow of calls, whatever other tests ask meanwhile. Every
/// <see cref="TestPortal"/> counts.
/// </summary>
/// <example>
/// <code>
/// var trips = await RoundTrips.OfAsync(() => queries.FindAsync(handle, reader, default));
/// Assert.True(trips &lt;= 5, $"{trips} round trips");
/// </code>
/// </example>
internal sealed class RoundTrips : DbCommandInterceptor
{
    private static readonly AsyncLocal<ConcurrentQueue<string>?> Present = new();

    private RoundTrips()
    {
    }

    public static RoundTrips Counter { get; } = new();

    public static async Task<int> OfAsync(Func<Task> work) => (await CommandsOfAsync(work)).Count;

    /// <summary>What was asked, to see why it was so much.</summary>
    public static async Task<IReadOnlyCollection<string>> CommandsOfAsync(Func<Task> work)
    {
        var commands = new ConcurrentQueue<string>();
        Present.Value = commands;
        try
        {
            await work();
        }
        finally
        {
            Present.Value = null;
        }

        return commands;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        Counted(command, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Counted(command, result));

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) =>
        Counted(command, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) => new(Counted(command, result));

    private static T Counted<T>(DbCommand command, T result)
    {
        Present.Value?.Enqueue(command.CommandText);
        return result;
    }
}
