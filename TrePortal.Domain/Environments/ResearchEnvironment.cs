using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

/// <summary>
/// A configured, governed offering of data: who may see it, what it holds, who decides, under which policies. Its rules
/// are sections 2 to 4 of the specification.
/// </summary>
public sealed class ResearchEnvironment : AggregateRoot
{
    private readonly List<EnvironmentAdmin> _admins = [];
    private readonly List<AuthorizedEntry> _authorized = [];
    private readonly List<ReviewStep> _steps = [];

    private ResearchEnvironment()
    {
    }

    public EnvironmentId Id { get; private set; }

    /// <summary><c>tre-</c> and 3 to 60 of a-z, 0-9, dash; unique; fixed.</summary>
    public string Handle { get; private set; } = "";

    public OrganizationId Organization { get; private set; }

    public string Region { get; private set; } = "";

    /// <summary>Kept beside <see cref="Details"/> for lists and searches.</summary>
    public string Name { get; private set; } = "";

    public EnvironmentDetails Details { get; private set; } = EnvironmentDetails.Named("");

    /// <summary>Name, keywords and description in lower case: what a search of the Resource Center looks through.</summary>
    public string SearchText { get; private set; } = "";

    /// <summary>The data categories between bars, for the filter of the Resource Center: <c>|cardiology|imaging|</c>.</summary>
    public string CategoryText { get; private set; } = "";

    public Visibility Visibility { get; private set; }

    public EnvironmentState State { get; private set; }

    public Policies Policies { get; private set; } = Policies.Default;

    /// <summary>The admin has looked at the policies and confirmed them (checklist E3).</summary>
    public bool ArePoliciesConfirmed { get; private set; }

    /// <summary>Null until chosen.</summary>
    public ShowcaseMode? Showcase { get; private set; }

    public ReviewMode ReviewMode { get; private set; }

    public InventoryVersionId? ActiveVersion { get; private set; }

