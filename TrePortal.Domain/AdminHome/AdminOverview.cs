using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.AdminHome;

/// <summary>The first page of administration. A TRE admin sees requests and how dispensals stand, never a project's files (spec.md R4).</summary>
/// <param name="Waiting">What waits for somebody, oldest first; at most <see cref="MostWaiting"/> of each kind.</param>
/// <param name="Environments">By name.</param>
/// <param name="Weeks">The last <see cref="MostWeeks"/>, oldest first; the last one is still running.</param>
public sealed record AdminOverview(IReadOnlyList<WaitingItem> Waiting, IReadOnlyList<EnvironmentAtHome> Environments, IReadOnlyList<WeekAtHome> Weeks)
{
    public const int MostWaiting = 50;

    public const int MostWeeks = 12;

    /// <summary>How far ahead the end of somebody's access is told.</summary>
    public const int DaysAhead = 30;

    public static AdminOverview Nothing { get; } = new([], [], []);

    /// <summary>Review steps that wait, of all environments; the list may show fewer.</summary>
    public int WaitingSteps => Environments.Sum(environment => environment.Steps.Sum(step => step.Waiting));
}

public enum WaitingKind
{
    /// <summary>A request waits for the decision of a step.</summary>
    Review,

    /// <summary>An import found errors; the version is as it was.</summary>
    ImportRefused,

    /// <summary>An import broke off.</summary>
    ImportFailed,

    /// <summary>A project did not get its data.</summary>
    DispensalFailed,

    /// <summary>Warnings about the version under construction that nobody has acknowledged.</summary>
    Warnings,

    /// <summary>A next version lies beside the active one.</summary>
    Staged,

    /// <summary>Access ends within <see cref="AdminOverview.DaysAhead"/> days.</summary>
    Expiring,
}

/// <summary>One thing that waits.</summary>
/// <param name="Environment">Handle.</param>
/// <param name="EnvironmentName">Its name.</param>
/// <param name="Since">Since when; for access that ends, when the first does.</param>
public sealed record WaitingItem(WaitingKind Kind, string Environment, string EnvironmentName, DateTimeOffset Since)
{
    /// <summary>Of the request, or of the project's request: "AR-2026-0147".</summary>
    public string? Reference { get; init; }

    /// <summary>Name of the review step.</summary>
    public string? Step { get; init; }

    /// <summary>The request or the project.</summary>
    public Guid? Object { get; init; }

    /// <summary>Number of the inventory version.</summary>
    public int? Version { get; init; }

    /// <summary>Errors, warnings, or entries whose access ends.</summary>
    public long Count { get; init; }

    /// <summary>How long a request has waited for the step.</summary>
    public int? WorkingDays { get; init; }
}

/// <param name="Open">Lines of the publish checklist that are not done.</param>
/// <param name="Lines">How many lines the checklist has.</param>
/// <param name="Participants">In the active version, as everybody may see it; null where there is no dataset.</param>
/// <param name="Version">Number of the active version; null before the first publication.</param>
/// <param name="Authorized">People and organizations that may see it now, by entry.</param>
/// <param name="OpenRequests">Submitted and undecided, or back with the owner.</param>
public sealed record EnvironmentAtHome(
    EnvironmentId Id, string Handle, string Name, EnvironmentState State, IReadOnlyList<ChecklistLine> Open, int Lines, PublishedCount? Participants, int? Version,
    int Authorized, int OpenRequests, IReadOnlyList<StepAtHome> Steps);

/// <param name="Waiting">Requests that wait for this step.</param>
/// <param name="OldestInWorkingDays">How long the oldest of them has waited; null when none does.</param>
public sealed record StepAtHome(string Name, int Waiting, int? OldestInWorkingDays);

/// <summary>What happened in one week, Monday to Sunday (UTC).</summary>
/// <param name="Monday">Its first day.</param>
/// <param name="Submitted">Versions of requests that were submitted.</param>
/// <param name="Decided">Versions whose review ended, approved or rejected.</param>
/// <param name="Delivered">Dispensals that arrived.</param>
/// <param name="Failed">Dispensals that failed and were not tried again.</param>
/// <param name="Authorized">Entries of the authorized users that are in force today and were so at the end of the week.</param>
public sealed record WeekAtHome(DateOnly Monday, int Submitted, int Decided, int Delivered, int Failed, int Authorized);
