using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <inheritdoc cref="IChangeFeed"/>
internal sealed class InProcessFeed : IChangeFeed
{
    // A page subscribes after it has read: what was announced in between is told to it again.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Subscription, Action<Changed>> _subscriptions = new();
    private readonly ConcurrentQueue<(long At, Changed Changed)> _recent = new();

    public void Publish(Changed changed)
    {
        Forget();
        _recent.Enqueue((Stopwatch.GetTimestamp(), changed)); // before the subscribers are looked at, so that nobody falls between
        foreach (var heard in _subscriptions.Values)
        {
            heard(changed);
        }
    }

    public IDisposable Subscribe(Action<Changed> heard)
    {
        var subscription = new Subscription(this);
        _subscriptions[subscription] = heard;
        foreach (var (at, changed) in _recent)
        {
            if (Stopwatch.GetElapsedTime(at) < Remembered)
            {
                heard(changed);
            }
        }

        return subscription;
    }

    private void Forget()
    {
        while (_recent.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.At) >= Remembered)
        {
            _recent.TryDequeue(out _);
        }
    }

    private sealed class Subscription(InProcessFeed feed) : IDisposable
    {
        public void Dispose() => feed._subscriptions.TryRemove(this, out _);
    }
}

/// <summary>Wakes the workers of this process at once; without it they would still look every second.</summary>
internal sealed class WorkSignal
{
    private readonly Channel<bool> _jobs = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<bool> _outbox = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Jobs() => _jobs.Writer.TryWrite(true);

    public void Outbox() => _outbox.Writer.TryWrite(true);

    public Task WaitForJobsAsync(TimeSpan atMost, CancellationToken cancellation) => WaitAsync(_jobs, atMost, cancellation);

    public Task WaitForOutboxAsync(TimeSpan atMost, CancellationToken cancellation) => WaitAsync(_outbox, atMost, cancellation);

    private static async Task WaitAsync(Channel<bool> channel, TimeSpan atMost, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(atMost);
        try
        {
            await channel.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // the time to look anyway
        }
    }
}
