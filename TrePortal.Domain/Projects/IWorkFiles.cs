using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Projects;

/// <summary>Where the bytes of <c>work/</c> lie. Rights are the caller's matter.</summary>
public interface IWorkStore
{
    /// <summary>How many bytes one project may hold in <c>work/</c>.</summary>
    long Quota { get; }

    /// <summary>Writes a file as it arrives, durable when this returns; nothing stays of one that is refused or breaks off.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="most">More bytes than this are refused.</param>
    /// <param name="cancellation">The sender has gone.</param>
    Task<Result<StoredWork>> WriteAsync(ProjectId project, Stream content, long most, CancellationToken cancellation);

    /// <summary>Null when the bytes are gone.</summary>
    Stream? OpenRead(ProjectId project, Guid content);

    /// <summary>Deletes bytes that belong to nothing any more; what cannot be deleted now is swept later.</summary>
    void Drop(ProjectId project, Guid content);
}

/// <summary>What members may read of <c>work/</c>.</summary>
public interface IWorkQueries
{
    /// <summary>By path; refused as the files of the project are.</summary>
    Task<Result<WorkFolder>> ListAsync(ProjectId id, Actor reader, CancellationToken cancellation);
}

/// <param name="Bytes">In all.</param>
/// <param name="Quota">How many there may be.</param>
/// <param name="MayUpload">The reader may now.</param>
/// <param name="MayDownload">The reader may now.</param>
public sealed record WorkFolder(IReadOnlyList<WorkFileRow> Files, long Bytes, long Quota, bool MayUpload, bool MayDownload);

/// <param name="Path">Below <c>work/</c>.</param>
/// <param name="By">Display name.</param>
/// <param name="MayDelete">The reader may.</param>
public sealed record WorkFileRow(WorkFileId Id, string Path, long Bytes, string Sha256, string By, DateTimeOffset At, bool MayDelete);
