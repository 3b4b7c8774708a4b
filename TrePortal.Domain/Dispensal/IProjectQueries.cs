using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Dispensal;

/// <summary>What pages and the API can ask about projects, filtered by the reader: null to whoever has no role.</summary>
public interface IProjectQueries
{
    /// <summary>Projects that the reader owns, works in or sees as an admin; the newest first.</summary>
    Task<Page<ProjectRow>> ListAsync(Actor reader, PageRequest page, CancellationToken cancellation);

    Task<ProjectDetails?> FindAsync(ProjectId id, Actor reader, CancellationToken cancellation);

    /// <summary>What a project of this request would be; null to strangers.</summary>
    Task<ProjectOffer?> OfferAsync(AccessRequestId request, Actor reader, CancellationToken cancellation);

    /// <summary>One dispensal, with its progress.</summary>
    Task<DispensalDetails?> FindDispensalAsync(ProjectId id, DispensalId dispensal, Actor reader, CancellationToken cancellation);

    /// <summary>The files of a delivered dispensal.</summary>
    /// <param name="dispensal">Null for the newest delivered one.</param>
    Task<Result<DeliveredFiles>> FilesAsync(ProjectId id, DispensalId? dispensal, Actor reader, CancellationToken cancellation);

    /// <summary>The same of a project that was read: whoever holds one has been let in already.</summary>
    Task<Result<DeliveredFiles>> FilesAsync(ProjectDetails project, DispensalDetails delivered, CancellationToken cancellation);

    /// <summary>A page of the first rows of a table.</summary>
    /// <param name="path">As in the manifest.</param>
    /// <param name="page">From 1; pages have <see cref="TablePreview.PageRows"/> rows.</param>
    Task<Result<TablePreview>> PreviewAsync(ProjectId id, DispensalId? dispensal, string path, int page, Actor reader, CancellationToken cancellation);

    /// <summary>What happened in the project, the newest first; for owner and members.</summary>
    Task<Result<Page<ProjectActivity>>> ActivityAsync(ProjectId id, Actor reader, PageRequest page, CancellationToken cancellation);
}

/// <param name="Delivered">Inventory version of the newest delivery; null before the first.</param>
/// <param name="Dispensal">State of the newest dispensal; null when there is none.</param>
public sealed record ProjectRow(
    ProjectId Id, string Name, string Reference, string EnvironmentHandle, string EnvironmentName, ProjectState State, DispensalState? Dispensal, int? Delivered, int People, ProjectRole Role, DateTimeOffset CreatedAt)
{
    public required ProjectDoor Door { get; init; }
}

/// <param name="ActiveVersion">Number of the environment's active inventory version; null when there is none.</param>
/// <param name="Actions">What the reader may do now.</param>
/// <param name="Restrictions">In force now, in words.</param>
/// <param name="Dispensals">The newest first.</param>
public sealed record ProjectDetails(
    ProjectId Id,
    string Name,
    ProjectState State,
    long Version,
    AccessRequestId Request,
    string Reference,
    int RequestVersion,
    string RequestHash,
    string EnvironmentHandle,
    string EnvironmentName,
    EnvironmentState EnvironmentState,
    int? ActiveVersion,
    DateTimeOffset CreatedAt,
    ProjectRole Role,
    IReadOnlyList<ProjectAction> Actions,
    IReadOnlyList<string> Restrictions,
    IReadOnlyList<ProjectPerson> People,
    IReadOnlyList<DispensalDetails> Dispensals)
{
    public required ProjectDoor Door { get; init; }

    /// <summary>Number of the inventory version that the project keeps to; null when it takes the active one.</summary>
    public int? PinnedNumber { get; init; }

    /// <summary>Why the active inventory version, newer than what was received, cannot be dispensed; null when it can, or is not newer.</summary>
    public string? UpgradeFault { get; init; }

    /// <summary>When its owner deleted it; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When the last of its files was gone; null before.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The environment has terms of use in force.</summary>
    public bool HasTerms { get; init; }

    /// <summary>The newest one that was delivered.</summary>
    public DispensalDetails? Delivered => Dispensals.FirstOrDefault(dispensal => dispensal.State == DispensalState.Delivered);

    public bool May(ProjectAction action) => Actions.Contains(action);
}

