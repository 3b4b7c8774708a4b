using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Disclosure;

/// <summary>The list of withdrawn participants as the admins of an environment see it: numbers, never keys.</summary>
public interface IWithdrawalQueries
{
    /// <summary>Null when the reader is not an admin of the environment.</summary>
    Task<WithdrawalsForAdmin?> FindAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>Projects that received people who have withdrawn since; null as above.</summary>
    Task<IReadOnlyList<ProjectHolding>?> ProjectsAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <param name="Total">On the list.</param>
/// <param name="Known">Of them, participants of the active version.</param>
/// <param name="Waiting">Of those, whom the showcase still counts.</param>
/// <param name="Batch">So many must wait before the showcase leaves them out.</param>
/// <param name="IsShowcaseCounted">The showcase is the tabular inventory, so that it can leave people out; a curated one is replaced as a whole.</param>
/// <param name="History">Newest first.</param>
public sealed record WithdrawalsForAdmin(int Total, int Known, int Waiting, int Batch, bool IsShowcaseCounted, DateTimeOffset? UpdatedAt, IReadOnlyList<WithdrawalChange> History);

/// <param name="Added">New on the list; -1 for somebody who was taken off.</param>
public sealed record WithdrawalChange(DateTimeOffset At, string By, int Added, int Known, int Unknown, string Note);

/// <summary>A project that holds people who have withdrawn since it received its data.</summary>
/// <param name="Project">Its name.</param>
/// <param name="Request">The request's reference.</param>
/// <param name="Owner">Display name.</param>
/// <param name="Version">Number of the inventory version that it received.</param>
/// <param name="DeliveredAt">When.</param>
/// <param name="People">How many of them it holds.</param>
public sealed record ProjectHolding(Guid Id, string Project, string Request, string Owner, int Version, DateTimeOffset DeliveredAt, PublishedCount People);
