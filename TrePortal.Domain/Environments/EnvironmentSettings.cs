using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

public enum Visibility
{
    /// <summary>Only those named, and members of the organizations named.</summary>
    Restricted,

    /// <summary>Every signed-in person counts as an authorized user (spec.md E4).</summary>
    Public,
}

/// <summary>Where researchers explore (spec.md I1).</summary>
public enum ShowcaseMode
{
    /// <summary>A separate, curated dataset.</summary>
    Curated,

    /// <summary>The tabular inventory itself, behind the disclosure rules.</summary>
    Inventory,

    /// <summary>No exploring; a request covers all participants.</summary>
    None,
}

public enum ReviewMode
{
    /// <summary>All steps are open at once.</summary>
    Parallel,

    /// <summary>A step opens when the one before it is approved.</summary>
    Sequential,
}

/// <summary>What people read about an environment. Edited as a whole.</summary>
/// <param name="Description">Markdown.</param>
public sealed record EnvironmentDetails(string Name, string Description, string Contact, IReadOnlyList<string> Keywords, IReadOnlyList<string> Categories)
{
    public static EnvironmentDetails Named(string name) => new(name, "", "", [], []);

    /// <summary>Name, description and contact are there (checklist E3).</summary>
    public bool AreComplete => Name.Length > 0 && Description.Length > 0 && Contact.Length > 0;

    /// <summary>Categories as the Resource Center filters on them; a bar inside one would split it.</summary>
    internal string CategoryText() => Categories.Count == 0 ? "" : $"|{string.Join('|', Categories.Select(word => word.Replace('|', '/')))}|";

#pragma warning disable CA1308 // looked through by people's words in lower case, never compared as an identifier
    internal string SearchText() => string.Join('\n', [Name, .. Keywords, .. Categories, Description]).ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>As it is kept: without blanks around and without words said twice.</summary>
    public EnvironmentDetails Tidied() => new(
        Name.Trim(), Description.Trim(), Contact.Trim(),
        [.. Keywords.Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
        [.. Categories.Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)]);

    internal IEnumerable<FieldProblem> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            yield return new(nameof(Name), "name", "Give a name of at most 200 characters.");
        }

        if (Description.Length > 20_000)
        {
            yield return new(nameof(Description), "description", "The description may have at most 20,000 characters.");
        }

        if (Contact.Length > 500)
        {
            yield return new(nameof(Contact), "contact", "The contact may have at most 500 characters.");
        }

        if (Keywords.Count > 50 || Keywords.Any(word => word is null or { Length: > 60 }))
        {
            yield return new(nameof(Keywords), "keywords", "At most 50 keywords of at most 60 characters each.");
        }

        if (Categories.Count > 20 || Categories.Any(word => word is null or { Length: > 60 }))
        {
            yield return new(nameof(Categories), "categories", "At most 20 data categories of at most 60 characters each.");
        }
    }
}
