using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

/// <summary>
/// A configured, governed offering of data: who may see it, what it holds, who decides, under which policies. Its rules
/// are sections 2 to 4 of the specification.
/// </summary>
public sealed partial class ResearchEnvironment : AggregateRoot
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

    /// <summary>The tiles that a person sees in the showcase who has arranged none, as <see cref="TileBoard.Write"/> spells them; null while the portal chooses.</summary>
    public string? DefaultTiles { get; private set; }

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

        var before = Details;
        Details = details.Tidied();
        Name = Details.Name;
        SearchText = Details.SearchText();
        CategoryText = Details.CategoryText();
        return Changed(new EnvironmentDescribed(Id, DetailsDigest.Of(before), DetailsDigest.Of(Details)), now);
    });

    /// <param name="actor">Must hold the Research Environment Management permission of the next owner.</param>
    /// <param name="organization">The next owner; null when there is none of the name that was given.</param>
    /// <param name="now">The time of the command.</param>
    public Result Transfer(Actor actor, OrganizationId? organization, DateTimeOffset now) => May(actor, EditOwnership, now).Then(() =>
    {
        if (organization is not { } next || !actor.IsMemberOf(next))
        {
            return new NotFound("This organization");
        }

        if (!actor.MayManageEnvironments(next))
        {
            return new Forbidden("Giving an environment to an organization takes its Research Environment Management permission. An admin of the organization can grant it.");
        }

        var before = Organization;
        if (next == before)
        {
            return Result.Ok;
        }

        Organization = next;
        return Changed(new EnvironmentTransferred(Id, before, next), now);
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

    private EnvironmentStanding StandingOf(Actor actor, DateTimeOffset now) => new(State, RolesOf(actor, now));

    // An authorized user sees the environment but governs nothing: to the table they are "some role", so they are told
    // "forbidden". A stranger has no role at all and is told "not found".
    private EnvironmentRole Governing(Actor actor, DateTimeOffset now) => RolesOf(actor, now);

    private Result Changed(DomainEvent happened, DateTimeOffset now)
    {
        UpdatedAt = now;
        Record(happened);
        return Result.Ok;
    }
}
