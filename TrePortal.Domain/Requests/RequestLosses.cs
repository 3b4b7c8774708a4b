using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Requests;

/// <summary>What a request asks for that a newer inventory version does not have any more.</summary>
public static class RequestLosses
{
    /// <summary>Only what the older version had: what never fitted is told where the request is edited.</summary>
    public static IReadOnlyList<InventoryLoss> Of(RequestContent content, InventoryShape before, InventoryShape after) =>
    [
        .. CohortLosses.Of(content.Cohort?.Expression, before.Tabular, after.Tabular)
            .Concat(content.Collections.SelectMany(choice => Of(choice, before, after)))
            .Distinct(),
    ];

    private static IEnumerable<InventoryLoss> Of(CollectionChoice choice, InventoryShape before, InventoryShape after)
    {
        if (before.Collections.Find(choice.Collection) is not { } old)
        {
            yield break;
        }

        if (after.Collections.Find(choice.Collection) is not { } now)
        {
            yield return new InventoryLoss(LossKind.Collection, choice.Collection);
            yield break;
        }

        var offered = after.FieldsOf(now);
        var had = before.FieldsOf(old);
        foreach (var field in (choice.Fields ?? [.. had]).Where(had.Contains).Order(StringComparer.Ordinal))
        {
            if (InventoryLoss.OfField(field, before.Tabular, after.Tabular) is { } lost)
            {
                yield return lost;
            }
            else if (!offered.Contains(field))
            {
                yield return new InventoryLoss(LossKind.CollectionField, choice.Collection, field);
            }
        }
    }
}
