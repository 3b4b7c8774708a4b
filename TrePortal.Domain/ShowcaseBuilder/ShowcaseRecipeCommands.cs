using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.ShowcaseBuilder;

/// <summary>Writing a recipe, and making a showcase by it. Both are changes of the version under construction.</summary>
public sealed class ShowcaseRecipeCommands(IWriteDoor door, IShowcaseWorkshop workshop)
{
    /// <summary>Kind of the job; its payload is <see cref="ImportJob"/>, for what it makes is imported like an upload.</summary>
    public const string JobKind = "showcase.derive";

    /// <param name="handle">Of the environment.</param>
    /// <param name="number">Of the version under construction.</param>
    /// <param name="recipe">Checked against the version's tabular inventory.</param>
    /// <param name="seen">The version of the recipe that was read, 0 for none; null asks for nothing.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> SaveAsync(string handle, int number, ShowcaseRecipe recipe, long? seen, CancellationToken cancellation) =>
        door.RunAsync("showcase.write-recipe", async (session, token) =>
        {
            var found = await VersionAsync(session, handle, number, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (version, policy) = found.Value;
            var written = await session.FindAsync<VersionRecipe, InventoryVersionId>(version.Id, token);
            if (seen is { } read && read != (written?.Version ?? 0))
            {
                return new Stale("the recipe");
            }

            var isGood = workshop.Check(version, recipe, policy);
            if (!isGood.IsOk)
            {
                return isGood;
            }

            if (written is null)
            {
                session.Add(VersionRecipe.Write(version, recipe, session.Actor.Id, session.Now));
            }
            else if (written.Recipe.ToHash() != recipe.ToHash())
            {
                written.Change(recipe, session.Actor.Id, session.Now);
            }

            return Result.Ok;
        }, cancellation);

    /// <summary>Queues the job that makes the showcase by the saved recipe. Answers the import under which it reports.</summary>
    public Task<Result<ImportTicket>> DeriveAsync(string handle, int number, CancellationToken cancellation) =>
        door.RunAsync<ImportTicket>("showcase.derive", async (session, token) =>
        {
            var found = await VersionAsync(session, handle, number, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (version, policy) = found.Value;
            if (await session.FindAsync<VersionRecipe, InventoryVersionId>(version.Id, token) is not { } written)
            {
                return new IllegalMove("There is no recipe for this version yet. Save one first.");
            }

            var isGood = workshop.Check(version, written.Recipe, policy);
            if (!isGood.IsOk)
            {
                return isGood.Error;
            }

            var import = InventoryImport.Queue(version, [workshop.Reserve()], session.Actor.Id, session.Now);
            var job = session.Enqueue(new JobRequest(JobKind, import.Id.Value, version.Environment, new ImportJob(import.Id), $"inventory:{version.Id}"));
            import.RunsAs(job);
            session.Add(import);
            written.MakeAs(import.Id);
            return new ImportTicket(import.Id, job);
        }, cancellation);

    private static async Task<Result<(InventoryVersion Version, DisclosurePolicy Policy)>> VersionAsync(IWriteSession session, string handle, int number, CancellationToken cancellation)
    {
        var found = await session.EnvironmentAsync(handle, version: null, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var environment = found.Value;
        session.ActingAs = "tre admin";
        var allowed = environment.May(session.Actor, EnvironmentAction.StageInventory, session.Now);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var id = environment.Id;
        var version = await session.FirstAsync<InventoryVersion>(item => item.Environment == id && item.Number == number, cancellation);
        if (version is null)
        {
            return new NotFound("This inventory version");
        }

        if (version.State != InventoryVersionState.Pending)
        {
            return new IllegalMove("An active or superseded version never changes. Stage the next version instead.");
        }

        if (version.Assets.Tabular is null)
        {
            return new IllegalMove("The showcase is made from the tabular inventory, which is not there yet. Upload it first.");
        }

        var versionId = version.Id;
        return await session.AnyAsync<InventoryImport>(import => import.InventoryVersion == versionId && import.State == ImportState.Queued, cancellation)
            ? new IllegalMove("An import into this version is running. Wait for it or cancel it first.")
            : (version, DisclosurePolicy.Of(environment.Policies.Tier));
    }
}

/// <summary>What the commands need of the data themselves.</summary>
public interface IShowcaseWorkshop
{
    /// <summary>Whether the recipe fits the version's tabular inventory.</summary>
    Result Check(InventoryVersion version, ShowcaseRecipe recipe, DisclosurePolicy policy);

    /// <summary>A place where a made dataset will wait for its import.</summary>
    UploadedAsset Reserve();
}
