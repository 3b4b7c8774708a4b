using System.Diagnostics;
using System.Globalization;

namespace TrePortal.Tests.Faults;

/// <summary>A disk in memory that is full when a test says so. Only the superuser of a Linux machine can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>A folder on it, for a data root: it can be deleted, the disk itself cannot.</summary>
    public string Root => Directory.CreateDirectory(Path.Combine(Folder, "root")).FullName;

    private string Filler => Path.Combine(Folder, "filler");

    public static SmallDisk Mount(int megabytes, string? at = null)
    {
        var folder = at ?? Directory.CreateTempSubdirectory("tre-portal-disk-").FullName;
        Assert.True(Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", folder), "the disk could not be mounted");
        return new SmallDisk(folder);
    }

    /// <summary>Takes all room but this much.</summary>
    public void Fill(long leave = 0)
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, file.Length - leave));
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    internal static bool IsPossible { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && CanMount();

    private static bool CanMount()
    {
        var folder = Directory.CreateTempSubdirectory("tre-portal-disk-").FullName;
        var could = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
        _ = could && Run("umount", folder);
        Directory.Delete(folder);
        return could;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>; skipped where none can be made.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsPossible)
        {
            Skip = "A disk of a given size can only be made by the superuser of a Linux machine.";
        }
    }
}
