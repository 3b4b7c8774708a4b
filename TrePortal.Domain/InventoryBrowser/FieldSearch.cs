using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.InventoryBrowser;

/// <summary>Looks for fields of a dictionary: every word must occur in title, address, description or folder.</summary>
/// <param name="Text">Words between blanks; empty finds all.</param>
/// <param name="Entity">Only fields of it; null for all.</param>
public sealed record FieldSearch(string Text, string? Entity = null)
{
    private readonly string[] _words = Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool IsEmpty => _words.Length == 0;

    /// <summary>In dictionary order.</summary>
    public IEnumerable<FieldSchema> In(DatasetSchema schema) =>
        schema.Entities.Where(entity => Entity is null || entity.Name == Entity).SelectMany(entity => entity.Fields).Where(Finds);

    public bool Finds(FieldSchema field) => Array.TrueForAll(_words, word =>
        field.Title.Contains(word, StringComparison.CurrentCultureIgnoreCase)
        || field.Address.Contains(word, StringComparison.OrdinalIgnoreCase)
        || field.Description.Contains(word, StringComparison.CurrentCultureIgnoreCase)
        || field.Folder.Any(level => level.Contains(word, StringComparison.CurrentCultureIgnoreCase)));
}
