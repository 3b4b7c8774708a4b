using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>A named stage of the review pipeline. Structure (id, order, quorum) is fixed once published; text, reminder and reviewers are not.</summary>
public sealed class ReviewStep
{
    private readonly List<StepReviewer> _reviewers = [];

    private ReviewStep()
    {
    }

    internal ReviewStep(StepDraft draft, int order)
    {
        Id = draft.Id;
        Name = draft.Name.Trim();
        Description = draft.Description.Trim();
        Quorum = draft.Quorum;
        RemindAfterDays = draft.RemindAfterDays;
        Order = order;
    }

    /// <summary>a-z and 0-9, unique in the environment.</summary>
    public string Id { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    /// <summary>1, 2, 3, ...</summary>
    public int Order { get; internal set; }

    /// <summary>Approvals that the step needs.</summary>
    public int Quorum { get; private set; }

    /// <summary>Days that the step of a request may wait before its reviewers are reminded, and twice as many before the TRE admins are told; null for never.</summary>
    public int? RemindAfterDays { get; private set; }

    public IReadOnlyList<StepReviewer> Reviewers => _reviewers;

    public bool IsReviewedBy(PersonId person) => _reviewers.Exists(reviewer => reviewer.Person == person);

    internal void Describe(string name, string description)
    {
        Name = name.Trim();
        Description = description.Trim();
    }

    internal void Restructure(int quorum) => Quorum = quorum;

    internal void RemindAfter(int? days) => RemindAfterDays = days;

    internal void Assign(PersonId person) => _reviewers.Add(new StepReviewer(person));

    internal void Unassign(PersonId person) => _reviewers.RemoveAll(reviewer => reviewer.Person == person);
}

public sealed record StepReviewer(PersonId Person);

/// <summary>What is asked of a new step.</summary>
public sealed record StepDraft(string Id, string Name, string Description, int Quorum, int? RemindAfterDays = null)
{
    /// <summary>A reminder later than this reminds nobody.</summary>
    public const int MostReminderDays = 365;

    internal IEnumerable<FieldProblem> Problems()
    {
        if (Id.Length is < 1 or > 40 || !Id.All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9'))
        {
            yield return new(nameof(Id), "step-id", "A step id has 1 to 40 characters: a to z, 0 to 9.");
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 120)
        {
            yield return new(nameof(Name), "name", "Give the step a name of at most 120 characters.");
        }

        if (Description.Length > 2000)
        {
            yield return new(nameof(Description), "description", "The description may have at most 2,000 characters.");
        }

        if (Quorum is < 1 or > 20)
        {
            yield return new(nameof(Quorum), "quorum", "A step needs between 1 and 20 approvals.");
        }

        if (RemindAfterDays is < 1 or > MostReminderDays)
        {
            yield return new(nameof(RemindAfterDays), "days", $"Reviewers are reminded after 1 to {MostReminderDays} days, or never.");
        }
    }
}

public sealed record EnvironmentAdmin(PersonId Person, DateTimeOffset Since);

/// <summary>A person or a whole organization that may see the environment, until an optional last day.</summary>
public sealed class AuthorizedEntry
{
    /// <summary>An entry that ends within so many days is ending soon.</summary>
    public const int SoonDays = 30;

    private AuthorizedEntry()
    {
    }

    internal AuthorizedEntry(PersonId? person, OrganizationId? organization, DateOnly? until, DateTimeOffset since)
    {
        Key = person?.Value ?? organization!.Value.Value;
        Person = person;
        Organization = organization;
        Until = until;
        Since = since;
    }

    /// <summary>The id of the person or the organization.</summary>
    public Guid Key { get; private set; }

    public PersonId? Person { get; private set; }

    public OrganizationId? Organization { get; private set; }

    /// <summary>The last day (UTC) of access; null for no end.</summary>
    public DateOnly? Until { get; private set; }

    public DateTimeOffset Since { get; private set; }

    internal void EndOn(DateOnly? until) => Until = until;

    public bool Covers(Actor actor, DateTimeOffset now) =>
        (Until is not { } last || DateOnly.FromDateTime(now.UtcDateTime) <= last)
        && (Person == actor.Id || (Organization is { } organization && actor.IsMemberOf(organization)));
}
