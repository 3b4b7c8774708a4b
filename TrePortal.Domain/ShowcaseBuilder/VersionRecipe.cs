using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.ShowcaseBuilder;

/// <summary>The recipe of one inventory version's showcase, and the last time that it was used.</summary>
public sealed class VersionRecipe : AggregateRoot
{
    private VersionRecipe()
    {
    }

    /// <summary>Of the version: it has at most one recipe.</summary>
    public InventoryVersionId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public ShowcaseRecipe Recipe { get; private set; } = ShowcaseRecipe.Empty;

    public PersonId UpdatedBy { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The import that last brought a showcase made by this recipe, or tried to; null when it was never used.</summary>
    public InventoryImportId? Made { get; private set; }

    /// <summary>The recipe as it was when it was last used.</summary>
    public string? MadeHash { get; private set; }

    public static VersionRecipe Write(InventoryVersion version, ShowcaseRecipe recipe, PersonId author, DateTimeOffset now)
    {
        var written = new VersionRecipe { Id = version.Id, Environment = version.Environment };
        written.Change(recipe, author, now);
        return written;
    }

    public void Change(ShowcaseRecipe recipe, PersonId author, DateTimeOffset now)
    {
        var before = UpdatedAt == default ? null : Recipe.ToHash();
        Recipe = recipe;
        UpdatedBy = author;
        UpdatedAt = now;
        Record(new ShowcaseRecipeWritten(Id, Environment, before, recipe.ToHash(), [.. recipe.Fields.Select(field => $"{field.Field}: {PlainWords.Of(field.How)}")], recipe.SamplePercent));
    }

    public void MakeAs(InventoryImportId import)
    {
        Made = import;
        MadeHash = Recipe.ToHash();
        Record(new ShowcaseMaking(Id, Environment, import, MadeHash, Recipe.Fields.Count, Recipe.SamplePercent));
    }
}

/// <param name="Version">Of the inventory.</param>
/// <param name="Environment">Whose inventory.</param>
/// <param name="BeforeHash">Of the recipe before; null for the first.</param>
/// <param name="Hash">Of the recipe.</param>
/// <param name="Fields">Each chosen field and what is done to it.</param>
/// <param name="SamplePercent">Of the people.</param>
public sealed record ShowcaseRecipeWritten(
    InventoryVersionId Version, EnvironmentId Environment, string? BeforeHash, string Hash, IReadOnlyList<string> Fields, int SamplePercent) : DomainEvent
{
    public override EventSubject Subject => new("inventory", Version.Value, Environment);
}

/// <summary>A showcase is being made; the import's own events say how it ended.</summary>
public sealed record ShowcaseMaking(InventoryVersionId Version, EnvironmentId Environment, InventoryImportId Import, string RecipeHash, int Fields, int SamplePercent) : DomainEvent
{
    public override EventSubject Subject => new("inventory", Version.Value, Environment);
}
