using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Documents as they are read. Whoever may discover the environment may read them; to others there is nothing.</summary>
public interface IDocumentQueries
{
    /// <summary>In order; null when the reader may not discover the environment.</summary>
    Task<IReadOnlyList<DocumentRow>?> ListAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>One document; null when it is not there or not for the reader.</summary>
    Task<DocumentRow?> FindAsync(string handle, DocumentId id, Actor reader, CancellationToken cancellation);

    /// <summary>One document for its page; null when it is not there or not for the reader.</summary>
    Task<DocumentDetails?> OpenAsync(string handle, DocumentId id, Actor reader, CancellationToken cancellation);

    /// <summary>Asked before a body is read: may the reader add documents now? The command asks again.</summary>
    Task<Result> MayEditAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <param name="Version">What a change must bring back.</param>
public sealed record DocumentRow(DocumentId Id, string Title, string FileName, DocumentKind Kind, long Bytes, string Hash, DateTimeOffset AddedAt, long Version);

/// <param name="Environment">Name of the environment.</param>
/// <param name="Document">The document itself.</param>
public sealed record DocumentDetails(string Environment, DocumentRow Document);

/// <summary>Where the content of documents is kept: once for each content, under its hash.</summary>
public interface IDocumentStore
{
    /// <summary>The most bytes that one document may have.</summary>
    long MaxBytes { get; }

    /// <summary>
    /// Reads the stream to its end, checks that the content is what the name says, and keeps it durably. Nothing is kept
    /// of what is refused; what no document refers to in the end goes at the next start.
    /// </summary>
    Task<Result<DocumentFile>> ReceiveAsync(string fileName, Stream content, CancellationToken cancellation);

    /// <summary>The content of a hash for reading; null when it is not there.</summary>
    Stream? Open(string hash);
}

/// <summary>The file is larger than the operator allows.</summary>
public sealed record DocumentTooLarge(long Limit) : Error("too-large", $"A document may have {Limit >> 20:N0} MB.");
