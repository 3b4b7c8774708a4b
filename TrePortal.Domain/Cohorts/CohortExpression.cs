namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Who belongs to a cohort, as a tree that never changes. It is read by <see cref="CohortParser"/>, checked against a
/// dataset by <see cref="CohortValidator"/>, and written by <see cref="CohortJson"/>.
/// </summary>
public abstract record CohortExpression
{
    /// <summary>All participants: the expression that is not there.</summary>
    public static CohortExpression Everyone { get; } = new Everyone();

    /// <summary>Addresses of the fields it filters on, each once.</summary>
    public IReadOnlyList<string> Fields() => [.. Conditions().Select(filter => filter.Field).Distinct(StringComparer.Ordinal)];

    /// <summary>All conditions on fields, wherever they stand.</summary>
    public IEnumerable<FieldFilter> Conditions() => Conditions(this);

    private static IEnumerable<FieldFilter> Conditions(CohortExpression expression) => expression switch
    {
        FieldFilter filter => [filter],
        CohortNot not => Conditions(not.Inner),
        CohortGroup group => group.Filters.SelectMany(Conditions),
        EntityGroup group => group.Filters.SelectMany(Conditions),
        _ => [],
    };
}

/// <summary>Every participant; JSON <c>null</c>, and only at the root.</summary>
public sealed record Everyone : CohortExpression;

/// <summary>All, or at least one, of its parts.</summary>
public sealed record CohortGroup(CohortLogic Logic, IReadOnlyList<CohortExpression> Filters) : CohortExpression;

/// <summary>Plain negation of one filter or one entity group: a person with the missing value is counted in.</summary>
public sealed record CohortNot(CohortExpression Inner) : CohortExpression;

/// <summary>True for a person when one related row satisfies the whole group.</summary>
public sealed record EntityGroup(string Entity, CohortLogic Logic, IReadOnlyList<CohortExpression> Filters) : CohortExpression;

/// <summary>One condition on one field (<c>entity.field</c>).</summary>
public sealed record FieldFilter(string Field, FilterOperator Operator, IReadOnlyList<FilterValue> Values) : CohortExpression;

public enum CohortLogic
{
    And,
    Or,
}

/// <summary>A value as it stood in the JSON: a text (code, date, time), or a number in its shortest exact spelling.</summary>
public readonly record struct FilterValue(string Text, bool IsNumber)
{
    public static FilterValue Of(string text) => new(text, IsNumber: false);

    public static FilterValue Of(long number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), IsNumber: true);

    /// <summary>A whole number in the range of 64 bits is spelt as one, so that 40, 40.0 and 4e1 are the same value.</summary>
    public static FilterValue Of(double number)
    {
        const double exactlyWhole = 1L << 53;
        return double.IsInteger(number) && Math.Abs(number) <= exactlyWhole
            ? Of((long)number)
            : new(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture), IsNumber: true);
    }

    public override string ToString() => Text;
}

public enum FilterOperator
{
    In,
    NotIn,
    Any,
    All,
    Is,
    Between,
    GreaterThan,
    GreaterThanEq,
    LessThan,
    LessThanEq,
    Exists,
    NotExists,
}

/// <summary>How operators are spelt in JSON.</summary>
public static class FilterOperators
{
    private static readonly Dictionary<string, FilterOperator> BySpelling =
        Enum.GetValues<FilterOperator>().ToDictionary(Spelling, StringComparer.Ordinal);

    public static IEnumerable<string> Spellings => BySpelling.Keys;

    public static string Spelling(this FilterOperator op) => Kernel.PlainWords.Kebab(op.ToString());

    public static FilterOperator? Find(string spelling) => BySpelling.TryGetValue(spelling, out var op) ? op : null;

    /// <summary>Fewest and most values that the operator takes.</summary>
    public static (int Fewest, int Most) Values(this FilterOperator op) => op switch
    {
        FilterOperator.Exists or FilterOperator.NotExists => (0, 0),
        FilterOperator.Between => (2, 2),
        FilterOperator.In or FilterOperator.NotIn or FilterOperator.Any or FilterOperator.All => (1, CohortLimits.ValuesPerFilter),
        _ => (1, 1),
    };
}

/// <summary>How large an expression may be; clauses and depth come from the disclosure tier.</summary>
/// <param name="Clauses">Filters, counted wherever they stand.</param>
/// <param name="Depth">Groups and entity groups inside one another; a filter alone has depth 0.</param>
public sealed record CohortLimits(int Clauses, int Depth)
{
    public const int Bytes = 64 * 1024;
    public const int ValuesPerFilter = 1_000;

    /// <summary>For expressions that were accepted before and are only read again.</summary>
    public static CohortLimits Widest { get; } = new(Clauses: 10, Depth: 3);

    public static CohortLimits Of(Disclosure.DisclosurePolicy policy) => new(policy.Clauses, policy.Depth);
}
