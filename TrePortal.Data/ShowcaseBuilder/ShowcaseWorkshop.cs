using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <inheritdoc cref="IShowcaseWorkshop"/>
internal sealed class ShowcaseWorkshop(DatasetCache cache, DataRoot root, TimeProvider clock) : IShowcaseWorkshop
{
    public Result Check(InventoryVersion version, ShowcaseRecipe recipe, DisclosurePolicy policy)
    {
        using var dataset = cache.Borrow(Path.Combine(root.Path, version.Assets.Tabular!.Folder));
        var isGood = new RecipeRules(dataset.Dataset.Schema, policy).Check(recipe);
        return isGood.IsOk && TooManyTexts(recipe, dataset.Dataset) is { Count: > 0 } problems ? new Invalid(problems) : isGood;
    }

    public UploadedAsset Reserve() =>
        new(InventoryAsset.Showcase, $"{Inventory.Uploads.FolderName}/{Guid.CreateVersion7(clock.GetUtcNow()):N}/showcase");

    // A text column of very many different values has no list of them, and nothing in it is shared by many.
    internal static List<FieldProblem> TooManyTexts(ShowcaseRecipe recipe, Dataset dataset) =>
    [
        .. recipe.Fields
            .Where(field => field.How == Coarsening.Merge && dataset.Column(field.Field) is TextColumn)
            .Select(field => new FieldProblem("$.fields", "recipe-text", $"{field.Field} holds too many different texts to be a category. Leave it out.")),
    ];
}
