using TrePortal.Tests.Support;

namespace TrePortal.Tests.Architecture;

/// <summary>The files that people wrote: no build output, no migrations.</summary>
internal static class Sources
{
    /// <param name="project">A project's folder.</param>
    /// <param name="patterns">Such as <c>*.cs</c>.</param>
    public static IReadOnlyList<SourceFile> Of(string project, params string[] patterns) =>
    [
        .. patterns
            .SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), pattern, SearchOption.AllDirectories))
            .Select(path => new SourceFile(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .Where(file => !file.Path.Split('/').Any(part => part is "bin" or "obj" or "Migrations")),
    ];
}

/// <param name="Path">From the top of the repository: "TrePortal.Domain/People/Person.cs".</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The folder below the project: the capability.</summary>
    public string Room => Path.Split('/')[1];
}
