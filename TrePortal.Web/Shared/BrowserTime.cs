using System.Globalization;

namespace TrePortal.Web.Shared;

/// <summary>
/// Instants in the words of the person who reads them. Domain instants are UTC; the zone comes from the browser, once
/// per circuit, and is UTC until then. Separate from the clock, which is one for everybody.
/// </summary>
public sealed class BrowserTime(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);
    private readonly Lock _listening = new();
    private ITimer? _timer;
    private Action? _changed;

    /// <summary>The zone became known, or enough time has passed for "2 min ago" to be wrong.</summary>
    public event Action Changed
    {
        add
        {
            lock (_listening)
            {
                _changed += value;
                _timer ??= clock.CreateTimer(_ => _changed?.Invoke(), state: null, Tick, Tick);
            }
        }

        remove
        {
            lock (_listening)
            {
                _changed -= value;
                if (_changed is null)
                {
                    _timer?.Dispose();
                    _timer = null;
                }
            }
        }
    }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public void UseZone(string? id)
    {
        if (id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            Zone = zone;
            _changed?.Invoke();
        }
    }

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>Day only: "21 Nov 2026".</summary>
    public string Day(DateTimeOffset at) => Local(at).ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>To the second, always with the zone: "21 Nov 2026, 07:04:05 (Europe/Helsinki)".</summary>
    public string Exact(DateTimeOffset at)
    {
        var local = Local(at);
        return $"{Day(at)}, {local.ToString("HH:mm:ss", CultureInfo.CurrentCulture)} ({Zone.Id})";
    }

    /// <summary>"just now", "3 min ago", "in 2 h", "yesterday", and beyond a week the day itself.</summary>
    public string Relative(DateTimeOffset at)
    {
        var away = clock.GetUtcNow() - at;
        var span = away.Duration();
        if (span < TimeSpan.FromSeconds(45))
        {
            return away < -TimeSpan.FromSeconds(2) ? Words.InAMoment : Words.JustNow;
        }

        if (span > TimeSpan.FromDays(7))
        {
            return Day(at);
        }

        return (away > TimeSpan.Zero ? Words.TimeAgo : Words.TimeAhead).Fill(Length(span));
    }

    public void Dispose() => _timer?.Dispose();

    private static string Length(TimeSpan span) => span switch
    {
        { TotalMinutes: < 59.5 } => Words.Minutes.Fill(Whole(span.TotalMinutes)),
        { TotalHours: < 23.5 } => Words.Hours.Fill(Whole(span.TotalHours)),
        { TotalDays: < 1.5 } => Words.OneDay,
        _ => Words.Days.Fill(Whole(span.TotalDays)),
    };

    private static int Whole(double amount) => Math.Max(1, (int)Math.Round(amount, MidpointRounding.AwayFromZero));
}
