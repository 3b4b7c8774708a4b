using TrePortal.Domain.Inventory;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>What a field is, in a word or two.</summary>
internal static class FieldWords
{
    public static string TypeOf(FieldSchema field) =>
        field.IsIdentifier ? InventoryBrowserWords.Identifier
        : field.IsMultiSelect ? InventoryBrowserWords.MultiSelect
        : field.IsCategory ? InventoryBrowserWords.Category
        : field.Type switch
        {
            FieldType.Integer => InventoryBrowserWords.Integer,
            FieldType.Float => InventoryBrowserWords.Float,
            FieldType.Date => InventoryBrowserWords.Date,
            FieldType.DateTime => InventoryBrowserWords.DateTime,
            _ => InventoryBrowserWords.Text,
        };
}
