namespace TrePortal.Data.Kernel;

/// <summary>
/// Lets the writers of this process to SQLite one by one, in the order in which they came and without holding a thread.
/// The engine itself lets anybody in who happens to ask at the right moment: among many, some would never be lucky, and
/// each blocks a thread while it waits. Other engines queue by themselves.
/// </summary>
internal sealed class WriterQueue(DatabaseOptions options) : IDisposable
{
    private readonly SemaphoreSlim? _turn = options.IsSqlite ? new(1, 1) : null;

    /// <summary>Waits for the caller's turn, which ends with the answer's disposal.</summary>
    /// <exception cref="NoTurnException">Those before took too long.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        if (_turn is null)
        {
            return new Turn(null);
        }

        return await _turn.WaitAsync(TimeSpan.FromSeconds(options.PatienceSeconds), cancellation)
            ? new Turn(_turn)
            : throw new NoTurnException();
    }

    public void Dispose() => _turn?.Dispose();

    private sealed class Turn(SemaphoreSlim? held) : IDisposable
    {
        public void Dispose() => held?.Release();
    }
}
