using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>The caller of one HTTP request, command-line run or demonstration step, set at its start. Empty in a circuit.</summary>
public sealed class CallerHolder
{
    public Caller? Caller { get; set; }
}
