using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Dispensal;

public sealed class LifecycleTests
{
    public static TheoryData<DispensalState, DispensalAction> EveryPair()
    {
        var pairs = new TheoryData<DispensalState, DispensalAction>();
        foreach (var state in Enum.GetValues<DispensalState>())
        {
            foreach (var action in Enum.GetValues<DispensalAction>())
            {
                pairs.Add(state, action);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_pair_outside_the_table_is_refused(DispensalState state, DispensalAction action)
    {
        var isListed = DispensalLifecycle.Table.Moves.Any(move => move.From == state && move.Action == action);

        var next = DispensalLifecycle.Table.Next(state, action, DispensalRole.Member | DispensalRole.TreAdmin | DispensalRole.Robot);

        Assert.Equal(isListed, next.IsOk);
        Assert.Equal(!isListed, next.Error is IllegalMove);
    }

    [Fact]
    public void Nothing_leads_away_from_a_delivery() =>
        Assert.DoesNotContain(DispensalLifecycle.Table.Moves, move => move.From is DispensalState.Delivered or DispensalState.Cancelled);

    [Fact]
    public void Only_the_robot_delivers() =>
        Assert.All(DispensalLifecycle.Table.Moves.Where(move => move.To == DispensalState.Delivered), move => Assert.Equal(DispensalRole.Robot, move.By));
}
