using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.CollectionsEditor;

/// <summary>What the collections editor asks, for the admins of the environment; to everybody else it answers null.</summary>
public interface ICollectionsEditing
{
    /// <summary>The version with its collections, and the reader's own draft of them.</summary>
    Task<EditedCollections?> OpenAsync(string handle, int number, Actor reader, CancellationToken cancellation);

    /// <summary>Checks a draft as saving it would; problems come with the collection that they belong to.</summary>
    Task<DraftCheck?> CheckAsync(string handle, int number, IReadOnlyList<DataCollection> draft, Actor reader, CancellationToken cancellation);

    /// <summary>Reads and checks what somebody brings in.</summary>
    Task<CollectionsCheck?> ReadAsync(string handle, int number, ReadOnlyMemory<byte> json, Actor reader, CancellationToken cancellation);

    /// <summary>What a request for a collection of the draft would receive; null when there is none of that id.</summary>
    Task<Receipt?> ReceiptAsync(string handle, int number, IReadOnlyList<DataCollection> draft, string collection, Actor reader, CancellationToken cancellation);
}

/// <param name="Stored">The version's own collections.</param>
/// <param name="ContentHash">Of them; empty when there are none.</param>
/// <param name="Schema">Of the tabular inventory; null when there is none.</param>
/// <param name="FileCollections">What the file inventory names.</param>
/// <param name="LockReason">Why they cannot be changed now; null when they can.</param>
/// <param name="Draft">What the reader was working on; null when nothing.</param>
public sealed record EditedCollections(
    EnvironmentId Environment,
    string Handle,
    string Name,
    InventoryVersionId Version,
    int Number,
    InventoryVersionState State,
    IReadOnlyList<DataCollection> Stored,
    string ContentHash,
    DatasetSchema? Schema,
    IReadOnlyList<FileTotals> FileCollections,
    string? LockReason,
    KeptDraft? Draft);

/// <param name="BasedOn">Content hash of the collections that it began from.</param>
public sealed record KeptDraft(IReadOnlyList<DataCollection> Content, string BasedOn, DateTimeOffset UpdatedAt);

/// <param name="Problems">In the order of the file.</param>
public sealed record DraftCheck(IReadOnlyList<DraftProblem> Problems)
{
    public bool HasErrors => Problems.Any(problem => problem.Problem.Severity == ProblemSeverity.Error);
}

/// <param name="At">Place of the collection in the draft, from 0; -1 when it concerns the whole.</param>
public sealed record DraftProblem(int At, InventoryProblem Problem);
