using System.Runtime.CompilerServices;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>How a loop over millions of cells is compiled: at once in its best form, since it may run once and long, and never into something larger, where it would find no registers left.</summary>
internal static class HotLoop
{
    public const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
