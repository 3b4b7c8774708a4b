using System.Diagnostics.CodeAnalysis;

namespace TrePortal.Web.Shared.Store;

/// <summary>The number beside "My reviews" in the navigation.</summary>
public sealed record WorkQueueState(int Awaiting, bool IsRefreshing, bool IsOutOfDate)
{
    public static WorkQueueState Initial { get; } = new(0, IsRefreshing: false, IsOutOfDate: true);

    public static WorkQueueState Reduce(WorkQueueState state, IAction action) => action switch
    {
        RefreshWorkQueue => state with { IsRefreshing = true },
        WorkQueueRefreshed done => new(done.Awaiting, IsRefreshing: false, IsOutOfDate: false),
        WorkQueueUnavailable => state with { IsRefreshing = false, IsOutOfDate = true },
        _ => state,
    };
}

[SuppressMessage("Naming", "CA1711", Justification = "A thing to do to a work queue, not a collection.")]
public sealed record RefreshWorkQueue : IAction;

public sealed record WorkQueueRefreshed(int Awaiting) : IAction;

public sealed record WorkQueueUnavailable : IAction;
