using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Tests.Shared;

public sealed class StoreTests
{
    [Fact]
    public void A_foreign_action_leaves_every_state_the_same_instance()
    {
        Assert.Same(WorkQueueState.Initial, WorkQueueState.Reduce(WorkQueueState.Initial, new Foreign()));
        Assert.Same(ToastState.Initial, ToastState.Reduce(ToastState.Initial, new Foreign()));
    }

    [Fact]
    public void A_slice_tells_of_a_change_and_of_nothing_else()
    {
        var slice = new Slice<WorkQueueState>(WorkQueueState.Initial, WorkQueueState.Reduce);
        var told = 0;
        slice.Changed += () => told++;

        slice.Apply(new Foreign());
        slice.Apply(new WorkQueueRefreshed(4));

        Assert.Equal(1, told);
        Assert.Equal(new WorkQueueState(4, IsRefreshing: false, IsOutOfDate: false), slice.State);
    }

    [Fact]
    public async Task An_effect_answers_the_next_action_and_the_store_dispatches_it()
    {
        var queue = new Slice<WorkQueueState>(WorkQueueState.Initial, WorkQueueState.Reduce);
        using var store = new Dispatcher([queue], [Effect(new Waiting(7))]);

        await store.DispatchAsync(new RefreshWorkQueue());

        Assert.Equal(7, queue.State.Awaiting);
        Assert.False(queue.State.IsOutOfDate);
    }

    [Fact]
    public async Task A_database_that_is_down_leaves_the_old_number_and_marks_it_out_of_date()
    {
        var queue = new Slice<WorkQueueState>(new(5, IsRefreshing: false, IsOutOfDate: false), WorkQueueState.Reduce);
        using var store = new Dispatcher([queue], [Effect(new Broken(new DatabaseDown()))]);

        await store.DispatchAsync(new RefreshWorkQueue());

        Assert.Equal(new WorkQueueState(5, IsRefreshing: false, IsOutOfDate: true), queue.State);
    }

    [Fact]
    public async Task A_failure_without_a_name_reaches_whoever_asked()
    {
        using var store = new Dispatcher([], [Effect(new Broken(new InvalidOperationException("a bug")))]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.DispatchAsync(new RefreshWorkQueue()));
    }

    [Fact]
    public async Task The_end_of_the_circuit_cancels_a_running_effect()
    {
        var queue = new Endless();
        var store = new Dispatcher([], [Effect(queue)]);

        var running = store.DispatchAsync(new RefreshWorkQueue());
        store.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void Toasts_keep_their_numbers_and_the_oldest_leaves_a_full_stack()
    {
        var state = Enumerable.Range(0, ToastState.MostAtOnce + 1)
            .Aggregate(ToastState.Initial, (before, number) => ToastState.Reduce(before, new ShowToast(Tone.Good, $"toast {number}")));

        Assert.Equal(ToastState.MostAtOnce, state.Toasts.Count);
        Assert.Equal(Enumerable.Range(1, ToastState.MostAtOnce), state.Toasts.Select(toast => toast.Number));
    }

    [Fact]
    public void Dismissing_a_toast_that_has_gone_changes_nothing()
    {
        var state = ToastState.Reduce(ToastState.Initial, new ShowToast(Tone.Good, "saved"));

        Assert.Same(state, ToastState.Reduce(state, new DismissToast(42)));
        Assert.Equal(ImmutableList<Toast>.Empty, ToastState.Reduce(state, new DismissToast(0)).Toasts);
    }

    [Fact]
    public void Two_circuits_never_share_a_state()
    {
        using var services = new ServiceCollection()
            .AddSlice(WorkQueueState.Initial, WorkQueueState.Reduce)
            .AddScoped<IDispatcher, Dispatcher>()
            .BuildServiceProvider(validateScopes: true);
        using var one = services.CreateScope();
        using var other = services.CreateScope();

        one.ServiceProvider.GetRequiredService<IDispatcher>().DispatchAsync(new WorkQueueRefreshed(9));

        Assert.Equal(9, one.ServiceProvider.GetRequiredService<Slice<WorkQueueState>>().State.Awaiting);
        Assert.Equal(0, other.ServiceProvider.GetRequiredService<Slice<WorkQueueState>>().State.Awaiting);
    }

    private static RefreshWorkQueueEffect Effect(IWorkQueueCount queue) => new(queue, NullLogger<RefreshWorkQueueEffect>.Instance);

    private sealed record Foreign : IAction;

    private sealed class DatabaseDown() : DbException("down");

    private sealed class Waiting(int count) : IWorkQueueCount
    {
        public Task<int> CountAsync(CancellationToken cancellation) => Task.FromResult(count);
    }

    private sealed class Broken(Exception failure) : IWorkQueueCount
    {
        public Task<int> CountAsync(CancellationToken cancellation) => Task.FromException<int>(failure);
    }

    private sealed class Endless : IWorkQueueCount
    {
        public async Task<int> CountAsync(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return 0;
        }
    }
}
