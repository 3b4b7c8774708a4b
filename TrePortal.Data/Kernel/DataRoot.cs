namespace TrePortal.Data.Kernel;

/// <summary>
/// The folder that holds everything the portal keeps outside the database: the SQLite file, inventories, uploads,
/// projects, keys. One portal at a time: the lock file is held as long as the process lives.
/// </summary>
public sealed class DataRoot : IDisposable
{
    private readonly FileStream? _lock;

    /// <param name="path">Absolute. Created when it is not there.</param>
    /// <param name="exclusive">Hold the lock that keeps a second portal out (embedded database).</param>
    /// <exception cref="InvalidOperationException">Another portal is using the folder.</exception>
    public DataRoot(string path, bool exclusive)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        if (exclusive)
        {
            try
            {
                _lock = new FileStream(System.IO.Path.Combine(Path, "portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                throw new InvalidOperationException($"Another TRE Portal is using {Path}. Stop it first, or set Portal:DataRoot to another folder.");
            }
        }
    }

    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, "portal.db");

    /// <summary>Imported versions: one folder per imported component, named by the job that made it.</summary>
    public string Inventories => Folder("inventories");

    /// <summary>What was uploaded and not imported yet.</summary>
    public string Uploads => Folder("uploads");

    /// <summary>Documents of environments, each content once, by its hash.</summary>
    public string Documents => Folder("documents");

    /// <summary>One folder per project.</summary>
    public string Projects => Folder("projects");

    /// <summary>Work in progress; anything here that no running job owns may be deleted.</summary>
    public string Staging => Folder("staging");

    /// <summary>Readable by the portal's own account only.</summary>
    public string Keys
    {
        get
        {
            var folder = System.IO.Path.Combine(Path, "keys");
            return (OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder)
                : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;
        }
    }

    /// <summary>Signed checkpoints of the audit chain.</summary>
    public string Audit => Folder("audit");

    public void Dispose() => _lock?.Dispose();

    private string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
}
