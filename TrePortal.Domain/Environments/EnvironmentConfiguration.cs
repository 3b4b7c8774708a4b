namespace TrePortal.Domain.Environments;

/// <summary>
/// Everything that is set about an environment and can be carried to another one: into a copy, or into a file and back
/// (docs/configuration.md). Never inventory data; never Public, because making public is an act of its own (spec.md E4);
/// people only where they were asked for.
/// </summary>
public sealed record EnvironmentConfiguration(EnvironmentDetails Details, string Region, ConfiguredPipeline Pipeline, Policies Policies)
{
    /// <summary>Markdown; null for none. Its number is each environment's own.</summary>
    public string? TermsOfUse { get; init; }

    /// <summary>Null when it was never chosen.</summary>
    public ShowcaseMode? Showcase { get; init; }

    /// <summary>In order; null leaves those of the environment as they are.</summary>
    public IReadOnlyList<ConfiguredDocument>? Documents { get; init; }

    /// <summary>Null leaves members as they are.</summary>
    public ConfiguredPeople? People { get; init; }
}

/// <param name="Steps">In order.</param>
public sealed record ConfiguredPipeline(ReviewMode Mode, IReadOnlyList<ConfiguredStep> Steps);

/// <param name="RemindAfterDays">Null, or left out, for no reminder.</param>
public sealed record ConfiguredStep(string Id, string Name, string Description, int Quorum, int? RemindAfterDays = null);

/// <param name="File">What the store has, or has received.</param>
public sealed record ConfiguredDocument(string Title, DocumentFile File);

/// <summary>By user name, and organizations by handle: names mean the same on another portal, ids do not.</summary>
public sealed record ConfiguredPeople(IReadOnlyList<string> Admins, IReadOnlyList<ConfiguredAccess> AuthorizedUsers, IReadOnlyList<ConfiguredReviewer> Reviewers);

/// <param name="Name">User name, or an organization's handle.</param>
/// <param name="Until">Last day of access; null for no end.</param>
public sealed record ConfiguredAccess(string Name, DateOnly? Until = null);

public sealed record ConfiguredReviewer(string Step, string Name);

/// <summary>What became of a configuration.</summary>
/// <param name="Handle">Of the environment that has it now.</param>
/// <param name="Lines">One for each person and organization it named.</param>
public sealed record ConfigurationOutcome(string Handle, IReadOnlyList<ConfigurationLine> Lines);

/// <param name="Path">Where it stands in the file: <c>$.people.admins[0]</c>.</param>
/// <param name="Name">As it stands there.</param>
/// <param name="IsDone">It was matched and taken over.</param>
/// <param name="Message">Why not; empty when done.</param>
public sealed record ConfigurationLine(string Path, string Name, bool IsDone, string Message);

/// <summary>Configurations as they are read, by admins of the environment only.</summary>
public interface IConfigurationQueries
{
    /// <summary>Null when the reader is not one of its admins.</summary>
    Task<EnvironmentConfiguration?> FindAsync(string handle, Kernel.Actor reader, bool withDocuments, bool withPeople, CancellationToken cancellation);

    /// <summary>Asked before a file is read: may the reader import one now? The command asks again.</summary>
    Task<Kernel.Result> MayImportAsync(string handle, Kernel.Actor reader, CancellationToken cancellation);
}
