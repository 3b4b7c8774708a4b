namespace TrePortal.Domain.Disclosure;

/// <summary>
/// A set that was answered once. Sets close to it get its answer, so that nobody learns about one person from two answers
/// (disclosure.md DC7). What is drawn for it is drawn once and kept.
/// </summary>
/// <param name="Set">Who was counted.</param>
/// <param name="Noise">Added to the count before it is rounded. Of a small set that is hidden: all of it taken away.</param>
/// <param name="Reach">Secret: a set that differs by fewer people than this is close.</param>
public sealed record Anchor(CountedSet Set, int Noise, int Reach);

/// <summary>Where secrets and noise come from. Tests have seeded ones; the portal draws from the operating system.</summary>
public interface IDisclosureDice
{
    /// <summary>Evenly from 0 up to, not including, 1.</summary>
    double Even();

    /// <summary>Random bytes, for what a ledger never tells.</summary>
    byte[] Secret(int bytes);

    /// <summary>A rounded normal number of this standard deviation, at most 3.5 of them away from zero.</summary>
    int Normal(double deviation);
}

/// <summary>The answered sets of one chain of releases of one dataset, under one tier. Not safe for several callers at once.</summary>
public sealed class AnchorBook(DisclosureGate gate, IDisclosureDice dice)
{
    private readonly AnchorIndex _index = new(2 * gate.Policy.Threshold);

    public DisclosureGate Gate { get; } = gate;

    /// <summary>Answered sets.</summary>
    public int Count { get; private set; }

    /// <summary>How many answers given here were those of other sets.</summary>
    public int TakenOver { get; private set; }

    /// <summary>A reach for the sets that are answered together: one look at the edge of one is a look at all of them.</summary>
    public int DrawReach() => Gate.Edge(dice.Even());

    /// <summary>What may be said of a set: the answer of a close one, else its own, for which an anchor is made.</summary>
    /// <param name="set">Who is counted.</param>
    /// <param name="whole">Everybody, where hardly anybody left out must not show.</param>
    /// <param name="reach">For a new anchor.</param>
    /// <param name="made">Gets the anchor when a new one is made.</param>
    public PublishedCount Publish(CountedSet set, CountedSet whole, int reach, ICollection<Anchor> made) =>
        !Gate.Policy.IsSnapped ? Gate.Publish(set.Count, whole.Count)
        : set.Count == 0 ? Gate.Publish(0)
        : Gate.Publish(Remember(set, Stand(set, Gate.Policy.Noise, reach, made), made));

    /// <summary>
    /// The same for everybody there is. How large a release is, its provider says in many places, so it is rounded only;
    /// but a release that differs by a few people from the one before is as large as that.
    /// </summary>
    public PublishedCount PublishWhole(CountedSet whole, int reach, ICollection<Anchor> made) =>
        Gate.Policy.IsSnapped && whole.Count >= Gate.SurelyShown ? Gate.PublishWhole(Stand(whole, 0, reach, made)) : Gate.Publish(whole.Count);

    /// <summary>
    /// A set that was given the answer of another keeps it, whatever is answered later nearer by, and gives it to the sets
    /// around it as far as the other one's reach goes: what is close to it by what is left of that reach is close to the
    /// other by the whole of it. So closeness does not chain beyond the first, and one person more or less does not move a
    /// set from one answer to another where many answered sets overlap.
    /// </summary>
    private Anchor Remember(CountedSet set, Anchor answer, ICollection<Anchor> made)
    {
        var distance = Math.Max(Math.Abs(answer.Set.Count - set.Count), CountedSet.Distance(answer.Set.Sketch.Span, set.Sketch.Span));
        if (distance == 0)
        {
            return answer;
        }

        var taken = new Anchor(set, answer.Set.Count + answer.Noise - set.Count, answer.Reach - distance);
        Add(taken);
        made.Add(taken);
        TakenOver++;
        return taken;
    }

    private Anchor Stand(CountedSet set, double deviation, int reach, ICollection<Anchor> made)
    {
        if (_index.Closest(set) is { } known)
        {
            return known;
        }

        var anchor = set.Count < Gate.SurelyShown ? Small(set, reach) : new Anchor(set, dice.Normal(deviation), reach);
        Add(anchor);
        made.Add(anchor);
        return anchor;
    }

    /// <summary>
    /// A set that is too small to be surely shown: fewer than the threshold never are, and an edge of its own decides on the
    /// others. It reaches only part of its own size, so that it is close to sets with which it shares people, and not to
    /// every other handful.
    /// </summary>
    private Anchor Small(CountedSet set, int reach) => new(
        set,
        set.Count < Gate.Edge(dice.Even()) ? -set.Count : 0,
        Math.Max(1, ((reach * set.Count) + Gate.SurelyShown - 1) / Gate.SurelyShown));

    public void Add(Anchor anchor)
    {
        _index.Add(anchor);
        Count++;
    }

    /// <summary>Takes back what was made last, for an answer that was never given.</summary>
    /// <param name="anchors">How many.</param>
    public void TakeBack(int anchors)
    {
        _index.TakeBack(anchors);
        Count -= anchors;
    }
}
