using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Dispensal;

/// <summary>Where things lie, and how a read-only folder is sealed, opened again and removed.</summary>
internal static class DispensedFolders
{
    private const string StagingPrefix = "dispensal-";

    private const UnixFileMode ReadFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ReadFolder = ReadFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary><c>projects/PROJECT/dispensals/DISPENSAL</c>.</summary>
    public static string Target(DataRoot root, ProjectId project, DispensalId dispensal) =>
        Path.Combine(root.Projects, project.ToString(), "dispensals", dispensal.ToString());

    /// <summary>One per attempt: named by dispensal, job and fence, so that an older worker never writes into a newer one's.</summary>
    public static string Staging(DataRoot root, DispensalId dispensal, Job job) =>
        Path.Combine(root.Staging, $"{StagingPrefix}{dispensal.Value:N}-{job.Id.Value:N}-{job.Fence}");

    /// <summary>Deletes what earlier attempts at this dispensal left in staging. Their workers hold nothing any more.</summary>
    public static void DeleteOlder(DataRoot root, DispensalId dispensal, Job job)
    {
        var mine = Staging(root, dispensal, job);
        foreach (var folder in Directory.EnumerateDirectories(root.Staging, $"{StagingPrefix}{dispensal.Value:N}-*").Where(folder => folder != mine).ToList())
        {
            Delete(folder);
        }
    }

    /// <summary>The job and fence that own a staging folder; null when its name is not one of ours.</summary>
    public static (Guid Job, long Fence)? OwnerOf(string staging) =>
        Path.GetFileName(staging).Split('-') is [_, _, var job, var fence] parts
            && parts[0] + "-" == StagingPrefix && Guid.TryParseExact(job, "N", out var id) && long.TryParse(fence, out var number)
            ? (id, number)
            : null;

    public static IEnumerable<string> StagingFolders(DataRoot root) => Directory.EnumerateDirectories(root.Staging, StagingPrefix + "*");

    /// <summary>Takes the right to write from every file and folder below; the top keeps it until it is in its place, because a rename needs it.</summary>
    public static void SealBelow(string folder, Action step)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.SetUnixFileMode(file, ReadFile);
            step();
        }

        foreach (var below in Directory.EnumerateDirectories(folder))
        {
            SealBelow(below, step);
            File.SetUnixFileMode(below, ReadFolder);
        }
    }

    /// <summary>The one rename, durable with every folder name that leads to it.</summary>
    /// <exception cref="IOException">Something is in its place already.</exception>
    public static void Publish(DataRoot root, string staging, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(staging, target);
        SealTop(target);
        for (var above = Path.GetDirectoryName(target); above is not null && above.Length >= root.Projects.Length; above = Path.GetDirectoryName(above))
        {
            DurableFile.FlushName(above);
        }

        DurableFile.FlushName(root.Staging);
    }

    public static void SealTop(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, ReadFolder);
        }
    }

    /// <summary>Takes a folder out of sight in one step, then deletes it. Nothing happens when it is not there.</summary>
    public static void Remove(DataRoot root, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        Open(folder);
        var gone = Path.Combine(root.Staging, $"removed-{Path.GetFileName(folder)}");
        if (Directory.Exists(gone))
        {
            Delete(gone);
        }

        Directory.Move(folder, gone);
        Delete(gone);
    }

    public static IEnumerable<string> HalfRemoved(DataRoot root) => Directory.EnumerateDirectories(root.Staging, "removed-*");

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            OpenAll(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void OpenAll(string folder)
    {
        Open(folder);
        foreach (var below in Directory.EnumerateDirectories(folder))
        {
            OpenAll(below);
        }
    }

    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, ReadFolder | UnixFileMode.UserWrite);
        }
    }
}
