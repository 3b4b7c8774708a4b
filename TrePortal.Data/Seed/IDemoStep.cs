namespace TrePortal.Data.Seed;

/// <summary>
/// One part of the demonstration, made through the same commands as everything else. Steps run in order, once, on an
/// empty database only; a step asks its own scope for what it needs and acts as whom it likes by <see cref="DemoActors"/>.
/// </summary>
public interface IDemoStep
{
    /// <summary>People 100, environments 200, requests 300, projects 400.</summary>
    int Order { get; }

    Task RunAsync(DemoActors actors, CancellationToken cancellation);
}
