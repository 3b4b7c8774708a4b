using System.Globalization;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Checks an expression against the fields and codings of a dataset and the limits of its tier. Everything wrong is
/// reported, each with its JSON path. The answer depends on the dictionary only, never on anybody's data.
/// </summary>
public sealed class CohortValidator
{
    /// <summary>The code of a problem with a number or date that does not lie at a published edge.</summary>
    public const string EdgeCode = "cohort-edge";

    private readonly DatasetSchema _schema;
    private readonly CohortLimits _limits;
    private readonly List<FieldProblem> _problems = [];
    private int _clauses;

    private readonly PublishedEdges? _edges;

    private CohortValidator(DatasetSchema schema, CohortLimits limits, PublishedEdges? edges)
    {
        _schema = schema;
        _limits = limits;
        _edges = edges;
    }

    /// <param name="expression">What is checked.</param>
    /// <param name="schema">Fields and codings.</param>
    /// <param name="limits">Of the tier.</param>
    /// <param name="edges">Where numbers and dates may be cut; null for anywhere.</param>
    public static Result Check(CohortExpression expression, DatasetSchema schema, CohortLimits limits, PublishedEdges? edges = null)
    {
        var validator = new CohortValidator(schema, limits, edges);
        validator.Node(expression, "$", within: null, depth: 0);
        if (validator._clauses > limits.Clauses)
        {
            validator.Wrong("$", "cohort-clauses", $"The cohort has {validator._clauses} filters; at most {limits.Clauses} are allowed here.");
        }

        return validator._problems.Count == 0 ? Result.Ok : new Invalid(validator._problems);
    }

    /// <summary>Reads and checks in one go.</summary>
    public static Result<CohortExpression> Parse(string? json, DatasetSchema schema, CohortLimits limits)
    {
        var parsed = CohortParser.Parse(json);
        return parsed.IsOk && Check(parsed.Value, schema, limits).Error is { } error ? error : parsed;
    }

    private void Node(CohortExpression expression, string path, EntitySchema? within, int depth)
    {
        switch (expression)
        {
            case FieldFilter filter:
                _clauses++;
                Filter(filter, path, within);
                break;
            case CohortNot not:
                Node(not.Inner, path + ".not", within, depth);
                break;
            case CohortGroup group:
                Parts(group.Filters, path, within, depth + 1);
                break;
            case EntityGroup group:
                Parts(group.Filters, path, Entity(group, path, within) ?? within, depth + 1);
                break;
            default:
                break;
        }
    }

    private void Parts(IReadOnlyList<CohortExpression> filters, string path, EntitySchema? within, int depth)
    {
        if (depth == _limits.Depth + 1)
        {
            Wrong(path, "cohort-depth", $"Groups are nested {depth + Below(filters)} deep; at most {_limits.Depth} are allowed here.");
        }

        if (filters.Count == 0)
        {
            Wrong(path + ".filters", "cohort-group-empty", "A group must hold at least one filter.");
        }

        for (var at = 0; at < filters.Count; at++)
        {
            Node(filters[at], $"{path}.filters[{at}]", within, depth);
        }
    }

    private static int Below(IReadOnlyList<CohortExpression> filters) => filters.Count == 0 ? 0 : filters.Max(filter => filter switch
    {
        CohortNot not => Below([not.Inner]),
        CohortGroup group => 1 + Below(group.Filters),
        EntityGroup group => 1 + Below(group.Filters),
        _ => 0,
    });

    private EntitySchema? Entity(EntityGroup group, string path, EntitySchema? within)
    {
        if (_schema.Entity(group.Entity) is not { } entity)
        {
            return Refused(path + ".entity", "cohort-entity-unknown", $"There is no entity \"{CohortParser.Shown(group.Entity)}\".");
        }

        if (entity.Name == _schema.Main.Name)
        {
            return Refused(path + ".entity", "cohort-entity-main", $"\"{entity.Name}\" is the main entity; write its filters without an entity group.");
        }

        return within is null || _schema.HangsBelow(entity, within)
            ? entity
            : Refused(path + ".entity", "cohort-entity-nested", $"Rows of \"{entity.Name}\" do not belong to rows of \"{within.Name}\", so their group cannot stand inside.");
    }

