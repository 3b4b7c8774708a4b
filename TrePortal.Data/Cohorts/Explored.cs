using TrePortal.Data.Disclosure;
using TrePortal.Data.Inventory.Withdrawals;
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
    private readonly DisclosureLedger _ledger;

    private Explored(ResearchEnvironment environment, InventoryVersion version, BorrowedDataset? showcase, BorrowedDataset? tabular, WithdrawnNow withdrawn, DisclosureLedger ledger)
    {
        _withdrawn = withdrawn;
        _ledger = ledger;
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
    public static Explored Open(ResearchEnvironment environment, InventoryVersion version, WithdrawnNow withdrawn, DisclosedDatasets datasets)
    {
        BorrowedDataset? Borrow(DatasetAsset? asset) => asset is null ? null : datasets.Borrow(asset);

        var explored = environment.Showcase switch
        {
            ShowcaseMode.Curated => version.Assets.Showcase,
            ShowcaseMode.Inventory => version.Assets.Tabular,
            _ => null,
        };
        var showcase = Borrow(explored);
        try
        {
            return new Explored(environment, version, showcase, Borrow(version.Assets.Tabular), withdrawn, datasets.LedgerOf(environment.Id));
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
    /// The people of a cohort as the showcase counts them: without those who withdrew in a batch that has taken effect.
    /// </summary>
    public RowMask ExploredPeople(BorrowedDataset dataset, CohortExpression cohort, CancellationToken cancellation) =>
        PeopleOf(dataset, cohort, ShownWithdrawn(dataset), cancellation);

    /// <summary>The people of a cohort as a dispensal would count them: without anybody who withdrew.</summary>
    public RowMask RequestedPeople(CohortExpression cohort, CancellationToken cancellation) =>
        PeopleOf(Tabular!, cohort, _withdrawn.All, cancellation);

    /// <summary>Everybody as the showcase counts them.</summary>
    public Everybody Everybody(BorrowedDataset dataset) =>
        dataset.Engine.Everybody(ShownWithdrawn(dataset));

    /// <summary>Does a bulk file belong to somebody who withdrew?</summary>
    /// <param name="participants">Main keys, joined by a bar.</param>
    public bool IsOfWithdrawn(ReadOnlySpan<byte> participants) => WithdrawnPeople.Own(participants, _withdrawn.All);

    /// <summary>
    /// Publishes what was counted of a dataset: the one way for numbers of a cohort that somebody chose, on whichever face
    /// they are shown.
    /// </summary>
    /// <param name="dataset">The showcase or the tabular inventory.</param>
    /// <param name="asking">Charged when it is a new question of that person; null where nobody chose.</param>
    /// <param name="publish">Only publishes; everything was counted before.</param>
    public Result<T> Answer<T>(BorrowedDataset dataset, Asking? asking, Func<Publishing, T> publish) => _ledger.Answer(ChainOf(dataset), Gate, asking, publish);

    /// <summary>How many people and who; the same person has the same secret number in every release.</summary>
    public CountedSet Sketch(BorrowedDataset dataset, RowMask people, CancellationToken cancellation) => dataset.Engine.Sketch(people, Keys(dataset), cancellation);

    public PersonKeys Keys(BorrowedDataset dataset) => dataset.Engine.KeysOf(_ledger.Secret);

    /// <summary>What one person may still ask.</summary>
    public QuestionBudget Budget(PersonId person, GrantedQuestions granted, DateTimeOffset now) => _ledger.Budget(person, Version.Number, Limits(granted), now);

    /// <summary>A person's question about a cohort; null for everybody, who is shown to all.</summary>
    public Asking? Question(PersonId person, CanonicalCohort cohort, GrantedQuestions granted, DateTimeOffset now) => cohort.Expression is Everyone
        ? null
        : new Asking(person, cohort.Hash, cohort.Json, Version.Number, now, Limits(granted), CohortNeighbours.ClausesOf(cohort));

    /// <summary>What stands against a question before anything is counted; null when it was asked before or may be asked.</summary>
    public BudgetSpent? Refusal(Asking asking) => _ledger.Refusal(asking);

    private QuestionLimits Limits(GrantedQuestions granted) => QuestionLimits.Of(Gate.Policy, Environment.Authorized.Count, granted);

    private string ChainOf(BorrowedDataset dataset) => dataset.Dataset == Tabular?.Dataset ? "tabular" : "showcase";

    // A curated dataset has row ids of its own: nobody who withdrew can be found in it.
    private IReadOnlySet<string> ShownWithdrawn(BorrowedDataset dataset) => (dataset.Dataset == Tabular?.Dataset ? _withdrawn : WithdrawnNow.Nobody).Shown;

    private static RowMask PeopleOf(BorrowedDataset dataset, CohortExpression cohort, IReadOnlySet<string> withdrawn, CancellationToken cancellation)
    {
        var everybody = dataset.Engine.Everybody(withdrawn).People;
        return cohort is Everyone ? everybody : dataset.Engine.EvaluatePeople(cohort, cancellation).And(everybody);
    }

    /// <summary>Reads a cohort that explores; everyone where there is nothing to explore.</summary>
    /// <param name="json">An expression; null is everyone.</param>
    /// <param name="isNew">
    /// Somebody asks it now: its numbers must be cut at published edges where the tier says so. What was accepted before is
    /// read as it is, since edges move with a release.
    /// </param>
    public Result<CohortExpression> Read(string? json, bool isNew)
    {
        var parsed = CohortParser.Parse(json);
        if (!parsed.IsOk || parsed.Value is Everyone)
        {
            return parsed;
        }

        return Showcase is null
            ? new Invalid("$", "cohort-no-showcase", "This environment has nothing to explore: a cohort can only be all participants.")
            : CohortValidator.Check(parsed.Value, Showcase.Dataset.Schema, CohortLimits.Of(Gate.Policy), isNew && Gate.Policy.CutsAtEdges ? Edges : null).Error is { } error ? error : AsSets(parsed.Value, Showcase.Dataset.Schema);
    }

    private PublishedEdges Edges => new(address => Showcase!.Engine.Shape(address)?.Edges ?? []);

    // "Is" a category and "in" that category alone are one question.
    private static CohortExpression AsSets(CohortExpression expression, DatasetSchema schema) => expression switch
    {
        FieldFilter { Operator: FilterOperator.Is } filter when schema.Field(filter.Field)!.Kind() == FieldKind.Category => filter with { Operator = FilterOperator.In },
        CohortNot not => new CohortNot(AsSets(not.Inner, schema)),
        CohortGroup group => group with { Filters = [.. group.Filters.Select(part => AsSets(part, schema))] },
        EntityGroup group => group with { Filters = [.. group.Filters.Select(part => AsSets(part, schema))] },
        _ => expression,
    };

    /// <summary>A field of the showcase that the tabular inventory has not, under the same entity and name and with the same type.</summary>
    public bool IsExploreOnly(string address) =>
        Showcase?.Dataset.Schema.Field(address) is not { } field
        || Tabular?.Dataset.Schema.Field(address) is not { IsIdentifier: false } same
        || same.Type != field.Type;

    public IReadOnlyList<string> ExploreOnly(CohortExpression expression) => [.. expression.Fields().Where(IsExploreOnly)];
}
