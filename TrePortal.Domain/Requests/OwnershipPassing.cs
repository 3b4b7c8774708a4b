using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>How a request came to another owner (spec.md D9).</summary>
public sealed class OwnershipPassing
{
    private OwnershipPassing()
    {
    }

    internal OwnershipPassing(int number, PersonId before, PersonId after, PersonId by, string reason, DateTimeOffset now)
    {
        Number = number;
        Before = before;
        After = after;
        By = by;
        Reason = reason.Trim();
        At = now;
    }

    /// <summary>1, 2, 3, ... on its request.</summary>
    public int Number { get; private set; }

    public PersonId Before { get; private set; }

    public PersonId After { get; private set; }

    /// <summary>The TRE admin.</summary>
    public PersonId By { get; private set; }

    /// <summary>For everybody on the request.</summary>
    public string Reason { get; private set; } = "";

    public DateTimeOffset At { get; private set; }
}
