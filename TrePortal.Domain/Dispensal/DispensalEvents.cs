using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Domain.Dispensal;

/// <summary>Events of a dispensal have its project as their subject: its activity is the project's.</summary>
public abstract record DispensalEvent(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment) : ProjectEvent(Project, Environment);

public sealed record DispensalAsked(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, string RequestHash) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalStarted(
    DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, InventoryVersionId InventoryVersion, int InventoryNumber) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalPlanned(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, string PlanHash) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalDelivered(
    DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, string PlanHash, string ManifestHash, DispensalTotals Totals) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalFailed(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, string Code) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalCancelAsked(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalCancelled(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalRetried(DispensalId Dispensal, ProjectId Project, EnvironmentId Environment) : DispensalEvent(Dispensal, Project, Environment);

public sealed record DispensalVerified(
    DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, bool IsIntact, long Files, int Problems) : DispensalEvent(Dispensal, Project, Environment);

/// <summary>A file left the project. Its path may name a person, so the log holds its place in the manifest and its hash.</summary>
public sealed record FileDownloaded(
    DispensalId Dispensal, ProjectId Project, EnvironmentId Environment, int File, string Sha256, long Bytes) : DispensalEvent(Dispensal, Project, Environment);
