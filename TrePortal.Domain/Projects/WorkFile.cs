using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Projects;

public readonly record struct WorkFileId(Guid Value) : IEntityId<WorkFileId>
{
    public static WorkFileId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A file that a member put into the project's <c>work/</c> folder. Its bytes lie under an id of their own, so no path
/// that somebody chose ever reaches the file system, and a dispensed object is never beside it.
/// </summary>
public sealed class WorkFile : AggregateRoot
{
    private WorkFile()
    {
    }

    public WorkFileId Id { get; private set; }

    public ProjectId Project { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>Below <c>work/</c>: <c>scripts/model.R</c>.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Unique in the project: equal for paths that some file system would take for the same.</summary>
    public string FoldedPath { get; private set; } = "";

    /// <summary>Names the bytes; another one after each replacement.</summary>
    public Guid Content { get; private set; }

    public long Bytes { get; private set; }

    public string Sha256 { get; private set; } = "";

    public PersonId By { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>What is wrong with a path below <c>work/</c>; null for a good one. The rules are those of inventories.</summary>
    public static Invalid? FaultOf(string path) =>
        InventoryPath.FaultOf(path) is { } fault ? new Invalid("path", "path", $"This file name cannot be used: {fault}")
        : path.Length > LongestPath ? new Invalid("path", "path", $"A path may have at most {LongestPath} characters.")
        : null;

    public const int LongestPath = 400;

    internal static WorkFile Of(Project project, string path, StoredWork stored, Actor actor, DateTimeOffset now)
    {
        var file = new WorkFile
        {
            Id = EntityId.New<WorkFileId>(now),
            Project = project.Id,
            Environment = project.Environment,
            Path = path,
            FoldedPath = InventoryPath.Fold(path),
        };
        file.Take(stored, actor, now);
        return file;
    }

    /// <summary>Who put it there may replace it.</summary>
    internal Result Replace(Actor actor, StoredWork stored, DateTimeOffset now)
    {
        if (actor.Id != By)
        {
            return new Forbidden("Somebody else uploaded this file. Choose another name, or ask them to take it away.");
        }

        Take(stored, actor, now);
        return Result.Ok;
    }

    /// <summary>Who put it there may take it away, and so may the project's owner.</summary>
    internal Result Delete(Actor actor, Project project)
    {
        if (actor.Id != By && actor.Id != project.Owner)
        {
            return new Forbidden("Only who uploaded this file, or the owner of the project, can delete it.");
        }

        Record(new WorkFileDeleted(Id, Project, Environment, Sha256));
        return Result.Ok;
    }

    private void Take(StoredWork stored, Actor actor, DateTimeOffset now)
    {
        (Content, Bytes, Sha256, By, At) = (stored.Content, stored.Bytes, stored.Sha256, actor.Id, now);
        Record(new WorkFileUploaded(Id, Project, Environment, Sha256, Bytes));
    }
}

/// <summary>Bytes that arrived and are safe on disk, but belong to nothing yet.</summary>
public sealed record StoredWork(Guid Content, long Bytes, string Sha256);

public sealed record WorkFileUploaded(WorkFileId File, ProjectId Project, EnvironmentId Environment, string Sha256, long Bytes) : ProjectEvent(Project, Environment);

public sealed record WorkFileDeleted(WorkFileId File, ProjectId Project, EnvironmentId Environment, string Sha256) : ProjectEvent(Project, Environment);

public sealed record WorkFileDownloaded(WorkFileId File, ProjectId Project, EnvironmentId Environment, string Sha256, long Bytes) : ProjectEvent(Project, Environment);
