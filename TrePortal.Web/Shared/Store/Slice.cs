namespace TrePortal.Web.Shared.Store;

/// <summary>What the store needs of a slice without knowing its state.</summary>
public interface ISlice
{
    void Apply(IAction action);
}

/// <summary>
/// One piece of the state that several pages share, and the pure function that moves it. A reducer answers the same
/// instance for an action that is not its own; only another instance counts as a change.
/// </summary>
public sealed class Slice<TState>(TState initial, Func<TState, IAction, TState> reduce) : ISlice
    where TState : class
{
    private readonly Lock _moving = new();

    public event Action? Changed;

    public TState State { get; private set; } = initial;

    public void Apply(IAction action)
    {
        lock (_moving)
        {
            var next = reduce(State, action);
            if (ReferenceEquals(next, State))
            {
                return;
            }

            State = next;
        }

        Changed?.Invoke();
    }
}
