using TrePortal.Domain.Inventory;
using static TrePortal.Domain.Cohorts.FilterOperator;

namespace TrePortal.Domain.Cohorts;

/// <summary>What a field is to somebody who filters or charts it.</summary>
public enum FieldKind
{
    Category,
    MultiSelect,
    Integer,
    Float,
    Date,
    DateTime,

    /// <summary>Text without a coding: known or missing, nothing more.</summary>
    Text,
}

public static class FieldKinds
{
    private static readonly FilterOperator[] Comparisons = [Is, Between, GreaterThan, GreaterThanEq, LessThan, LessThanEq, Exists, NotExists];

    public static FieldKind Kind(this FieldSchema field) =>
        field.IsMultiSelect ? FieldKind.MultiSelect
        : field.IsCategory ? FieldKind.Category
        : field.Type switch
        {
            FieldType.Integer => FieldKind.Integer,
            FieldType.Float => FieldKind.Float,
            FieldType.Date => FieldKind.Date,
            FieldType.DateTime => FieldKind.DateTime,
            _ => FieldKind.Text,
        };

    /// <summary>The operators that make sense for the field, in the order in which a page offers them.</summary>
    public static IReadOnlyList<FilterOperator> Operators(this FieldSchema field) => field.Kind() switch
    {
        FieldKind.Category => [In, NotIn, Is, Exists, NotExists],
        FieldKind.MultiSelect when field.CodingName is not null => [Any, All, Exists, NotExists],
        FieldKind.Integer or FieldKind.Float => [.. Comparisons, In, NotIn],
        FieldKind.Date or FieldKind.DateTime when field.IsSparse => [.. Comparisons, In, NotIn],
        FieldKind.Date or FieldKind.DateTime => Comparisons,
        _ => [Exists, NotExists],
    };

    /// <summary>Whether the value is one of the special codes of a sparse field.</summary>
    public static bool IsSpecial(this DatasetSchema schema, FieldSchema field, FilterValue value) =>
        field.IsSparse && schema.CodingOf(field)?.Find(value.Text) is not null;

    /// <summary>Whether a person has at most one row of the entity, so that its fields can be used like those of the person.</summary>
    public static bool HasOneRowPerPerson(this DatasetSchema schema, EntitySchema entity)
    {
        var at = entity;
        while (at.Parent is { Reference: { } reference })
        {
            if (reference.Relationship != Relationship.OneToOne || schema.Entity(reference.Entity) is not { } next)
            {
                return false;
            }

            at = next;
        }

        return true;
    }

    /// <summary>Whether the rows of the entity lead, directly or over others, to rows of the other one.</summary>
    public static bool HangsBelow(this DatasetSchema schema, EntitySchema entity, EntitySchema other)
    {
        for (var at = entity.Parent?.Reference; at is not null; at = schema.Entity(at.Entity)?.Parent?.Reference)
        {
            if (at.Entity == other.Name)
            {
                return true;
            }
        }

        return false;
    }
}
