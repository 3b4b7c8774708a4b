using TrePortal.Domain.Inventory;

namespace TrePortal.Web.Shared;

/// <summary>The codes of a coding in the order in which a page shows them.</summary>
public static class CodeTree
{
    /// <summary>Each code after its parent, with its level; in their own order beside each other.</summary>
    public static IEnumerable<(Code Code, int Level)> Walk(IReadOnlyList<Code> codes)
    {
        var known = codes.Select(code => code.Value).ToHashSet(StringComparer.Ordinal);
        var children = codes.ToLookup(code => code.Parent is { } parent && known.Contains(parent) ? parent : "", StringComparer.Ordinal);
        var waiting = new Stack<(Code Code, int Level)>(children[""].Reverse().Select(code => (code, 0)));
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var child in children[next.Code.Value].Reverse())
            {
                waiting.Push((child, next.Level + 1));
            }
        }
    }
}
