using System.IO.Compression;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory.Withdrawals;

/// <summary>The withdrawn.csv that came with a release: beside its other files, or in its archive.</summary>
internal static class ReleaseWithdrawals
{
    private const long MostBytes = 50L << 20;

    /// <summary>Nothing when none came.</summary>
    /// <param name="root">Where uploads are.</param>
    /// <param name="uploads">What came.</param>
    /// <param name="work">A folder for one file out of an archive.</param>
    public static Result<IReadOnlyList<WithdrawnLine>> Read(DataRoot root, IReadOnlyList<UploadedAsset> uploads, string work)
    {
        foreach (var path in uploads.Select(upload => upload.Path).Distinct(StringComparer.Ordinal))
        {
            var full = Path.Combine(root.Path, path);
            var beside = Uploads.FolderOf(root, path) is { } folder ? Path.Combine(folder, WithdrawnFile.FileName) : null;
            if (File.Exists(beside))
            {
                return WithdrawnKeys.Read(beside);
            }

            if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && File.Exists(full) && Extract(full, work) is { } extracted)
            {
                return WithdrawnKeys.Read(extracted);
            }
        }

        return new List<WithdrawnLine>();
    }

    // At the top of the archive, or in the one folder around everything.
    private static string? Extract(string archive, string work)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var entry = zip.Entries.FirstOrDefault(item => item.Name == WithdrawnFile.FileName && item.FullName.Replace('\\', '/').Count(letter => letter == '/') <= 1);
            if (entry is null)
            {
                return null;
            }

            var path = Path.Combine(Directory.CreateDirectory(work).FullName, WithdrawnFile.FileName);
            using var content = entry.Open();
            using var file = File.Create(path);
            var buffer = new byte[64 << 10];
            int read;
            while ((read = content.Read(buffer)) > 0 && file.Length + read <= MostBytes)
            {
                file.Write(buffer, 0, read);
            }

            return path;
        }
        catch (InvalidDataException)
        {
            return null; // the import says what is wrong with the archive
        }
    }
}
