using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace TrePortal.Data.Inventory.Import;

/// <summary>Files that are either there completely or not at all, after a loss of power too.</summary>
internal static class DurableFile
{
    private const int FlushesAtOnce = 16;

    /// <summary>Writes beside the target, flushes, then renames over nothing or the older file.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".draft";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>
    /// Makes the content of all files in a folder and in the folders below durable. Many at once: a disk writes what waits
    /// for it together, and a table of thousands of fields has a file for each.
    /// </summary>
    public static void FlushFiles(string folder, CancellationToken cancellation)
    {
        var files = new ConcurrentQueue<string>(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        var flushes = Enumerable.Range(0, Math.Min(FlushesAtOnce, files.Count)).Select(_ => Task.Factory.StartNew(
            () => FlushEach(files, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)); // they wait, so none of them is a thread that serves requests
        Task.WhenAll(flushes).GetAwaiter().GetResult();
    }

    /// <summary>Makes the names in a folder and in the folders below durable. The base library cannot open a folder to flush it.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var below in Directory.EnumerateDirectories(folder))
        {
            FlushFolder(below);
        }

        FlushName(folder);
    }

    /// <summary>Makes the names in this folder durable, not those in the folders below.</summary>
    public static void FlushName(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Native.Open(folder, Native.ReadOnly | Native.CloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open folder {folder} to flush it (error {Marshal.GetLastPInvokeError()}).");
        }

        var outcome = Native.Flush(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Native.Close(descriptor);
        if (outcome != 0)
        {
            throw new IOException($"Cannot flush folder {folder} (error {error}).");
        }
    }

    private static void FlushEach(ConcurrentQueue<string> files, CancellationToken cancellation)
    {
        while (files.TryDequeue(out var path))
        {
            cancellation.ThrowIfCancellationRequested();
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.FlushToDisk(file);
        }
    }
}
