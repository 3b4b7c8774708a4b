using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Notifications;

namespace TrePortal.Tests.Notifications;

/// <summary>Keeps letters instead of sending them, fails when told to, and keeps what was logged meanwhile.</summary>
internal sealed class PostBox : IMailTransport, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<Letter> _letters = new();
    private readonly ConcurrentQueue<string> _logged = new();

    /// <summary>Null to take the letter.</summary>
    public Func<Letter, Exception?> Refuse { get; set; } = _ => null;

    /// <summary>Runs after the letter was taken, before the worker knows.</summary>
    public Func<Letter, Task> Taken { get; set; } = _ => Task.CompletedTask;

    /// <summary>In the order of recipients.</summary>
    public IReadOnlyList<Letter> Letters => [.. _letters.OrderBy(letter => letter.To, StringComparer.Ordinal)];

    public string Logged => string.Join('\n', _logged);

    public async Task SendAsync(Letter letter, CancellationToken cancellation)
    {
        if (Refuse(letter) is { } failure)
        {
            throw failure;
        }

        _letters.Enqueue(letter);
        await Taken(letter);
    }

    public void Empty() => _letters.Clear();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logged.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
