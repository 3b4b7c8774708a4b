using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>A reader's own part in environments: the requests they own or work on.</summary>
public interface IRequestsHereQueries
{
    /// <summary>Of these environments, last changed first.</summary>
    Task<IReadOnlyList<RequestHereRow>> ListAsync(Actor reader, IReadOnlyCollection<EnvironmentId> environments, CancellationToken cancellation);
}

/// <param name="Reference">Null before the first submission.</param>
/// <param name="IsOwner">Else the reader is a collaborator.</param>
public sealed record RequestHereRow(
    AccessRequestId Id, EnvironmentId Environment, string? Reference, string Title, RequestState State, bool IsOwner, DateTimeOffset UpdatedAt)
{
    /// <summary>Somebody still has to do something about it.</summary>
    public bool IsOpen => State is RequestState.Draft or RequestState.InReview or RequestState.InRevision;
}
