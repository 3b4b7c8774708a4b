using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Projects;

public readonly record struct ProjectId(Guid Value) : IEntityId<ProjectId>
{
    public static ProjectId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// The place where people work with what a request was approved for. It is bound to one frozen version of the request:
/// who is a member, which data, in which environment, all follow from that version and its hash.
/// </summary>
public sealed class Project : AggregateRoot
{
    private readonly List<ProjectMember> _members = [];

    private Project()
    {
    }

    public ProjectId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public AccessRequestId Request { get; private set; }

    /// <summary>The request's public reference: <c>AR-2026-0147</c>.</summary>
    public string Reference { get; private set; } = "";

    public int RequestVersion { get; private set; }

    /// <summary>SHA-256 of the approved version. Every dispensal compares it.</summary>
    public string RequestHash { get; private set; } = "";

    /// <summary>The request's owner, who administers all its projects.</summary>
    public PersonId Owner { get; private set; }

    public PersonId CreatedBy { get; private set; }

    public string Name { get; private set; } = "";

    public ProjectState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The inventory version on which the request was approved, when the project keeps to it; null when it takes what is active.</summary>
    public InventoryVersionId? PinnedVersion { get; private set; }

    /// <summary>Its number; 0 without one.</summary>
    public int PinnedNumber { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>When the last of its files was gone from the disk.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>The collaborators of the approved version; the owner is not among them.</summary>
    public IReadOnlyList<ProjectMember> Members => _members;

    /// <summary>Everybody who works in it.</summary>
    public IEnumerable<PersonId> People => _members.Select(member => member.Person).Prepend(Owner);

    /// <param name="isPinned">Keeps to the inventory version on which the request was approved (spec.md D3).</param>
    public static Result<Project> Create(Actor actor, AccessRequest request, ResearchEnvironment environment, ProjectEntry entry, string name, bool isPinned = false)
    {
        var now = entry.Now;
        var allowed = request.MayCreateProject(actor, environment);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        if (request.Approved is not { } approved)
        {
            return new IllegalMove("A project comes from an approved request.");
        }

        if (environment.State is not (EnvironmentState.Active or EnvironmentState.Maintenance))
        {
            return new IllegalMove("The environment is not open yet.");
        }

        if (entry.Check() is { IsOk: false } shut)
        {
            return shut.Error;
        }

        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 200 || name.Any(char.IsControl))
        {
            return new Invalid(nameof(Name), "name", "Give the project a name of at most 200 characters.");
        }

        var project = new Project
        {
            Id = EntityId.New<ProjectId>(now),
            Environment = environment.Id,
            Request = request.Id,
            Reference = request.Reference!,
            RequestVersion = approved.Number,
            RequestHash = approved.Hash,
            Owner = request.Owner,
            CreatedBy = actor.Id,
            Name = name.Trim(),
            State = ProjectLifecycle.Table.Initial,
            CreatedAt = now,
            PinnedVersion = isPinned ? approved.Facts.InventoryVersion : null,
            PinnedNumber = isPinned ? approved.Facts.InventoryNumber : 0,
        };
        project._members.AddRange(approved.Content.Collaborators.Where(person => person != request.Owner).Distinct().Select(person => new ProjectMember(person)));
        project.Record(new ProjectCreated(project.Id, environment.Id, request.Id, project.Reference, approved.Number, approved.Hash, project.PinnedVersion));
        return project;
    }

    /// <summary>The inventory version that a dispensal into it takes now; null when there is none.</summary>
    public InventoryVersionId? VersionFor(ResearchEnvironment environment) => PinnedVersion ?? environment.ActiveVersion;

    /// <summary>Takes what is active from now on. What was dispensed before stays beside it.</summary>
    public Result Upgrade(ResearchEnvironment environment)
    {
        if (PinnedVersion is not { } pinned)
        {
            return new IllegalMove("This project takes the active inventory version already.");
        }

        if (environment.ActiveVersion is not { } active || active == pinned)
        {
            return new IllegalMove("No newer inventory version is active than the one that this project keeps to.");
        }

        (PinnedVersion, PinnedNumber) = (null, 0);
        Record(new ProjectUpgraded(Id, Environment, pinned, active));
        return Result.Ok;
    }

    /// <summary>Deletes it for good: its files go from the disk next. Its doors need not be open for that.</summary>
    /// <param name="typed">The name of the project, as the owner typed it to be sure.</param>
    public Result Delete(Actor actor, ResearchEnvironment environment, string typed, DateTimeOffset now)
    {
        var next = ProjectLifecycle.Table.Next(State, ProjectAction.Delete, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (typed.Trim() != Name)
        {
            return new Invalid("name", "name", "Type the name of the project exactly, to be sure.");
        }

        State = next.Value;
        DeletedAt = now;
        Record(new ProjectDeleted(Id, Environment, Reference));
        return Result.Ok;
    }

    /// <summary>Keeps in the audit log what is about to be erased, and never twice.</summary>
    public void ListErased(IEnumerable<ErasedFiles> lists)
    {
        foreach (var list in lists)
        {
            Record(new ProjectFilesListed(Id, Environment, list.Dispensal, list.ManifestHash, list.Hashes));
        }

        IsErasureListed = true;
    }

    /// <summary>What was in it is written down; what is missing is only the erasure itself.</summary>
    public bool IsErasureListed { get; private set; }

    public void Erase(DateTimeOffset now)
    {
        ErasedAt = now;
        Record(new ProjectErased(Id, Environment));
    }

    /// <summary>The request has another owner, who administers its projects; the one before has left them.</summary>
    public void FollowOwner(PersonId owner)
    {
        if (owner != Owner)
        {
            var before = Owner;
            Owner = owner;
            _members.RemoveAll(member => member.Person == owner);
            Record(new ProjectOwnerFollowed(Id, Environment, before, owner));
        }
    }

    public ProjectRole RolesOf(Actor actor, ResearchEnvironment environment) => RolesOf(actor, environment.Admins.Any(admin => admin.Person == actor.Id));

    /// <inheritdoc cref="RolesOf(Actor, ResearchEnvironment)"/>
    /// <param name="administers">The actor administers the environment.</param>
    public ProjectRole RolesOf(Actor actor, bool administers)
    {
        var roles = actor.Id == Owner ? ProjectRole.Owner : ProjectRole.None;
        if (_members.Exists(member => member.Person == actor.Id))
        {
            roles |= ProjectRole.Member;
        }

        if (administers)
        {
            roles |= ProjectRole.TreAdmin;
        }

        return roles;
    }

    /// <summary>By role and by the environment's policies, as they are now.</summary>
    public Result May(ProjectAction action, Actor actor, ResearchEnvironment environment, ProjectEntry entry) => May(action, RolesOf(actor, environment), environment.Policies, entry);

    /// <summary>The same from what was read of an environment.</summary>
    public Result May(ProjectAction action, ProjectRole role, Policies policies, ProjectEntry entry)
    {
        var next = ProjectLifecycle.Table.Next(State, action, role);
        if (!next.IsOk)
        {
            return next.Error;
        }

        // What is shut can still be taken away by whoever answers for it.
        if (action != ProjectAction.Delete && entry.Check() is { IsOk: false } shut)
        {
            return shut;
        }

        return action switch
        {
            ProjectAction.Download when !policies.MayDownload => new Forbidden("The environment does not allow files to be downloaded from its projects."),
            ProjectAction.Upload when !policies.MayUpload => new Forbidden("The environment does not allow uploads into its projects."),
            ProjectAction.Preview when !policies.MayPreview => new Forbidden("The environment does not allow a look at tables in the page."),
            _ => Result.Ok,
        };
    }

    /// <summary>What the page offers.</summary>
    public IEnumerable<ProjectAction> ActionsFor(ProjectRole role, Policies policies, ProjectEntry entry) =>
        Enum.GetValues<ProjectAction>().Where(action => May(action, role, policies, entry).IsOk);

    /// <summary>How the audit log calls what this person is here.</summary>
    public string ActingAs(Actor actor) => actor.Id == Owner ? "request owner" : _members.Exists(member => member.Person == actor.Id) ? "collaborator" : "person";
}

public sealed record ProjectMember(PersonId Person);

/// <summary>Events of a project name it as their subject.</summary>
public abstract record ProjectEvent(ProjectId Project, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("project", Project.Value, Environment);
}

public sealed record ProjectCreated(
    ProjectId Project, EnvironmentId Environment, AccessRequestId Request, string Reference, int RequestVersion, string RequestHash, InventoryVersionId? Pinned = null) : ProjectEvent(Project, Environment);

/// <param name="Before">The version that it was pinned to.</param>
/// <param name="Active">The one that is active, which it follows now.</param>
public sealed record ProjectUpgraded(ProjectId Project, EnvironmentId Environment, InventoryVersionId Before, InventoryVersionId Active) : ProjectEvent(Project, Environment);

public sealed record ProjectDeleted(ProjectId Project, EnvironmentId Environment, string Reference) : ProjectEvent(Project, Environment);

/// <summary>Written before anything is erased. Names of files are not told: they may point to people.</summary>
/// <param name="Dispensal">Null for what members had uploaded.</param>
/// <param name="ManifestHash">Of the dispensal.</param>
/// <param name="Hashes">SHA-256 of files; a long list goes over several events.</param>
public sealed record ProjectFilesListed(ProjectId Project, EnvironmentId Environment, Guid? Dispensal, string? ManifestHash, IReadOnlyList<string> Hashes) : ProjectEvent(Project, Environment);

/// <summary>No file of it is on the portal's disk any more.</summary>
public sealed record ProjectErased(ProjectId Project, EnvironmentId Environment) : ProjectEvent(Project, Environment);

public sealed record ProjectOwnerFollowed(ProjectId Project, EnvironmentId Environment, PersonId Before, PersonId After) : ProjectEvent(Project, Environment);

/// <inheritdoc cref="ProjectFilesListed"/>
public sealed record ErasedFiles(Guid? Dispensal, string? ManifestHash, IReadOnlyList<string> Hashes);
