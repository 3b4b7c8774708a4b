using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SQLitePCL;

namespace TrePortal.Data.Sqlite;

/// <summary>
/// Loads the operating system's own SQLite for EF Core. Why not the bundled one, and what the three steps do:
/// docs/decisions/0001-sqlite-on-the-system-library.md.
/// </summary>
public static class SystemSqlite
{
    /// <summary>JSON columns need at least this version.</summary>
    public static readonly Version Minimum = new(3, 38);

    // Beside this library rather than in the base directory: the migration tool is started from elsewhere.
    private static string Folder => Path.GetDirectoryName(typeof(SystemSqlite).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;

    private static string LibraryName =>
        OperatingSystem.IsWindows() ? "winsqlite3"
        : OperatingSystem.IsMacOS() ? "libsqlite3.dylib"
        : "libsqlite3.so.0";

    /// <summary>The version of the library in use.</summary>
    public static Version Version => Version.Parse(raw.sqlite3_libversion().utf8_to_string());

    /// <summary>Refuses to start on a SQLite that lacks JSON columns, in one sentence that says what to do.</summary>
    /// <exception cref="InvalidOperationException">The system's SQLite is older than <see cref="Minimum"/>.</exception>
    public static void Require()
    {
        if (Version < Minimum)
        {
            throw new InvalidOperationException(
                $"This machine's SQLite is {Version}; TRE Portal needs {Minimum} or later. Update the system's SQLite library or configure SQL Server.");
        }
    }

    // Before any type of the provider is touched, whoever starts us: portal, test runner, design-time tool.
#pragma warning disable CA2255 // a module initializer in a library is what makes "before the first connection" certain
    [ModuleInitializer]
    internal static void Load()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name?.StartsWith("SQLitePCLRaw", StringComparison.Ordinal) == true
                ? context.LoadFromAssemblyPath(Path.Combine(Folder, name.Name + ".dll"))
                : null;
        Bind();
    }
#pragma warning restore CA2255

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "e_sqlite3" ? NativeLibrary.Load(LibraryName) : nint.Zero;
}
