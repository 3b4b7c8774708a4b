using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

public readonly record struct AttachmentId(Guid Value) : IEntityId<AttachmentId>
{
    public static AttachmentId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A file on a request: a protocol, an ethics vote, a letter of support. It was received and checked as documents are,
/// and stays for as long as the request or one of its frozen versions names it.
/// </summary>
public sealed class RequestAttachment : AggregateRoot
{
    /// <summary>Attachments of one request.</summary>
    public const int Most = 20;

    /// <summary>Bytes of all attachments of one request.</summary>
    public const long MostBytesTogether = 50L << 20;

    private RequestAttachment()
    {
    }

    public AttachmentId Id { get; private set; }

    public AccessRequestId Request { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>SHA-256 of the content, which is kept under it.</summary>
    public string Hash { get; private set; } = "";

    internal static RequestAttachment Of(AccessRequest request, AttachedFile file) => new()
    {
        Id = new(file.Id),
        Request = request.Id,
        Environment = request.Environment,
        Hash = file.Hash,
    };
}

/// <summary>An attachment as the request names it: frozen with each version.</summary>
/// <param name="Name">Tidied: safe as a name on any system.</param>
/// <param name="Kind">By its content.</param>
/// <param name="Hash">SHA-256 of the content.</param>
public sealed record AttachedFile(Guid Id, string Name, DocumentKind Kind, long Bytes, string Hash);