public sealed record ProjectPerson(PersonId Person, string UserName, string DisplayName, bool IsOwner, bool IsEnabled);

/// <param name="Plan">For owner and members, once there is one: it tells row counts.</param>
/// <param name="Progress">While it runs.</param>
/// <param name="Totals">For owner and members, when delivered.</param>
/// <param name="ManifestHash">For owner and members, when delivered.</param>
public sealed record DispensalDetails(
    DispensalId Id,
    DispensalState State,
    bool IsStopping,
    int? InventoryNumber,
    DateTimeOffset AskedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? FailureCode,
    string? FailureReason,
    JobId Job,
    IReadOnlyList<DispensalAction> Actions,
    DispensalProgress? Progress,
    PlannedTotals? Plan,
    DispensalTotals? Totals,
    string? ManifestHash,
    DispensalVerification? Verified);

/// <param name="Phase">"planning", "tables", "files" or "checking".</param>
/// <param name="Done">Rows in "tables", bytes in the others.</param>
/// <param name="Total">0 when not known.</param>
public sealed record DispensalProgress(string Phase, long Done, long Total);

public sealed record PlannedTotals(long People, long Rows, long Files, long Bytes);

/// <param name="IsApproved">Only then a project can be created.</param>
/// <param name="CannotBecause">Why the reader cannot create one now; null when they can.</param>
public sealed record ProjectOffer(
    AccessRequestId Request, string Reference, string Title, string EnvironmentHandle, string EnvironmentName, string? CannotBecause, IReadOnlyList<string> Restrictions, IReadOnlyList<ProjectPerson> People)
{
    /// <summary>Number of the inventory version on which the request was approved.</summary>
    public int ApprovedOn { get; init; }

    /// <summary>Number of the active inventory version; null when there is none.</summary>
    public int? ActiveVersion { get; init; }

    /// <summary>When access ends by the present term; null when it does not.</summary>
    public DateTimeOffset? AccessEndsAt { get; init; }

    /// <summary>The reader has not accepted the terms of use in force: they do so before they create it.</summary>
    public bool MustAcceptTerms { get; init; }
}

/// <summary>Whether a project is open, and to the reader.</summary>
/// <param name="IsOpen">The request is approved and its term not over: whoever may enter, may.</param>
/// <param name="EndsAt">When access ends by the present term; null when it does not.</param>
/// <param name="DaysLeft">Until then, counted up.</param>
/// <param name="ShutCode">Why the reader does not get in although they are a member: "access-ended", "network" or "terms".</param>
/// <param name="Shut">The same in words.</param>
public sealed record ProjectDoor(bool IsOpen, DateTimeOffset? EndsAt, int? DaysLeft, string? ShutCode, string? Shut)
{
    /// <summary>Soon enough to say so wherever the project is shown.</summary>
    public bool EndsSoon => DaysLeft <= 30;

    public static ProjectDoor Of(ProjectEntry entry, bool isMember)
    {
        var shut = isMember ? entry.Check().Error : null;
        return new(entry.HasAccess, entry.EndsAt, entry.DaysLeft, shut?.Code, shut?.Message);
    }
}

public sealed record DeliveredFiles(DeliveredFolder Folder, DispensalManifest Manifest, IReadOnlyList<ProjectAction> Actions);

/// <param name="Rows">Cells as text, in the order of the columns.</param>
/// <param name="Page">From 1.</param>
/// <param name="LastPage">Of those that are shown.</param>
/// <param name="TotalRows">Of the whole table.</param>
public sealed record TablePreview(string Path, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, int Page, int LastPage, long TotalRows)
{
    public const int PageRows = 50;

    /// <summary>A look, not a way to read all: the first so many rows.</summary>
    public const int MostRows = 1000;
}

/// <param name="What">The event in kebab case: "dispensal-delivered".</param>
/// <param name="File">Path of the file concerned, if any.</param>
public sealed record ProjectActivity(long Sequence, DateTimeOffset At, string Who, string ActingAs, string What, string? File);
