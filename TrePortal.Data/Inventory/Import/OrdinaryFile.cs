using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrePortal.Data.Inventory.Import;

/// <summary>
/// Opens a provider's file below a root without following a link anywhere on the way, and without hanging on a pipe.
/// On Linux each part is opened relative to the one before, so a folder swapped for a link meanwhile is noticed.
/// </summary>
public static class OrdinaryFile
{
    private const int NoSuchEntry = 2;

    public enum Outcome
    {
        Opened,
        Missing,
        NotOrdinary,
    }

    /// <param name="root">An existing folder chosen by the operator; it may itself lie behind links.</param>
    /// <param name="path">Relative and safe (see <see cref="Domain.Inventory.InventoryPath"/>).</param>
    /// <param name="stream">The open file, when the answer is Opened.</param>
    public static Outcome TryOpen(string root, string path, out FileStream? stream) =>
        OperatingSystem.IsLinux() ? TryOpenByParts(root, path, out stream) : TryOpenChecked(root, path, out stream);

    private static Outcome TryOpenByParts(string root, string path, out FileStream? stream)
    {
        stream = null;
        var folder = Native.Open(root, Native.ReadOnly | Native.Folder | Native.CloseOnExec);
        var parts = path.Split('/');
        for (var index = 0; index < parts.Length && folder >= 0; index++)
        {
            var kind = index < parts.Length - 1 ? Native.Folder : Native.NonBlocking;
            var next = Native.OpenAt(folder, parts[index], Native.ReadOnly | Native.NoLink | Native.CloseOnExec | kind);
            var error = Marshal.GetLastPInvokeError();
            _ = Native.Close(folder);
            folder = next;
            if (next < 0)
            {
                return error == NoSuchEntry ? Outcome.Missing : Outcome.NotOrdinary;
            }
        }

        return folder < 0 ? Outcome.Missing : Wrap(new SafeFileHandle(folder, ownsHandle: true), out stream);
    }

    private static Outcome TryOpenChecked(string root, string path, out FileStream? stream)
    {
        stream = null;
        var at = Path.GetFullPath(root);
        foreach (var part in path.Split('/'))
        {
            at = Path.Combine(at, part);
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (!entry.Exists)
            {
                return Outcome.Missing;
            }

            if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return Outcome.NotOrdinary;
            }
        }

        return Directory.Exists(at) ? Outcome.NotOrdinary : Wrap(File.OpenHandle(at, options: FileOptions.SequentialScan), out stream);
    }

    // A pipe, socket or terminal cannot be opened as a stream or cannot be sought in.
    private static Outcome Wrap(SafeFileHandle handle, out FileStream? stream)
    {
        stream = null;
        try
        {
            stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (stream.CanSeek && !File.GetAttributes(handle).HasFlag(FileAttributes.Directory))
            {
                return Outcome.Opened;
            }

            stream.Dispose();
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or ArgumentException or IOException)
        {
            handle.Dispose();
        }

        stream = null;
        return Outcome.NotOrdinary;
    }
}
