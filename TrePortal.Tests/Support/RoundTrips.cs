using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TrePortal.Tests.Support;

/// <summary>
/// Counts what is asked of the database within one flow of calls, whatever other tests ask meanwhile.
/// </summary>
/// <example>
/// <code>
/// var trips = await RoundTrips.OfAsync(() => queries.FindAsync(handle, reader, default));
/// Assert.True(trips &lt;= 5, $"{trips} round trips");
/// </code>
/// </example>
internal sealed class RoundTrips : IObserver<KeyValuePair<string, object?>>, IObserver<DiagnosticListener>
{
    private static readonly AsyncLocal<Counter?> Present = new();

    private static readonly IDisposable Subscription = DiagnosticListener.AllListeners.Subscribe(new RoundTrips());

    public static async Task<int> OfAsync(Func<Task> work)
    {
        _ = Subscription;
        var counter = new Counter();
        Present.Value = counter;
        try
        {
            await work();
        }
        finally
        {
            Present.Value = null;
        }

        return counter.Commands.Count;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData { Command: DbCommand command })
        {
            Present.Value?.Commands.Add(command.CommandText);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private sealed class Counter
    {
        public List<string> Commands { get; } = [];
    }
}