    /// <summary>The version under construction in Draft and Maintenance.</summary>
    public InventoryVersionId? PendingVersion { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public IReadOnlyList<EnvironmentAdmin> Admins => _admins;

    public IReadOnlyList<AuthorizedEntry> Authorized => _authorized;

    /// <summary>In order.</summary>
    public IReadOnlyList<ReviewStep> Steps => [.. _steps.OrderBy(step => step.Order)];

    public static Result<ResearchEnvironment> Create(Actor actor, NewEnvironment asked, DateTimeOffset now)
    {
        if (!actor.IsMemberOf(asked.Organization))
        {
            return new NotFound("This organization");
        }

        if (!actor.MayManageEnvironments(asked.Organization))
        {
            return new Forbidden("Creating environments takes the Research Environment Management permission. An admin of your organization can grant it.");
        }

        var problems = asked.Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var environment = new ResearchEnvironment
        {
            Id = EntityId.New<EnvironmentId>(now),
            Handle = asked.Handle,
            Organization = asked.Organization,
            Region = asked.Region.Trim(),
            Name = asked.Name.Trim(),
            Details = EnvironmentDetails.Named(asked.Name.Trim()),
            SearchText = EnvironmentDetails.Named(asked.Name.Trim()).SearchText(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        environment._admins.Add(new EnvironmentAdmin(actor.Id, now));
        environment.Record(new EnvironmentCreated(environment.Id, environment.Handle, asked.Organization, environment.Region));
        return environment;
    }

    public EnvironmentRole RolesOf(Actor actor, DateTimeOffset now)
    {
        var roles = EnvironmentRole.None;
        if (_admins.Exists(admin => admin.Person == actor.Id))
        {
            roles |= EnvironmentRole.TreAdmin;
        }

        if (State != EnvironmentState.Draft && !actor.IsRobot && (Visibility == Visibility.Public || _authorized.Exists(entry => entry.Covers(actor, now))))
        {
            roles |= EnvironmentRole.AuthorizedUser;
        }

        if (State != EnvironmentState.Draft && _steps.Exists(step => step.IsReviewedBy(actor.Id)))
        {
            roles |= EnvironmentRole.Reviewer;
        }

        if (actor.IsOrganizationAdmin(Organization))
        {
            roles |= EnvironmentRole.OrganizationAdmin;
        }

        return roles;
    }

    /// <summary>Sees the details and the showcase: whoever works with it or may use it. Strangers get not-found.</summary>
    public bool IsDiscoverableBy(Actor actor, DateTimeOffset now) => StandingOf(actor, now).IsDiscoverable;

    /// <summary>May this person start or submit a request now? Authorized users, while the environment is Active.</summary>
    public Result MayRequest(Actor actor, DateTimeOffset now) => StandingOf(actor, now).MayRequest();

    /// <summary>What the buttons of the admin pages offer.</summary>
    public IEnumerable<EnvironmentAction> ActionsFor(Actor actor, DateTimeOffset now) =>
        EnvironmentLifecycle.Table.ActionsFrom(State, RolesOf(actor, now));

    public Result Describe(Actor actor, EnvironmentDetails details, DateTimeOffset now) => May(actor, EditDetails, now).Then(() =>
    {
        var problems = details.Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        Details = details.Tidied();
        Name = Details.Name;
        SearchText = Details.SearchText();
        CategoryText = Details.CategoryText();
        return Changed(new EnvironmentDescribed(Id, Name), now);
    });

    public Result Move(Actor actor, string region, DateTimeOffset now) => May(actor, EditOwnership, now).Then(() =>
    {
        if (!NewEnvironment.IsRegion(region))
        {
            return new Invalid(nameof(Region), "region", NewEnvironment.RegionRule);
        }

        var before = Region;
        Region = region.Trim();
        return Changed(new EnvironmentMoved(Id, before, Region), now);
    });

    public Result Show(Actor actor, Visibility visibility, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        if (visibility == Visibility)
        {
            return Result.Ok;
        }

        Visibility = visibility;
        return Changed(new VisibilityChanged(Id, visibility), now);
    });

    public Result AddAdmin(Actor actor, PersonId person, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        if (_admins.Exists(admin => admin.Person == person))
        {
            return Result.Ok;
        }

        if (_admins.Count >= 100)
        {
            return new Invalid(nameof(Admins), "too-many", "An environment has at most 100 admins.");
        }

        _admins.Add(new EnvironmentAdmin(person, now));
        return Changed(new AdminAdded(Id, person), now);
    });

    /// <summary>Nobody removes themselves, so at least one admin always remains (spec.md E6).</summary>
    public Result RemoveAdmin(Actor actor, PersonId person, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        if (person == actor.Id)
        {
            return new Invalid(nameof(Admins), "self", "You cannot remove yourself. Another admin of the environment can.");
        }

        if (_admins.RemoveAll(admin => admin.Person == person) == 0)
        {
            return new NotFound("This admin");
        }

        return Changed(new AdminRemoved(Id, person), now);
    });