    private void Filter(FieldFilter filter, string path, EntitySchema? within)
    {
        // One answer for both, so that nobody learns what the identifiers are called.
        if (_schema.Field(filter.Field) is not { IsIdentifier: false } field)
        {
            Wrong(path + ".field", "cohort-field-unknown", $"There is no field \"{CohortParser.Shown(filter.Field)}\" to filter on.");
            return;
        }

        Place(field, path, within);
        if (!field.Operators().Contains(filter.Operator))
        {
            var fitting = string.Join(", ", field.Operators().Select(FilterOperators.Spelling));
            Wrong(path + ".op", "cohort-operator", $"\"{filter.Operator.Spelling()}\" does not fit the field {field.Address}; use one of {fitting}.");
            return;
        }

        var problemsBefore = _problems.Count;
        for (var at = 0; at < filter.Values.Count; at++)
        {
            Value(field, filter, filter.Values[at], $"{path}.values[{at}]");
        }

        var (fewest, most) = filter.Operator.Values();
        if (filter.Values.Count < fewest || filter.Values.Count > most)
        {
            Wrong(path + ".values", "cohort-values-number", $"\"{filter.Operator.Spelling()}\" does not take {filter.Values.Count} values.");
        }
        else if (filter.Operator == FilterOperator.Between && _problems.Count == problemsBefore && IsReversed(field, filter.Values))
        {
            Wrong(path + ".values", "cohort-range", "The lower end of the range lies above the upper end.");
        }
        else if (_edges is not null && _problems.Count == problemsBefore && IsCompared(field, filter) && _edges.Problem(Ordinary(field, filter), field.Kind()) is { } offEdge)
        {
            Wrong(path + ".values", EdgeCode, offEdge);
        }
    }

    private static bool IsCompared(FieldSchema field, FieldFilter filter) =>
        field.Kind() is FieldKind.Integer or FieldKind.Float or FieldKind.Date or FieldKind.DateTime && filter.Operator is not (FilterOperator.Exists or FilterOperator.NotExists);

    // Special codes are no numbers to be cut at.
    private FieldFilter Ordinary(FieldSchema field, FieldFilter filter) => filter.Operator is FilterOperator.In or FilterOperator.NotIn
        ? filter with { Values = [.. filter.Values.Where(value => !_schema.IsSpecial(field, value))] }
        : filter;

    private void Place(FieldSchema field, string path, EntitySchema? within)
    {
        if (within is not null && field.Entity != within.Name)
        {
            Wrong(path + ".field", "cohort-entity-other", $"Inside a group over \"{within.Name}\" only its own fields can be used.");
        }

        if (within is null && !_schema.HasOneRowPerPerson(_schema.Entity(field.Entity)!))
        {
            Wrong(path + ".field", "cohort-entity-needed", $"A person can have many rows of \"{field.Entity}\"; put this filter into an entity group.");
        }
    }

    private void Value(FieldSchema field, FieldFilter filter, FilterValue value, string path)
    {
        var mend = field.Kind() switch
        {
            FieldKind.Category or FieldKind.MultiSelect => IsCode(field, value) ? null : NotACode(field, value),
            _ when filter.Operator is FilterOperator.In or FilterOperator.NotIn && _schema.IsSpecial(field, value) => null,
            FieldKind.Integer or FieldKind.Float when !value.IsNumber => ("cohort-type", SpecialHint(field, value) ?? "A number is expected, without quotation marks."),
            FieldKind.Integer when !long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
                ("cohort-number", "A whole number of at most 64 bits is expected."),
            FieldKind.Integer or FieldKind.Float => null,
            _ when filter.Operator is FilterOperator.In or FilterOperator.NotIn => NotACode(field, value),
            FieldKind.Date when value.IsNumber || Intervals.Day(value.Text) is null => ("cohort-date", SpecialHint(field, value) ?? "A date is expected: \"2020\", \"2020-05\" or \"2020-05-31\"."),
            FieldKind.DateTime when value.IsNumber || Intervals.Instant(value.Text) is null => ("cohort-date", SpecialHint(field, value) ?? "A time is expected: \"2020-05-31T14:30:00Z\", or a date."),
            _ => ((string Code, string Message)?)null,
        };
        if (mend is { } problem)
        {
            Wrong(path, problem.Code, problem.Message);
        }
    }

    private bool IsCode(FieldSchema field, FilterValue value) => !value.IsNumber && _schema.CodingOf(field)?.Find(value.Text) is not null;

    private static (string Code, string Message)? NotACode(FieldSchema field, FilterValue value) =>
        value.IsNumber
            ? ("cohort-type", $"Codes are texts: write \"{value.Text}\".")
            : ("cohort-value-unknown", $"\"{CohortParser.Shown(value.Text)}\" is not a code of {field.Address}.");

    private string? SpecialHint(FieldSchema field, FilterValue value) =>
        _schema.IsSpecial(field, value) ? "This is a special code, not a value to compare with; pick it with \"in\"." : null;

    private static bool IsReversed(FieldSchema field, IReadOnlyList<FilterValue> values) => field.Kind() switch
    {
        FieldKind.Integer => long.Parse(values[0].Text, CultureInfo.InvariantCulture) > long.Parse(values[1].Text, CultureInfo.InvariantCulture),
        FieldKind.Float => double.Parse(values[0].Text, CultureInfo.InvariantCulture) > double.Parse(values[1].Text, CultureInfo.InvariantCulture),
        FieldKind.Date => Intervals.Day(values[0].Text)!.Value.From > Intervals.Day(values[1].Text)!.Value.To,
        _ => Intervals.Instant(values[0].Text)!.Value.From > Intervals.Instant(values[1].Text)!.Value.To,
    };

    private void Wrong(string path, string code, string message) => _problems.Add(new FieldProblem(path, code, message));

    private EntitySchema? Refused(string path, string code, string message)
    {
        Wrong(path, code, message);
        return null;
    }
}
