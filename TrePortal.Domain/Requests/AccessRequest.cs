using System.Text.Encodings.Web;
using System.Text.Json;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Requests.RequestAction;

namespace TrePortal.Domain.Requests;

public readonly record struct AccessRequestId(Guid Value) : IEntityId<AccessRequestId>
{
    public static AccessRequestId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A researcher's request for a cohort and fields of one environment, with its frozen versions, review steps and
/// decisions. Sections 7 and 8 of the specification.
/// </summary>
public sealed partial class AccessRequest : AggregateRoot
{
    private static readonly JsonSerializerOptions FrozenFormat = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<RequestCollaborator> _collaborators = [];
    private readonly List<RequestVersion> _versions = [];
    private readonly List<RequestStep> _steps = [];
    private readonly List<RequestDecision> _decisions = [];
    private readonly List<RequestRecusal> _recusals = [];
    private readonly List<RequestHandOver> _handOvers = [];
    private readonly List<OwnershipPassing> _passings = [];

    private AccessRequest()
    {
    }

    public AccessRequestId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public PersonId Owner { get; private set; }

    public RequestState State { get; private set; }

    /// <summary><c>AR-2026-0147</c>; given at the first submission.</summary>
    public string? Reference { get; private set; }

    /// <summary>Kept beside <see cref="Content"/> for lists.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The working copy: what the owner edits.</summary>
    public RequestContent Content { get; private set; } = RequestContent.Empty;

    /// <summary>The inventory version that was active when cohort and collections were chosen; null until they are.</summary>
    public InventoryVersionId? ChosenOn { get; private set; }

    public bool IsSequential { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? SubmittedAt { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>Who revoked or closed it, when and why; null before.</summary>
    public RequestEnding? Ending { get; private set; }

    public IReadOnlyList<RequestCollaborator> Collaborators => _collaborators;

    public IReadOnlyList<RequestVersion> Versions => [.. _versions.OrderBy(version => version.Number)];

    public IReadOnlyList<RequestStep> Steps => _steps;

    public IReadOnlyList<RequestDecision> Decisions => _decisions;

    public IReadOnlyList<RequestRecusal> Recusals => _recusals;

    public IReadOnlyList<RequestHandOver> HandOvers => _handOvers;

    /// <summary>How it came to its owner, when that is not who started it.</summary>
    public IReadOnlyList<OwnershipPassing> Passings => _passings;

    /// <summary>What was submitted last; null before the first submission.</summary>
    public RequestVersion? Latest => _versions.MaxBy(version => version.Number);

    /// <summary>The version that was approved; null before.</summary>
    public RequestVersion? Approved => State == RequestState.Approved ? Latest : null;

    /// <summary>The steps of the latest version, in order.</summary>
    public IEnumerable<RequestStep> CurrentSteps => _steps.Where(step => step.RequestVersion == Latest?.Number).OrderBy(step => step.Order);

    /// <summary>Who may start one is the environment's rule: an authorized user, while it is Active (spec.md Q2).</summary>
    public static Result<AccessRequest> Start(Actor actor, ResearchEnvironment environment, DateTimeOffset now)
    {
        if (!environment.IsDiscoverableBy(actor, now))
        {
            return new NotFound("This environment");
        }

        if (environment.MayRequest(actor, now) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        var request = new AccessRequest
        {
            Id = EntityId.New<AccessRequestId>(now),
            Environment = environment.Id,
            Owner = actor.Id,
            CreatedAt = now,
            UpdatedAt = now,
        };
        request.Record(new RequestStarted(request.Id, environment.Id));
        return request;
    }

    /// <summary>Roles of a person on this request. Reviewers and TRE admins have none before it is submitted.</summary>
    public RequestRole RolesOf(Actor actor, ResearchEnvironment environment) =>
        actor.IsRobot ? actor.Id.Value == Environment.Value ? RequestRole.Robot : RequestRole.None
        : RolesOf(actor.Id, environment);

    /// <summary>The same for somebody who is not acting.</summary>
    public RequestRole RolesOf(PersonId person, ResearchEnvironment environment) => Parties.RolesOf(person, ReviewerStanding.Of(environment));

    public IEnumerable<RequestAction> ActionsFor(Actor actor, ResearchEnvironment environment) =>
        RequestLifecycle.Table.ActionsFrom(State, RolesOf(actor, environment));

    /// <summary>Whether a frozen version still is what was submitted: its text, its hash and its parts agree (INV03).</summary>
    public bool IsIntact(RequestVersion version) =>
        version.Hash == Kernel.Hash.Of(version.Frozen) && version.Frozen == Freeze(version.Number, version.Content, version.Facts, version.SubmittedBy);

    public Result MayEdit(Actor actor, ResearchEnvironment environment) =>
        new(RequestLifecycle.Table.Next(State, RequestAction.Edit, RolesOf(actor, environment)).Error);

    /// <summary>Replaces the working copy. Half-filled is fine; over-long or contradictory is not.</summary>
    public Result Edit(Actor actor, ResearchEnvironment environment, RequestContent content, DateTimeOffset now)
    {
        if (MayEdit(actor, environment) is { IsOk: false } refused)
        {
            return refused;
        }

        // Collaborators who are named already stay, even when the policy has become narrower: only the submission refuses then.
        var isSomebodyNew = content.Collaborators.Except(Content.Collaborators).Any();
        var problems = content.Problems().Concat(isSomebodyNew ? CollaboratorProblems(content, environment) : []).ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        if (content == Content)
        {
            return Result.Ok;
        }

        if (content.Cohort != Content.Cohort || !content.Collections.SequenceEqual(Content.Collections))
        {
            ChosenOn = environment.ActiveVersion;
        }

        Content = content;
        Title = content.Title.Trim();
        var added = NameCollaborators(content.Collaborators, now);
        UpdatedAt = now;
        Record(new RequestEdited(Id, Environment));
        added.ForEach(person => Record(new CollaboratorNamed(Id, Environment, person)));
        return Result.Ok;
    }

    /// <summary>Freezes the working copy as the next version and opens its review. Everything is checked again here.</summary>
    /// <param name="actor">The owner.</param>
    /// <param name="environment">As it is in this transaction.</param>
    /// <param name="facts">Counted and looked up in this transaction.</param>
    /// <param name="reference">The public reference; used at the first submission only.</param>
    /// <param name="now">The time of submission.</param>
    public Result Submit(Actor actor, ResearchEnvironment environment, SubmissionFacts facts, string reference, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(State, RequestAction.Submit, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (environment.MayRequest(actor, now) is { IsOk: false } refused)
        {
            return refused;
        }

        var problems = Content.Missing().Concat(Content.Problems()).Concat(CollaboratorProblems(Content, environment)).ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var number = (Latest?.Number ?? 0) + 1;
        var version = new RequestVersion(number, Content, facts, Freeze(number, Content, facts, actor.Id), actor.Id, now);
        _versions.Add(version);
        OpenReview(environment, number, now);
        State = next.Value;
        Reference ??= reference;
        SubmittedAt = now;
        UpdatedAt = now;
        Record(new RequestSubmitted(Id, Environment, Reference, number, version.Hash));
        return Result.Ok;
    }

    public Result Withdraw(Actor actor, ResearchEnvironment environment, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(State, RequestAction.Withdraw, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        UpdatedAt = now;
        CloseOpenSteps(now);
        Record(new RequestWithdrawn(Id, Environment));
        return Result.Ok;
    }

    /// <summary>Checks that it may be deleted; the command then removes it. Drafts only (spec.md Q7).</summary>
    public Result Discard(Actor actor, ResearchEnvironment environment)
    {
        var next = RequestLifecycle.Table.Next(State, RequestAction.Delete, RolesOf(actor, environment));
        if (next.IsOk)
        {
            Record(new RequestDeleted(Id, Environment));
        }

        return new Result(next.Error);
    }

    /// <summary>May this person create a project from it now?</summary>
    public Result MayCreateProject(Actor actor, ResearchEnvironment environment) =>
        new(RequestLifecycle.Table.Next(State, RequestAction.CreateProject, RolesOf(actor, environment)).Error);

    private void OpenReview(ResearchEnvironment environment, int number, DateTimeOffset now)
    {
        IsSequential = environment.ReviewMode == ReviewMode.Sequential;
        foreach (var step in environment.Steps)
        {
            var state = IsSequential && step.Order > 1 ? StepState.Waiting : StepState.Open;
            _steps.Add(new RequestStep(number, new StepPlan(step.Id, step.Name, step.Order, step.Quorum), state, now));
        }
    }

    private void CloseOpenSteps(DateTimeOffset now)
    {
        foreach (var step in CurrentSteps.Where(step => step.State is StepState.Open or StepState.Waiting))
        {
            step.End(StepState.Closed, now);
        }
    }

    private string Freeze(int number, RequestContent content, SubmissionFacts facts, PersonId owner) => JsonSerializer.Serialize(
        new
        {
            request = Id.Value,
            environment = Environment.Value,
            owner = owner.Value,
            version = number,
            content,
            facts,
        },
        FrozenFormat);

    private IEnumerable<FieldProblem> CollaboratorProblems(RequestContent content, ResearchEnvironment environment)
    {
        if (content.Collaborators.Contains(Owner))
        {
            yield return new(nameof(content.Collaborators), "owner", "You are the owner; you need not be a collaborator too.");
        }

        if (content.Collaborators.Count > environment.Policies.MaximumCollaborators)
        {
            yield return new(nameof(content.Collaborators), "too-many", $"The environment allows at most {environment.Policies.MaximumCollaborators} collaborators.");
        }

        if (content.Collaborators.Any(person => _decisions.Exists(decision => decision.Reviewer == person)))
        {
            yield return new(nameof(content.Collaborators), "decided", "Somebody who has decided on this request cannot become a collaborator.");
        }
    }

    // Answers who was not named before this.
    private List<PersonId> NameCollaborators(IReadOnlyList<PersonId> named, DateTimeOffset now)
    {
        var added = named.Where(person => !_collaborators.Exists(collaborator => collaborator.Person == person && collaborator.Until is null)).ToList();
        foreach (var gone in _collaborators.Where(collaborator => collaborator.Until is null && !named.Contains(collaborator.Person)))
        {
            gone.End(now);
        }

        foreach (var person in named)
        {
            if (_collaborators.Find(collaborator => collaborator.Person == person) is { } known)
            {
                known.Return();
            }
            else
            {
                _collaborators.Add(new RequestCollaborator(person, now));
            }
        }

        return added;
    }

    private RequestParties Parties => new(
        Owner,
        [.. _collaborators.Where(collaborator => collaborator.Until is null).Select(collaborator => collaborator.Person)],
        [.. _collaborators.Select(collaborator => collaborator.Person)],
        Latest is not null,
        [.. CurrentSteps.Where(step => step.OpenedAt is not null).Select(step => step.Step)],
        [.. _decisions.Select(decision => decision.Reviewer)],
        Places);
}
