namespace TrePortal.Domain.Kernel;

/// <summary>
/// Knows the failures after which nothing was written and nothing is wrong with what was asked: the database is held by
/// somebody else, or a disk has no room. They pass, so whoever asked may ask again.
/// </summary>
public interface IWriteFailures
{
    /// <summary>What to say of such a failure, or of one inside it; null for any other.</summary>
    Unavailable? Explain(Exception failure);
}
