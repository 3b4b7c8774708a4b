using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

public readonly record struct DocumentId(Guid Value) : IEntityId<DocumentId>
{
    public static DocumentId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What a document was found to be, by its content and not by its name alone.</summary>
public enum DocumentKind
{
    Pdf,
    Text,
    Markdown,
    Csv,
    Png,
    Jpeg,

    /// <summary>.docx without macros.</summary>
    Word,

    /// <summary>.xlsx without macros.</summary>
    Excel,

    /// <summary>.odt without macros.</summary>
    OpenText,
}

/// <summary>A file that was received, checked and kept.</summary>
/// <param name="FileName">Tidied: safe as a name on any system.</param>
/// <param name="Hash">SHA-256 of the content, which is kept under it.</param>
public sealed record DocumentFile(string FileName, DocumentKind Kind, long Bytes, string Hash);

/// <summary>
/// Something to read beside the description: a protocol, a consent form, a picture of the study. It is about the data,
/// never of the data. Whoever may discover the environment may read it.
/// </summary>
public sealed class EnvironmentDocument : AggregateRoot
{
    /// <summary>Documents of one environment.</summary>
    public const int Most = 50;

    /// <summary>Bytes of all documents of one environment, so that its configuration still fits into one file.</summary>
    public const long MostBytesTogether = 50L << 20;

    private const int LongestTitle = 200;

    private EnvironmentDocument()
    {
    }

    public DocumentId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public string Title { get; private set; } = "";

    public string FileName { get; private set; } = "";

    public DocumentKind Kind { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>SHA-256.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>1, 2, 3, ...</summary>
    public int Order { get; private set; }

    public DateTimeOffset AddedAt { get; private set; }

    /// <param name="environment">Asked whether the actor may.</param>
    /// <param name="actor">Who adds it.</param>
    /// <param name="file">What was received.</param>
    /// <param name="title">Empty: the name of the file without its ending.</param>
    /// <param name="others">The documents that are there already.</param>
    /// <param name="now">The time of the command.</param>
    public static Result<EnvironmentDocument> Add(
        ResearchEnvironment environment, Actor actor, DocumentFile file, string title, IReadOnlyCollection<EnvironmentDocument> others, DateTimeOffset now)
    {
        if (environment.May(actor, EnvironmentAction.EditDetails, now) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        var shown = title.Trim().Length > 0 ? title.Trim() : Path.GetFileNameWithoutExtension(file.FileName);
        if (ProblemOfTitle(shown) is { } problem)
        {
            return problem;
        }

        if (others.Count >= Most)
        {
            return new Invalid("file", "too-many", $"An environment has at most {Most} documents. Delete one first.");
        }

        if (others.Sum(other => other.Bytes) + file.Bytes > MostBytesTogether)
        {
            return new Invalid("file", "too-large", $"The documents of an environment have at most {MostBytesTogether >> 20} MB together. Delete one first.");
        }

        if (others.FirstOrDefault(other => other.Hash == file.Hash) is { } same)
        {
            return new Invalid("file", "twice", $"This file is there already, as \"{same.Title}\".");
        }

        var document = new EnvironmentDocument
        {
            Id = EntityId.New<DocumentId>(now),
            Environment = environment.Id,
            Title = shown,
            FileName = file.FileName,
            Kind = file.Kind,
            Bytes = file.Bytes,
            Hash = file.Hash,
            Order = others.Count == 0 ? 1 : others.Max(other => other.Order) + 1,
            AddedAt = now,
        };
        document.Record(new DocumentAdded(environment.Id, document.Id, shown, file.Kind, file.Bytes, file.Hash));
        return document;
    }

    internal Result Rename(string title)
    {
        if (ProblemOfTitle(title) is { } problem)
        {
            return problem;
        }

        var before = Title;
        if (title.Trim() != before)
        {
            Title = title.Trim();
            Record(new DocumentRenamed(Environment, Id, before, Title));
        }

        return Result.Ok;
    }

    internal void Place(int order)
    {
        if (order != Order)
        {
            var before = Order;
            Order = order;
            Record(new DocumentMoved(Environment, Id, before, order));
        }
    }

    internal void Delete() => Record(new DocumentDeleted(Environment, Id, Title, Hash));

    private static Invalid? ProblemOfTitle(string title) =>
        string.IsNullOrWhiteSpace(title) || title.Trim().Length > LongestTitle || title.Any(char.IsControl)
            ? new Invalid(nameof(Title), "title", $"Give the document a title of at most {LongestTitle} characters.")
            : null;
}

public sealed record DocumentAdded(EnvironmentId Environment, DocumentId Document, string Title, DocumentKind Kind, long Bytes, string Hash) : EnvironmentEvent(Environment);

public sealed record DocumentRenamed(EnvironmentId Environment, DocumentId Document, string Before, string After) : EnvironmentEvent(Environment);

public sealed record DocumentMoved(EnvironmentId Environment, DocumentId Document, int Before, int After) : EnvironmentEvent(Environment);

public sealed record DocumentDeleted(EnvironmentId Environment, DocumentId Document, string Title, string Hash) : EnvironmentEvent(Environment);