    public Result Authorize(Actor actor, PersonId? person, OrganizationId? organization, DateOnly? until, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        var entry = new AuthorizedEntry(person, organization, until, now);
        _authorized.RemoveAll(other => other.Key == entry.Key);
        _authorized.Add(entry);
        return Changed(new UserAuthorized(Id, person, organization, until), now);
    });

    /// <summary>Takes the entry away. Approved requests and projects run on (spec.md E1).</summary>
    public Result Unauthorize(Actor actor, Guid key, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        var entry = _authorized.Find(other => other.Key == key);
        if (entry is null)
        {
            return new NotFound("This entry");
        }

        if (entry.Person is { } person && _steps.Exists(step => step.IsReviewedBy(person)) && !IsAuthorizedWithout(entry, person))
        {
            return new Invalid(nameof(Authorized), "reviewer", "This person reviews a step, and a reviewer must be an authorized user. Take them off the step first.");
        }

        _authorized.Remove(entry);
        return Changed(new UserUnauthorized(Id, entry.Person, entry.Organization), now);
    });

    public Result SetPolicies(Actor actor, Policies policies, DateTimeOffset now) => May(actor, EditPolicies, now).Then(() =>
    {
        var problems = policies.Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var before = Policies;
        var next = policies with { Version = before.Version };
        if (next != before)
        {
            Policies = next with { Version = before.Version + 1 };
        }

        ArePoliciesConfirmed = true;
        return Changed(new PoliciesSet(Id, before, Policies), now);
    });

    public Result ChooseShowcase(Actor actor, ShowcaseMode mode, DateTimeOffset now) => May(actor, EditInventory, now).Then(() =>
    {
        Showcase = mode;
        return Changed(new ShowcaseChosen(Id, mode), now);
    });

    public Result AddStep(Actor actor, StepDraft step, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        var problems = step.Problems().ToList();
        if (_steps.Exists(other => other.Id == step.Id))
        {
            problems.Add(new FieldProblem(nameof(step.Id), "duplicate", "There is a step with this id already."));
        }

        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        _steps.Add(new ReviewStep(step, _steps.Count + 1));
        return Changed(new StepAdded(Id, step.Id, step.Quorum), now);
    });

    public Result RemoveStep(Actor actor, string step, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        if (_steps.RemoveAll(other => other.Id == step) == 0)
        {
            return new NotFound("This review step");
        }

        foreach (var (other, at) in Steps.Select((other, at) => (other, at)))
        {
            other.Order = at + 1;
        }

        return Changed(new StepRemoved(Id, step), now);
    });

    /// <param name="order">The ids of all steps, in the order they are to have.</param>
    public Result OrderSteps(Actor actor, IReadOnlyList<string> order, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        if (order.Count != _steps.Count || !_steps.TrueForAll(step => order.Contains(step.Id)))
        {
            return new Invalid(nameof(Steps), "order", "Name each step exactly once.");
        }

        foreach (var (id, at) in order.Select((id, at) => (id, at)))
        {
            _steps.Find(step => step.Id == id)!.Order = at + 1;
        }

        return Changed(new StepsOrdered(Id, order), now);
    });

    public Result SetReviewMode(Actor actor, ReviewMode mode, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        ReviewMode = mode;
        return Changed(new ReviewModeSet(Id, mode), now);
    });

    public Result SetQuorum(Actor actor, string step, int quorum, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        if (quorum is < 1 or > 20)
        {
            return new Invalid(nameof(ReviewStep.Quorum), "quorum", "A step needs between 1 and 20 approvals.");
        }

        found.Restructure(quorum);
        return Changed(new StepQuorumSet(Id, step, quorum), now);
    });

    public Result DescribeStep(Actor actor, string step, string name, string description, DateTimeOffset now) => May(actor, EditStepText, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        var problems = new StepDraft(step, name, description, found.Quorum).Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        found.Describe(name, description);
        return Changed(new StepDescribed(Id, step), now);
    });

    /// <param name="reviewer">With the organizations they belong to, because a reviewer must be an authorized user (spec.md E7).</param>
    public Result AssignReviewer(Actor actor, string step, Actor reviewer, DateTimeOffset now) => May(actor, EditReviewers, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        if (Visibility != Visibility.Public && !_authorized.Exists(entry => entry.Covers(reviewer, now)))
        {
            return new Invalid("reviewer", "not-authorized", "A reviewer must be an authorized user of the environment. Add them, or their organization, under authorized users first.");
        }

        if (found.IsReviewedBy(reviewer.Id))
        {
            return Result.Ok;
        }

        found.Assign(reviewer.Id);
        return Changed(new ReviewerAssigned(Id, step, reviewer.Id), now);
    });

    /// <param name="isNeeded">A request waits on the step and its quorum needs the person (spec.md E7).</param>
    public Result UnassignReviewer(Actor actor, string step, PersonId person, bool isNeeded, DateTimeOffset now) => May(actor, EditReviewers, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found || !found.IsReviewedBy(person))
        {
            return new NotFound("This reviewer");
        }

        if (isNeeded)
        {
            return new Invalid("reviewer", "needed", "A request waits on this step and its quorum needs this reviewer. Add another reviewer first.");
        }

        found.Unassign(person);
        return Changed(new ReviewerUnassigned(Id, step, person), now);
    });

    /// <summary>Names the version under construction; there is at most one.</summary>
    public Result StartVersion(Actor actor, InventoryVersionId version, DateTimeOffset now) => May(actor, EditInventory, now).Then(() =>
    {
        if (PendingVersion is not null)
        {
            return new IllegalMove("A version is under construction already.");
        }

        PendingVersion = version;
        return Changed(new VersionStarted(Id, version), now);
    });

    public Result Publish(Actor actor, InventoryReadiness inventory, DateTimeOffset now) => Activate(actor, EnvironmentAction.Publish, inventory, now);

    public Result Reactivate(Actor actor, InventoryReadiness inventory, DateTimeOffset now) => Activate(actor, EnvironmentAction.Reactivate, inventory, now);

    public Result Deactivate(Actor actor, DateTimeOffset now)
    {
        var next = EnvironmentLifecycle.Table.Next(State, EnvironmentAction.Deactivate, Governing(actor, now));
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        return Changed(new EnvironmentDeactivated(Id), now);
    }

    /// <summary>A draft may go; nobody outside has seen it.</summary>
    public Result Delete(Actor actor, DateTimeOffset now) => May(actor, EnvironmentAction.Delete, now).Then(() =>
        Changed(new EnvironmentDeleted(Id, Handle), now));

    /// <summary>The lines of checklist E3, for the version that would be active.</summary>
    public IReadOnlyList<ChecklistLine> Checklist(InventoryReadiness inventory) => PublishChecklist.Of(
        new ChecklistFacts(Details, Admins.Count, Showcase, [.. Steps.Select(step => new StepFacts(step.Name, step.Quorum, step.Reviewers.Count))], ArePoliciesConfirmed), inventory);

    /// <summary>May the actor do this to the environment now? For commands of rooms above that change its parts.</summary>
    public Result May(Actor actor, EnvironmentAction action, DateTimeOffset now) =>
        new(EnvironmentLifecycle.Table.Next(State, action, Governing(actor, now)).Error);

    private Result Activate(Actor actor, EnvironmentAction action, InventoryReadiness inventory, DateTimeOffset now)
    {
        var next = EnvironmentLifecycle.Table.Next(State, action, Governing(actor, now));
        if (!next.IsOk)
        {
            return next.Error;
        }

        var open = Checklist(inventory).Where(line => !line.IsDone).ToList();
        if (open.Count > 0)
        {
            return new Invalid([.. open.Select(line => new FieldProblem(line.Section, line.Code, line.Open))]);
        }

        State = next.Value;
        PublishedAt ??= now;
        if (PendingVersion is { } pending)
        {
            ActiveVersion = pending;
            PendingVersion = null;
        }

        return Changed(action == EnvironmentAction.Publish
            ? new EnvironmentPublished(Id, ActiveVersion)
            : new EnvironmentReactivated(Id, ActiveVersion), now);
    }

    private EnvironmentStanding StandingOf(Actor actor, DateTimeOffset now) => new(State, RolesOf(actor, now));

    // An authorized user sees the environment but governs nothing: to the table they are "some role", so they are told
    // "forbidden". A stranger has no role at all and is told "not found".
    private EnvironmentRole Governing(Actor actor, DateTimeOffset now) => RolesOf(actor, now);

    private bool IsAuthorizedWithout(AuthorizedEntry removed, PersonId person) =>
        Visibility == Visibility.Public || _authorized.Exists(entry => entry != removed && entry.Person == person);

    private Result Changed(DomainEvent happened, DateTimeOffset now)
    {
        UpdatedAt = now;
        Record(happened);
        return Result.Ok;
    }
}

/// <summary>What is asked of a new environment.</summary>
public sealed record NewEnvironment(string Handle, string Name, OrganizationId Organization, string Region)
{
    internal const string RegionRule = "A region has 2 to 40 characters: letters, digits, dash.";

    internal static bool IsRegion(string region) =>
        region.Trim().Length is >= 2 and <= 40 && region.Trim().All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    internal IEnumerable<FieldProblem> Problems()
    {
        if (!Handles.IsValid(Handle, "tre-"))
        {
            yield return new(nameof(Handle), "handle", Handles.Rule("tre-"));
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            yield return new(nameof(Name), "name", "Give a name of at most 200 characters.");
        }

        if (!IsRegion(Region))
        {
            yield return new(nameof(Region), "region", RegionRule);
        }
    }
}
