namespace TrePortal.Web.Shared.Store;

public interface IDispatcher
{
    /// <summary>
    /// Moves every slice at once, then runs the effects of the action and dispatches what they answer. Await it: a
    /// failure that no effect could name arrives here, at the component that asked.
    /// </summary>
    Task DispatchAsync(IAction action);
}

/// <summary>The store's only door; one per circuit, so that nobody sees another person's state.</summary>
public sealed class Dispatcher(IEnumerable<ISlice> slices, IEnumerable<IEffect> effects) : IDispatcher, IDisposable
{
    private readonly ISlice[] _slices = [.. slices];
    private readonly IEffect[] _effects = [.. effects];
    private readonly CancellationTokenSource _circuit = new();

    public async Task DispatchAsync(IAction action)
    {
        foreach (var slice in _slices)
        {
            slice.Apply(action);
        }

        foreach (var effect in _effects)
        {
            if (effect.Handles(action) && await effect.RunAsync(action, _circuit.Token) is { } next)
            {
                await DispatchAsync(next);
            }
        }
    }

    public void Dispose()
    {
        _circuit.Cancel();
        _circuit.Dispose();
    }
}
