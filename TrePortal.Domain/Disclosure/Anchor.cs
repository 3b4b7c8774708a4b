namespace TrePortal.Domain.Disclosure;

/// <summary>
/// A set that was answered once. Sets close to it get its answer, so that nobody learns about one person from two answers
/// (disclosure.md DC7). What is drawn for it is drawn once and kept.
/// </summary>
/// <param name="Set">Who was counted.</param>
/// <param name="Noise">Added to the count before it is rounded.</param>
/// <param name="Reach">Secret: a set that differs by fewer people than this is close.</param>
public sealed record Anchor(CountedSet Set, int Noise, int Reach);

/// <summary>Where secrets and noise come from. Tests have seeded ones; the portal draws from the operating system.</summary>
public interface IDisclosureDice
{
    /// <summary>Evenly from 0 up to, not including, 1.</summary>
    double Even();

    /// <summary>A rounded normal number of this standard deviation, at most 3.5 of them away from zero.</summary>
    int Normal(double deviation);
}

/// <summary>The answered sets of one chain of releases of one dataset, under one tier. Not safe for several callers at once.</summary>
public sealed class AnchorBook(DisclosureGate gate, ulong secret, IDisclosureDice dice)
{
    private readonly AnchorIndex _index = new(2 * gate.Policy.Threshold);

    public DisclosureGate Gate { get; } = gate;

    public int Count { get; private set; }

    /// <summary>A reach for the sets that are answered together: one look at the edge of one is a look at all of them.</summary>
    public int DrawReach() => Gate.Edge(dice.Even());

    /// <summary>What may be said of a set: the answer of a close one, else its own, for which an anchor is made.</summary>
    /// <param name="set">Who is counted.</param>
    /// <param name="whole">Everybody, where hardly anybody left out must not show.</param>
    /// <param name="reach">For a new anchor.</param>
    /// <param name="made">Gets the anchor when a new one is made.</param>
    public PublishedCount Publish(CountedSet set, CountedSet whole, int reach, ICollection<Anchor> made) =>
        !Gate.Policy.IsSnapped ? Gate.Publish(set.Count, whole.Count)
        : set.Count < Gate.SurelyShown ? Gate.PublishSmall(set, secret)
        : Gate.Publish(Stand(set, Gate.Policy.Noise, reach, made));

    /// <summary>
    /// The same for everybody there is. How large a release is, its provider says in many places, so it is rounded only;
    /// but a release that differs by a few people from the one before is as large as that.
    /// </summary>
    public PublishedCount PublishWhole(CountedSet whole, int reach, ICollection<Anchor> made) =>
        Gate.Policy.IsSnapped && whole.Count >= Gate.SurelyShown ? Gate.PublishWhole(Stand(whole, 0, reach, made)) : Gate.Publish(whole.Count);

    // Only an anchor's own set is looked at: closeness does not chain.
    private Anchor Stand(CountedSet set, double deviation, int reach, ICollection<Anchor> made)
    {
        if (_index.Closest(set) is { } known)
        {
            return known;
        }

        var anchor = new Anchor(set, dice.Normal(deviation), reach);
        Add(anchor);
        made.Add(anchor);
        return anchor;
    }

    public void Add(Anchor anchor)
    {
        _index.Add(anchor);
        Count++;
    }

    /// <summary>Takes back what was made for an answer that was never given.</summary>
    public void Remove(Anchor anchor)
    {
        _index.Remove(anchor);
        Count--;
    }
}
