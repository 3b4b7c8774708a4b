using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Disclosure;

/// <summary>What was asked of an environment's showcase and by whom, for its TRE admins.</summary>
public interface IShowcaseUseQueries
{
    /// <summary>Null for whoever does not administer the environment.</summary>
    Task<ShowcaseUse?> FindAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <param name="Tier">In force for the active release; what follows is its.</param>
/// <param name="PerDay">Questions of one person in a day.</param>
/// <param name="InAll">Questions of one person over all releases; null for any number.</param>
/// <param name="Release">Number of the active version; null when nothing was published yet.</param>
/// <param name="UsedByAll">Questions of everybody on it.</param>
/// <param name="ForAll">How many everybody may ask of it.</param>
/// <param name="Widest">How many people a published number can be away from the truth.</param>
/// <param name="People">Who asked, with those first who asked for many neighbours today, then the latest.</param>
public sealed record ShowcaseUse(DisclosureTier Tier, int PerDay, int? InAll, int? Release, int UsedByAll, int ForAll, int Widest, IReadOnlyList<AskerRow> People);

/// <param name="Today">Questions since midnight UTC.</param>
/// <param name="InAllReleases">Questions over all releases.</param>
/// <param name="Granted">Questions given beyond the rules.</param>
/// <param name="NeighboursToday">Of today's, those that differ by one clause or value from an earlier one of the same person.</param>
/// <param name="LastAt">Of the latest question; null for somebody who was given questions and has not asked.</param>
public sealed record AskerRow(Guid Person, string UserName, string DisplayName, int Today, int InAllReleases, int Granted, int NeighboursToday, DateTimeOffset? LastAt)
{
    /// <summary>More neighbours in a day than this are shown as worth a look. It is no accusation: clicking through a chart looks the same.</summary>
    public const int ManyNeighbours = 20;

    public bool IsWorthALook => NeighboursToday > ManyNeighbours;
}
