namespace TrePortal.Tests.Support;

/// <summary>Stands still at <see cref="Some.Monday"/> until it is moved. Timers and delays run by real time.</summary>
public sealed class TestClock : TimeProvider
{
    private DateTimeOffset _now = Some.Monday;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;

    public void Set(DateTimeOffset now) => _now = now;
}

/// <summary>Fixed values that tests agree on.</summary>
public static partial class Some
{
    public static DateTimeOffset Monday { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
}
