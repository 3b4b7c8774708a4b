using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Cohorts;

/// <summary>What a cohort filters on that a newer dataset does not have any more.</summary>
public static class CohortLosses
{
    /// <summary>Only what the older dataset had: a cohort that never fitted lost nothing.</summary>
    public static IReadOnlyList<InventoryLoss> Of(CohortExpression expression, DatasetSchema? before, DatasetSchema? after) =>
        [.. expression.Conditions().SelectMany(filter => Of(filter, before, after)).Distinct()];

    /// <summary>The same for an expression as it is stored; nothing for one that cannot be read.</summary>
    public static IReadOnlyList<InventoryLoss> Of(string? json, DatasetSchema? before, DatasetSchema? after) =>
        CohortParser.Parse(json) is { IsOk: true, Value: var expression } ? Of(expression, before, after) : [];

    private static IEnumerable<InventoryLoss> Of(FieldFilter filter, DatasetSchema? before, DatasetSchema? after)
    {
        if (InventoryLoss.OfField(filter.Field, before, after) is { } lost)
        {
            return [lost];
        }

        if (before?.Field(filter.Field) is not { } old || before.CodingOf(old) is not { } oldCodes || after?.Field(filter.Field) is not { } field)
        {
            return [];
        }

        var codes = after.CodingOf(field);
        return filter.Values
            .Where(value => oldCodes.Find(value.Text) is not null && codes?.Find(value.Text) is null)
            .Select(value => new InventoryLoss(LossKind.Code, filter.Field, value.Text));
    }
}
