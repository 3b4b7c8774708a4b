using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>A cohort while it is being built: every node has a number to be found by, and groups may still be empty.</summary>
public abstract record DraftNode(int Id, bool IsNot);

public sealed record DraftFilter(int Id, FieldFilter Filter, bool IsNot = false) : DraftNode(Id, IsNot);

/// <param name="Entity">All within is about one related row of it; null for a plain group.</param>
public sealed record DraftGroup(int Id, CohortLogic Logic, string? Entity, IReadOnlyList<DraftNode> Children, bool IsNot = false) : DraftNode(Id, IsNot)
{
    public bool Equals(DraftGroup? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id;
}

/// <summary>The whole tree and its changes, each of which answers a new tree.</summary>
public sealed record CohortDraft(DraftGroup Root, int NextId)
{
    public static CohortDraft Empty { get; } = new(new DraftGroup(0, CohortLogic.And, null, []), 1);

    public bool IsEmpty => Root.Children.Count == 0;

    public static CohortDraft From(CohortExpression expression)
    {
        var next = 1;
        IReadOnlyList<DraftNode> Nodes(IReadOnlyList<CohortExpression> filters) => [.. filters.Select(filter => Node(filter, isNot: false))];
        DraftNode Node(CohortExpression node, bool isNot) => node switch
        {
            CohortNot not => Node(not.Inner, !isNot),
            FieldFilter filter => new DraftFilter(next++, filter, isNot),
            EntityGroup group => new DraftGroup(next++, group.Logic, group.Entity, Nodes(group.Filters), isNot),
            CohortGroup group => new DraftGroup(next++, group.Logic, null, Nodes(group.Filters), isNot),
            _ => throw new ArgumentException("Everyone stands at the root only.", nameof(expression)),
        };
        var root = expression switch
        {
            Everyone => Empty.Root,
            CohortGroup group => new DraftGroup(0, group.Logic, null, Nodes(group.Filters)),
            _ => Empty.Root with { Children = [Node(expression, isNot: false)] },
        };
        return new(root, next);
    }

    /// <summary>What it says, without what is still empty.</summary>
    public CohortExpression ToExpression() => Expression(Root) ?? CohortExpression.Everyone;

    public DraftNode? Find(int id) => Find(Root, id);

    /// <summary>The group that holds the node.</summary>
    public DraftGroup? ParentOf(int id) => Groups(Root).FirstOrDefault(group => group.Children.Any(child => child.Id == id));

    /// <summary>The related rows that filters in this group are about; null for the people themselves.</summary>
    public string? ScopeOf(int group)
    {
        for (var at = Find(group) as DraftGroup; at is not null; at = ParentOf(at.Id))
        {
            if (at.Entity is not null)
            {
                return at.Entity;
            }
        }

        return null;
    }

    public CohortDraft Add(int group, Func<int, DraftNode> make)
    {
        var node = make(NextId);
        return new(Changed(Root, group, found => ((DraftGroup)found) with { Children = [.. ((DraftGroup)found).Children, node] })!, NextId + 2);
    }

    /// <summary>The node stands last in another group; see <see cref="Remove"/> for what it leaves.</summary>
    /// <param name="id">What moves.</param>
    /// <param name="group">Neither the node nor within it.</param>
    /// <param name="place">What stands there of it, by the number that a new group around it would have.</param>
    public CohortDraft Move(int id, int group, Func<DraftNode, int, DraftNode> place) => Find(id) is { } node ? Remove(id).Add(group, next => place(node, next)) : this;

    /// <summary>Every group, outer ones first.</summary>
    public IEnumerable<DraftGroup> Groups() => Groups(Root);

    public CohortDraft Replace(int id, Func<DraftNode, DraftNode> change) => this with { Root = Changed(Root, id, change)! };

    /// <summary>Takes the node away, and an entity group that it leaves empty.</summary>
    public CohortDraft Remove(int id)
    {
        var parent = ParentOf(id);
        return parent is { Entity: not null, Children.Count: 1 } && parent.Id != Root.Id ? Remove(parent.Id) : this with { Root = Changed(Root, id, _ => null)! };
    }

    private static DraftGroup? Changed(DraftGroup group, int id, Func<DraftNode, DraftNode?> change) => (DraftGroup?)Changed((DraftNode)group, id, change);

    private static DraftNode? Changed(DraftNode node, int id, Func<DraftNode, DraftNode?> change) =>
        node.Id == id ? change(node)
        : node is DraftGroup group && Find(group, id) is not null ? group with { Children = [.. group.Children.Select(child => Changed(child, id, change)).OfType<DraftNode>()] }
        : node;

    private static DraftNode? Find(DraftNode node, int id) =>
        node.Id == id ? node : node is DraftGroup group ? group.Children.Select(child => Find(child, id)).FirstOrDefault(found => found is not null) : null;

    private static IEnumerable<DraftGroup> Groups(DraftGroup group) => group.Children.OfType<DraftGroup>().SelectMany(Groups).Prepend(group);

    private static CohortExpression? Expression(DraftNode node)
    {
        CohortExpression? plain = node switch
        {
            DraftFilter filter => filter.Filter,
            DraftGroup group => group.Children.Select(Expression).OfType<CohortExpression>().ToList() switch
            {
                [] => null,
                var parts when group.Entity is { } entity => new EntityGroup(entity, group.Logic, parts),
                [var only] => only,
                var parts => new CohortGroup(group.Logic, parts),
            },
            _ => null,
        };
        return plain is not null && node.IsNot ? new CohortNot(plain) : plain;
    }
}

/// <summary>How large an expression is, as the limits of a disclosure tier count it.</summary>
public static class CohortMeasure
{
    public static int Clauses(CohortExpression expression) => expression switch
    {
        FieldFilter => 1,
        CohortNot not => Clauses(not.Inner),
        CohortGroup group => group.Filters.Sum(Clauses),
        EntityGroup group => group.Filters.Sum(Clauses),
        _ => 0,
    };

    public static int Depth(CohortExpression expression) => expression switch
    {
        CohortNot not => Depth(not.Inner),
        CohortGroup group => 1 + group.Filters.Max(Depth),
        EntityGroup group => 1 + group.Filters.Max(Depth),
        _ => 0,
    };
}
