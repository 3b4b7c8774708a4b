using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.AdminHome;

/// <summary>What somebody who administers environments wants to know first.</summary>
public interface IAdminHomeQueries
{
    /// <summary>Of the environments that the reader administers, and of nothing else; empty lists for everybody else.</summary>
    Task<AdminOverview> ReadAsync(Actor reader, CancellationToken cancellation);
}
