using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <inheritdoc cref="IShowcaseBuilderQueries"/>
internal sealed class ShowcaseBuilderQueries(
    IDbContextFactory<PortalDbContext> contexts, DatasetCache cache, DataRoot root, RecipeSuggestions suggestions) : IShowcaseBuilderQueries
{
    public async Task<ShowcaseBuilderView?> FindAsync(string handle, int? number, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await FindAsync(db, handle, number, reader, cancellation) is not { } found)
        {
            return null;
        }

        var written = await WrittenAsync(db, found, cancellation);
        var imports = await ImportsAsync(db, found, written.Made, cancellation);
        var gate = DisclosureGate.For(found.Policies.Tier);
        var view = new ShowcaseBuilderView(
            found.Environment, handle, found.Name, found.EnvironmentVersion, found.Number, LockOf(found), found.Assets.Tabular is not null, gate.Policy)
        {
            Mode = found.Mode,
            People = gate.Publish((int)(found.Assets.Tabular?.Participants ?? 0)),
            Written = new WrittenRecipe(ShowcaseRecipe.Empty, RecipeOrigin.Suggested, written.Version),
            Showcase = found.Assets.Showcase,
            LastMade = imports.FirstOrDefault(import => import.Id == written.Made && import.State != ImportState.Queued),
            Running = imports.FirstOrDefault(import => import.State == ImportState.Queued),
            IsChangedSinceMade = written.Made is not null && written.Recipe?.ToHash() != written.MadeHash,
        };
        if (found.Assets.Tabular is not { } tabular)
        {
            return view;
        }

        using var dataset = Borrow(tabular);
        return view with
        {
            Entities = ShowcaseFields.Entities(dataset.Dataset.Schema),
            Fields = suggestions.Of(dataset.Dataset, gate.Policy.Threshold),
            Written = Begin(written, found, dataset.Dataset, gate.Policy),
        };
    }

    public Task<Result<FieldPreview>> PreviewAsync(string handle, int number, RecipeField field, Actor reader, CancellationToken cancellation) =>
        AskAsync(handle, number, reader, (dataset, gate) =>
            CheckField(dataset.Dataset, gate.Policy, field) is { } wrong ? wrong : (Result<FieldPreview>)new RecipePreviews(dataset, gate).Field(field, cancellation), cancellation);

    public Task<Result<RecipePreview>> PreviewAsync(string handle, int number, ShowcaseRecipe recipe, Actor reader, CancellationToken cancellation) =>
        AskAsync(handle, number, reader, (dataset, gate) =>
            new RecipeRules(dataset.Dataset.Schema, gate.Policy).Check(recipe).Error is { } wrong ? wrong
            : ShowcaseWorkshop.TooManyTexts(recipe, dataset.Dataset) is { Count: > 0 } texts ? new Invalid(texts)
            : (Result<RecipePreview>)new RecipePreviews(dataset, gate).Recipe(recipe, cancellation), cancellation);

    public Task<Result<IReadOnlyList<double>>> SuggestEdgesAsync(string handle, int number, EdgeWish wish, Actor reader, CancellationToken cancellation) =>
        AskAsync<IReadOnlyList<double>>(handle, number, reader, (dataset, gate) =>
            wish.Bands is < 2 or > 50 ? new Invalid("bands", "recipe-bands", "Ask for 2 to 50 bands.")
            : dataset.Dataset.Schema.Field(wish.Field) is not { IsIdentifier: false } || dataset.Dataset.Column(wish.Field) is not (NumberColumn or FloatColumn)
                ? new Invalid("field", "recipe-field-unknown", "There is no field of numbers of this name.")
                : BandEdges.Suggest((MeasuredColumn)dataset.Dataset.Column(wish.Field)!, wish.Bands, wish.EqualCounts, gate.Policy.Threshold).ToList(), cancellation);

    private static Invalid? CheckField(Dataset dataset, DisclosurePolicy policy, RecipeField field)
    {
        var wrong = new RecipeRules(dataset.Schema, policy).Problem(field) is { } problem ? new List<FieldProblem> { problem } : ShowcaseWorkshop.TooManyTexts(new ShowcaseRecipe([field]), dataset);
        return wrong.Count == 0 ? null : new Invalid(wrong);
    }

    // The saved recipe, else the newest earlier one as far as it fits, else what a careful admin would begin with.
    private WrittenRecipe Begin(Written written, Found found, Dataset dataset, DisclosurePolicy policy)
    {
        if (written.Recipe is { } saved && written.Number == found.Number)
        {
            var (fitting, gone) = new RecipeRules(dataset.Schema, policy).Adapt(saved); // the tabular inventory may have come anew
            return new WrittenRecipe(fitting, RecipeOrigin.Saved, written.Version) { Vanished = gone };
        }

        if (written.Recipe is { } earlier)
        {
            var (fitting, gone) = new RecipeRules(dataset.Schema, policy).Adapt(earlier);
            return new WrittenRecipe(fitting, RecipeOrigin.Earlier, 0) { From = written.Number, Vanished = gone };
        }

        return new WrittenRecipe(suggestions.Recipe(dataset, policy.Threshold), RecipeOrigin.Suggested, 0);
    }

    private async Task<Result<T>> AskAsync<T>(string handle, int number, Actor reader, Func<BorrowedDataset, DisclosureGate, Result<T>> ask, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await FindAsync(db, handle, number, reader, cancellation) is not { } found)
        {
            return new NotFound("This inventory version");
        }

        if (found.Assets.Tabular is not { } tabular)
        {
            return new IllegalMove("The showcase is made from the tabular inventory, which is not there yet. Upload it first.");
        }

        using var dataset = Borrow(tabular);
        return ask(dataset, DisclosureGate.For(found.Policies.Tier));
    }

    private BorrowedDataset Borrow(DatasetAsset asset) => cache.Borrow(Path.Combine(root.Path, asset.Folder));

    private static string? LockOf(Found found) =>
        EnvironmentLifecycle.LockReason(found.State, EnvironmentAction.StageInventory)
        ?? (found.VersionState == InventoryVersionState.Pending ? null : "An active or superseded version never changes. Stage the next version instead.");

    private static async Task<Found?> FindAsync(PortalDbContext db, string handle, int? number, Actor reader, CancellationToken cancellation)
    {
        var me = reader.Id;
        return await (
            from environment in db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            join version in db.Set<InventoryVersion>() on environment.Id equals version.Environment
            where number == null || version.Number == number
            orderby version.Number descending
            select new Found(
                environment.Id, environment.Version, environment.Name, environment.State, environment.Policies, environment.Showcase,
                version.Id, version.Number, version.State, version.Assets)).FirstOrDefaultAsync(cancellation);
    }

    private static async Task<Written> WrittenAsync(PortalDbContext db, Found found, CancellationToken cancellation)
    {
        var newest = await (
            from recipe in db.Set<VersionRecipe>()
            join version in db.Set<InventoryVersion>() on recipe.Id equals version.Id
            where version.Environment == found.Environment && version.Number <= found.Number
            orderby version.Number descending
            select new { recipe.Recipe, recipe.Version, version.Number, recipe.Made, recipe.MadeHash }).FirstOrDefaultAsync(cancellation);
        return newest is null ? new Written(null, 0, 0, null, null)
            : newest.Number == found.Number ? new Written(newest.Recipe, newest.Version, newest.Number, newest.Made, newest.MadeHash)
            : new Written(newest.Recipe, 0, newest.Number, null, null);
    }

    private static async Task<IReadOnlyList<ImportRow>> ImportsAsync(PortalDbContext db, Found found, InventoryImportId? made, CancellationToken cancellation)
    {
        var rows = await (
            from import in db.Set<InventoryImport>()
            where import.InventoryVersion == found.Version && (import.State == ImportState.Queued || import.Id == made)
            from person in db.Set<Person>().Where(row => row.Id == import.StartedBy).DefaultIfEmpty()
            from job in db.Jobs.Where(row => row.Id == import.Job).DefaultIfEmpty()
            orderby import.StartedAt descending
            select new
            {
                import.Id, import.State, import.Uploads, import.StartedAt, import.EndedAt, import.Errors, import.Warnings, import.Failure,
                StartedBy = person == null ? "" : person.DisplayName,
                Progress = job == null ? null : new JobProgress(job.Id, job.State.ToString(), job.Phase, job.PhaseStartedAt, job.Done, job.Total, job.Rows, job.RowsPerSecond, job.IsCancelRequested),
            }).Take(5).ToListAsync(cancellation);
        return [.. rows.Select(row => new ImportRow(
            row.Id, row.State, [.. row.Uploads.Select(upload => upload.Asset)], row.StartedBy, row.StartedAt, row.EndedAt, row.Errors, row.Warnings, row.Failure, row.Progress))];
    }

    private sealed record Found(
        EnvironmentId Environment, long EnvironmentVersion, string Name, EnvironmentState State, Policies Policies, ShowcaseMode? Mode,
        InventoryVersionId Version, int Number, InventoryVersionState VersionState, InventoryAssets Assets);

    /// <param name="Recipe">Null when no version has one.</param>
    /// <param name="Version">Token of the recipe; 0 when it is an earlier version's.</param>
    /// <param name="Number">Of the inventory version it was written for.</param>
    /// <param name="Made">The import that used it last.</param>
    /// <param name="MadeHash">As it was then.</param>
    private sealed record Written(ShowcaseRecipe? Recipe, long Version, int Number, InventoryImportId? Made, string? MadeHash);
}
