using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// What may be explored of one version of an environment, open: the curated dataset, or the tabular inventory itself, and
/// the tabular inventory that a request would be counted in.
/// </summary>
internal sealed class Explored : IDisposable
{
    private readonly WithdrawnNow _withdrawn;

    private Explored(ResearchEnvironment environment, InventoryVersion version, BorrowedDataset? showcase, BorrowedDataset? tabular, WithdrawnNow withdrawn)
    {
        _withdrawn = withdrawn;
        Environment = environment;
        Version = version;
        Showcase = showcase;
        Tabular = tabular;
        Gate = DisclosureGate.For(version.Tier ?? environment.Policies.Tier);
    }

    public ResearchEnvironment Environment { get; }

    public InventoryVersion Version { get; }

    /// <summary>Null when there is nothing to explore.</summary>
    public BorrowedDataset? Showcase { get; }

    public BorrowedDataset? Tabular { get; }

    public DisclosureGate Gate { get; }

    /// <param name="withdrawn">Whom the showcase and requests leave out.</param>
    public static Explored Open(ResearchEnvironment environment, InventoryVersion version, WithdrawnNow withdrawn, DatasetCache cache, DataRoot root)
    {
        BorrowedDataset? Borrow(DatasetAsset? asset) => asset is null ? null : cache.Borrow(Path.Combine(root.Path, asset.Folder));

        var explored = environment.Showcase switch
        {
            ShowcaseMode.Curated => version.Assets.Showcase,
            ShowcaseMode.Inventory => version.Assets.Tabular,
            _ => null,
        };
        var showcase = Borrow(explored);
        try
        {
            return new Explored(environment, version, showcase, Borrow(version.Assets.Tabular), withdrawn);
        }
        catch
        {
            showcase?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Showcase?.Dispose();
        Tabular?.Dispose();
    }

    /// <summary>
    /// The people of a cohort as the showcase counts them: without those who withdrew in a batch that has taken effect. A
    /// curated dataset has row ids of its own, so nobody can be found in it.
    /// </summary>
    public RowMask ExploredPeople(BorrowedDataset dataset, CohortExpression cohort, CancellationToken cancellation) =>
        Without(dataset, dataset.Engine.EvaluatePeople(cohort, cancellation), _withdrawn.Shown);

    /// <summary>The people of a cohort as a dispensal would count them: without anybody who withdrew.</summary>
    public RowMask RequestedPeople(CohortExpression cohort, CancellationToken cancellation) =>
        Without(Tabular!, Tabular!.Engine.EvaluatePeople(cohort, cancellation), _withdrawn.All);

    /// <summary>Does a bulk file belong to somebody who withdrew?</summary>
    /// <param name="participants">Main keys, joined by a bar.</param>
    public bool IsOfWithdrawn(ReadOnlySpan<byte> participants) => WithdrawnPeople.Own(participants, _withdrawn.All);

    private RowMask Without(BorrowedDataset dataset, RowMask people, IReadOnlySet<string> withdrawn) =>
        dataset.Dataset == Tabular?.Dataset && WithdrawnPeople.In(dataset.Dataset, withdrawn) is { } gone ? people.Without(gone) : people;

    /// <summary>Reads a cohort that explores; everyone where there is nothing to explore.</summary>
    public Result<CohortExpression> Read(string? json)
    {
        var parsed = CohortParser.Parse(json);
        if (!parsed.IsOk || parsed.Value is Everyone)
        {
            return parsed;
        }

        return Showcase is null
            ? new Invalid("$", "cohort-no-showcase", "This environment has nothing to explore: a cohort can only be all participants.")
            : CohortValidator.Check(parsed.Value, Showcase.Dataset.Schema, CohortLimits.Of(Gate.Policy)).Error is { } error ? error : parsed;
    }

    /// <summary>A field of the showcase that the tabular inventory has not, under the same entity and name and with the same type.</summary>
    public bool IsExploreOnly(string address) =>
        Showcase?.Dataset.Schema.Field(address) is not { } field
        || Tabular?.Dataset.Schema.Field(address) is not { IsIdentifier: false } same
        || same.Type != field.Type;

    public IReadOnlyList<string> ExploreOnly(CohortExpression expression) => [.. expression.Fields().Where(IsExploreOnly)];
}
