namespace TrePortal.Tests.Support;

/// <summary>A test over the shared data sets; skipped, with that reason, where they are absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (!Directory.Exists(SharedData.LiverOutcomes(1)))
        {
            Skip = $"The shared test data are not at {SharedData.Root}; set TREPORTAL_SHARED to their folder.";
        }
    }
}

/// <summary>Where the shared data sets are: the folder that TREPORTAL_SHARED names, else beside the repository.</summary>
public static class SharedData
{
    public static string Root { get; } = Path.GetFullPath(Environment.GetEnvironmentVariable("TREPORTAL_SHARED") is { Length: > 0 } named
        ? Path.Combine(Repository.Root, named)
        : Path.Combine(Repository.Root, "..", "shared"));

    /// <summary>A release of the real example: its folder holds tabular, showcase, files, inventories.</summary>
    public static string LiverOutcomes(int version) => Path.Combine(Root, "data", "liver-outcomes", $"v{version}");
}

/// <summary>A theory over the shared data sets; skipped, with that reason, where they are absent.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = new SharedDataFactAttribute().Skip;
}
