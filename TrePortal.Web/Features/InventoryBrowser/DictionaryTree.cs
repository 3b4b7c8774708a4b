using System.Globalization;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>
/// The fields of a dictionary by entity and folder, for one search. Made once for a search; what is open and ticked comes
/// with each question for the lines.
/// </summary>
public sealed class DictionaryTree
{
    // A result as small as this is shown whole.
    private const int MostOpen = 40;

    private readonly List<Branch> _entities = [];
    private readonly Dictionary<string, Branch> _branches = new(StringComparer.Ordinal);

    public DictionaryTree(DatasetSchema schema, FieldSearch search)
    {
        foreach (var field in search.In(schema))
        {
            var at = Below(_entities, EntityKey(field.Entity), schema.Entity(field.Entity)!.Title, 1);
            at.Entity = field.Entity;
            at.All.Add(field);
            foreach (var level in Folders(field, at.Title))
            {
                at = Below(at.Branches, $"{at.Key}/{level}", level, at.Level + 1);
                at.All.Add(field);
            }

            at.Fields.Add(field);
            Found++;
        }

        IsSearch = !search.IsEmpty;
    }

    /// <summary>How many fields the search found.</summary>
    public int Found { get; }

    public bool IsSearch { get; }

    /// <summary>What is open when nobody has opened or closed anything: all of a small result, else the entities.</summary>
    public IEnumerable<string> OpenAtFirst() => Found <= MostOpen ? _branches.Keys : _entities.Select(entity => entity.Key);

    /// <summary>The fields of a branch and of the branches below it; null for a key that is no branch.</summary>
    public IReadOnlyList<FieldSchema>? FieldsUnder(string key) => _branches.GetValueOrDefault(key)?.All;

    /// <summary>The entity whose own branch this is; null for folders.</summary>
    public string? EntityOf(string key) => _branches.GetValueOrDefault(key) is { Level: 1 } branch ? branch.Entity : null;

    /// <summary>Every branch above a field, so that it can be seen.</summary>
    public IEnumerable<string> Above(FieldSchema field) => _branches.Values.Where(branch => branch.All.Contains(field)).Select(branch => branch.Key);

    /// <summary>What is to be seen.</summary>
    /// <param name="open">Keys of open branches.</param>
    /// <param name="ofBranch">Finishes the line of a branch; its fields come with it.</param>
    /// <param name="ofField">Finishes the line of a field.</param>
    public IReadOnlyList<TreeLine> Lines(IReadOnlySet<string> open, Func<TreeLine, IReadOnlyList<FieldSchema>, TreeLine> ofBranch, Func<TreeLine, FieldSchema, TreeLine> ofField)
    {
        var lines = new List<TreeLine>();
        _entities.ForEach(Add);
        return lines;

        void Add(Branch branch)
        {
            var isOpen = open.Contains(branch.Key);
            var line = new TreeLine(branch.Key, branch.Title, branch.Level)
            {
                IsBranch = true,
                IsOpen = isOpen,
                Icon = branch.Level == 1 ? "table" : "folder",
                Note = branch.All.Count.ToString("N0", CultureInfo.CurrentCulture),
            };
            lines.Add(ofBranch(line, branch.All));
            if (isOpen)
            {
                branch.Branches.ForEach(Add);
                lines.AddRange(branch.Fields.Select(field => ofField(new TreeLine(field.Address, field.Title, branch.Level + 1), field)));
            }
        }
    }

    private static string EntityKey(string entity) => ":" + entity; // no address of a field begins so

    // A dictionary often repeats the entity as the outermost folder.
    private static IEnumerable<string> Folders(FieldSchema field, string entityTitle) =>
        field.Folder.Count > 0 && string.Equals(field.Folder[0], entityTitle, StringComparison.OrdinalIgnoreCase) ? field.Folder.Skip(1) : field.Folder;

    private Branch Below(List<Branch> brothers, string key, string title, int level)
    {
        if (!_branches.TryGetValue(key, out var branch))
        {
            _branches.Add(key, branch = new Branch(key, title, level));
            brothers.Add(branch);
        }

        return branch;
    }

    private sealed class Branch(string key, string title, int level)
    {
        public string Key => key;

        public string Title => title;

        public int Level => level;

        public string? Entity { get; set; }

        public List<Branch> Branches { get; } = [];

        public List<FieldSchema> Fields { get; } = [];

        public List<FieldSchema> All { get; } = [];
    }
}
