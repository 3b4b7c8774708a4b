namespace TrePortal.Web.Shared.Store;

/// <summary>What the store needs of an effect without knowing its action.</summary>
public interface IEffect
{
    bool Handles(IAction action);

    Task<IAction?> RunAsync(IAction action, CancellationToken circuit);
}

/// <summary>
/// Does one thing that takes time and answers the next action, if any. It catches the failures it can name; any other
/// reaches whoever awaited the dispatch.
/// </summary>
public abstract class Effect<TAction> : IEffect
    where TAction : IAction
{
    public bool Handles(IAction action) => action is TAction;

    public Task<IAction?> RunAsync(IAction action, CancellationToken circuit) => RunAsync((TAction)action, circuit);

    protected abstract Task<IAction?> RunAsync(TAction action, CancellationToken circuit);
}
