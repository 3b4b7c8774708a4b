using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Dispensal.DispensalAction;
using static TrePortal.Domain.Dispensal.DispensalRole;
using static TrePortal.Domain.Dispensal.DispensalState;

namespace TrePortal.Domain.Dispensal;

public enum DispensalState
{
    Queued,
    Running,
    Delivered,
    Failed,
    Cancelled,
}

public enum DispensalAction
{
    Start,
    Deliver,
    Fail,
    Cancel,
    Retry,
}

[Flags]
public enum DispensalRole
{
    None = 0,

    /// <summary>Owner or member of the project.</summary>
    Member = 1,

    /// <summary>Admin of the environment: sees how it stands.</summary>
    TreAdmin = 2,

    /// <summary>The environment's own identity, which does the work.</summary>
    Robot = 4,
}

/// <summary>The life of a dispensal (spec.md D6 and D8), as one table.</summary>
public static class DispensalLifecycle
{
    public static Lifecycle<DispensalState, DispensalAction, DispensalRole> Table { get; } = new(
        "This dispensal",
        Queued,
        (Queued, Start, Running, Robot),
        (Running, Start, Running, Robot), // another worker takes it up after a crash
        (Running, Deliver, Delivered, Robot),
        (Queued, Fail, Failed, Robot),
        (Running, Fail, Failed, Robot),
        (Queued, Cancel, Cancelled, Member | Robot),
        (Running, Cancel, Cancelled, Member | Robot),
        (Failed, Retry, Queued, Member));
}
