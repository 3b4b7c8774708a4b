using TrePortal.Domain.Inventory;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>
/// Where each code of a column goes. Numbers are those of the column: 0 is missing, code i is the i-th. Codes that nobody
/// holds stay, since they tell of nobody; a code that went into another is no longer in the coding.
/// </summary>
/// <param name="Map">For each code of the column its number among <paramref name="Codes"/>.</param>
/// <param name="Codes">What is left, in the old order, "Other" last if there is one.</param>
/// <param name="Merged">How many codes went into others.</param>
internal sealed record MergedCodes(int[] Map, IReadOnlyList<Code> Codes, int Merged);

/// <summary>Makes categories broader: cuts a tree, puts single codes together, then those that few people hold.</summary>
internal sealed class CodeMerging(IReadOnlyList<Code> codes)
{
    private const int IntoOther = -1;

    private readonly Dictionary<string, int> _numbers = codes.Select((code, at) => (code.Value, at)).ToDictionary(item => item.Value, item => item.at, StringComparer.Ordinal);

    /// <param name="levels">Levels of the tree that stay; null for all.</param>
    /// <param name="other">Codes that go into "Other", with everything below them.</param>
    /// <param name="fewerThan">Codes of fewer people are merged; null for none.</param>
    /// <param name="holders">The people of each code, as far as they must be known: a set that reached <paramref name="fewerThan"/> may be cut there.</param>
    public MergedCodes Merge(int? levels, IReadOnlyCollection<string> other, int? fewerThan, IReadOnlyList<HashSet<int>> holders)
    {
        var into = Enumerable.Range(0, codes.Count).ToArray();
        var people = holders.Select(set => new HashSet<int>(set)).ToArray();
        void Move(int code, int target)
        {
            if (target != IntoOther)
            {
                people[target].UnionWith(people[code]);
            }

            into[code] = target;
        }

        var deepestFirst = Enumerable.Range(0, codes.Count).OrderByDescending(Depth).ToList();
        foreach (var code in deepestFirst.Where(code => IsBelow(code, other)))
        {
            into[code] = IntoOther;
        }

        foreach (var code in deepestFirst.Where(code => into[code] == code && Depth(code) > levels))
        {
            Move(code, ParentOf(code));
        }

        var hasChildren = new bool[codes.Count];
        foreach (var code in deepestFirst.Where(code => into[code] == code))
        {
            // A code above others that stay stands for them too, and they are enough.
            var isRare = people[code].Count > 0 && people[code].Count < fewerThan && !hasChildren[code];
            if (isRare)
            {
                Move(code, ParentOf(code));
            }
            else if ((people[code].Count > 0 || hasChildren[code]) && ParentOf(code) is >= 0 and var above)
            {
                hasChildren[above] = true;
            }
        }

        return Number(into);
    }

    /// <summary>A code that no coding of the source can mean.</summary>
    public static string OtherCode(Func<string, bool> isTaken)
    {
        var name = "other";
        for (var more = 2; isTaken(name); more++)
        {
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"other_{more}");
        }

        return name;
    }

    private MergedCodes Number(int[] into)
    {
        var kept = Enumerable.Range(0, codes.Count).Where(code => into[code] == code).ToList();
        var numbers = kept.Select((code, at) => (code, at)).ToDictionary(item => item.code, item => item.at + 1);
        var left = kept.Select(code => codes[code]).ToList();
        var map = new int[codes.Count + 1];
        for (var code = 0; code < codes.Count; code++)
        {
            var at = code;
            while (at != IntoOther && into[at] != at)
            {
                at = into[at];
            }

            map[code + 1] = at == IntoOther ? kept.Count + 1 : numbers[at];
        }

        if (map.Contains(kept.Count + 1))
        {
            left.Add(new Code(OtherCode(_numbers.ContainsKey), "Other"));
        }

        // A child whose parent went into "Other" would hang in the air.
        var there = left.Select(code => code.Value).ToHashSet(StringComparer.Ordinal);
        return new MergedCodes(map, [.. left.Select(code => code.Parent is { } parent && !there.Contains(parent) ? code with { Parent = null } : code)], codes.Count - kept.Count);
    }

    private int ParentOf(int code) => codes[code].Parent is { } parent ? _numbers[parent] : IntoOther;

    private int Depth(int code)
    {
        var depth = 1;
        for (var above = ParentOf(code); above >= 0; above = ParentOf(above))
        {
            depth++;
        }

        return depth;
    }

    private bool IsBelow(int code, IReadOnlyCollection<string> tops)
    {
        for (var at = code; at >= 0; at = ParentOf(at))
        {
            if (tops.Contains(codes[at].Value))
            {
                return true;
            }
        }

        return false;
    }
}
