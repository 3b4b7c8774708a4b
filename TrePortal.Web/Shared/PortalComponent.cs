using Microsoft.AspNetCore.Components;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Shared;

/// <summary>Base of every component that loads, changes or watches anything.</summary>
public abstract class PortalComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly List<Action> _unsubscribe = [];
    private CancellationTokenSource? _newestLoad;

    protected PortalComponent() => Lifetime = _lifetime.Token; // kept: a disposed source no longer hands out its token

    /// <summary>Cancelled when the person leaves the page or the circuit ends. For reads.</summary>
    protected CancellationToken Lifetime { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A token for the newest load. Asking again cancels the one before, so the last route wins.</summary>
    protected CancellationToken NewestLoad()
    {
        _newestLoad?.Cancel();
        _newestLoad?.Dispose();
        _newestLoad = CancellationTokenSource.CreateLinkedTokenSource(Lifetime);
        return _newestLoad.Token;
    }

    /// <summary>Redraws this component whenever the slice moves.</summary>
    protected void Watch<TState>(Slice<TState> slice)
        where TState : class
    {
        slice.Changed += Redraw;
        WhenDisposed(() => slice.Changed -= Redraw);

        void Redraw() => _ = InvokeAsync(StateHasChanged);
    }

    /// <summary>Remembers how to undo a subscription when the component goes.</summary>
    protected void WhenDisposed(Action undo) => _unsubscribe.Add(undo);

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _lifetime.IsCancellationRequested)
        {
            return;
        }

        foreach (var undo in _unsubscribe)
        {
            undo();
        }

        _lifetime.Cancel();
        _newestLoad?.Dispose();
        _lifetime.Dispose();
    }
}
