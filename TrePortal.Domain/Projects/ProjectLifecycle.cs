using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Projects.ProjectAction;
using static TrePortal.Domain.Projects.ProjectRole;
using static TrePortal.Domain.Projects.ProjectState;

namespace TrePortal.Domain.Projects;

public enum ProjectState
{
    Open,

    /// <summary>By its owner, with everything in it. What was in it stays in the audit log, as hashes.</summary>
    Deleted,
}

public enum ProjectAction
{
    /// <summary>Start a dispensal, try one again, stop one.</summary>
    Dispense,

    /// <summary>See names, sizes and hashes of the dispensed files.</summary>
    List,

    /// <summary>Look at rows of a dispensed table in the page.</summary>
    Preview,
    Download,

    /// <summary>Put a file of one's own into <c>work/</c>, or replace it.</summary>
    Upload,

    /// <summary>Take a file of one's own out of <c>work/</c>.</summary>
    DeleteWork,

    /// <summary>Compare every file with the manifest again.</summary>
    Verify,

    /// <summary>Give up the inventory version that it was pinned to, for the active one.</summary>
    Upgrade,

    /// <summary>Delete the project and all that was dispensed into it.</summary>
    Delete,
}

/// <summary>Roles of a person relative to one project.</summary>
[Flags]
public enum ProjectRole
{
    None = 0,

    /// <summary>The owner of the request.</summary>
    Owner = 1,

    /// <summary>A collaborator of the approved version.</summary>
    Member = 2,

    /// <summary>Admin of the environment: sees that it exists and how its dispensals stand, never a file (spec.md R4).</summary>
    TreAdmin = 4,
}

/// <summary>What can be done in a project, and by whom (spec.md D1 to D7).</summary>
public static class ProjectLifecycle
{
    public static Lifecycle<ProjectState, ProjectAction, ProjectRole> Table { get; } = new(
        "This project",
        Open,
        (Open, Dispense, Open, Owner | Member),
        (Open, List, Open, Owner | Member),
        (Open, Preview, Open, Owner | Member),
        (Open, Download, Open, Owner | Member),
        (Open, Upload, Open, Owner | Member),
        (Open, DeleteWork, Open, Owner | Member),
        (Open, Verify, Open, Owner | Member),
        (Open, Upgrade, Open, Owner | Member),
        (Open, Delete, Deleted, Owner));
}
