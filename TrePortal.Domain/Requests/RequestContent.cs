using System.Text.Json.Serialization;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>
/// What is asked for and why: the sections of Q2. Immutable; an edit replaces it, a submission freezes it.
/// </summary>
public sealed record RequestContent
{
    private const int FirstYear = 2000;
    private const int LastYear = 2200;
    private const int MostCollections = 1_000;
    private const int MostFields = 20_000;

    public static RequestContent Empty { get; } = new();

    public string Title { get; init; } = "";

    /// <summary>For the public: one paragraph.</summary>
    public string PublicSummary { get; init; } = "";

    /// <summary>For the reviewers.</summary>
    public string Purpose { get; init; } = "";

    public string ExpectedOutputs { get; init; } = "";

    public DateOnly? StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }

    /// <summary>Null until chosen.</summary>
    public CohortChoice? Cohort { get; init; }

    public IReadOnlyList<CollectionChoice> Collections { get; init; } = [];

    public IReadOnlyList<PersonId> Collaborators { get; init; } = [];

    public bool IsDeclared { get; init; }

    /// <summary>In the order in which they came; null for none, so that what was frozen before there were any stays as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AttachedFile>? Attachments { get; init; }

    /// <summary>The same, never null.</summary>
    [JsonIgnore]
    public IReadOnlyList<AttachedFile> Attached => Attachments ?? [];

    public bool Equals(RequestContent? other) =>
        other is not null
        && Title == other.Title && PublicSummary == other.PublicSummary && Purpose == other.Purpose && ExpectedOutputs == other.ExpectedOutputs
        && StartsOn == other.StartsOn && EndsOn == other.EndsOn && Cohort == other.Cohort
        && Collections.SequenceEqual(other.Collections) && Collaborators.SequenceEqual(other.Collaborators) && IsDeclared == other.IsDeclared
        && Attached.SequenceEqual(other.Attached);

    public override int GetHashCode() => HashCode.Combine(Title, PublicSummary, Purpose, Cohort);

    /// <summary>The limits that hold even in a half-filled draft; what is merely missing is <see cref="Missing"/>.</summary>
    public IEnumerable<FieldProblem> Problems()
    {
        foreach (var (field, text, most) in new[]
        {
            (nameof(Title), Title, 255),
            (nameof(PublicSummary), PublicSummary, 2_000),
            (nameof(Purpose), Purpose, 10_000),
            (nameof(ExpectedOutputs), ExpectedOutputs, 5_000),
        })
        {
            foreach (var problem in WrittenText.Problems(field, text, most))
            {
                yield return problem;
            }
        }

        if (StartsOn is { } starts && EndsOn is { } ends && ends < starts)
        {
            yield return new(nameof(EndsOn), "before-start", "The end is before the start.");
        }

        if (Attached.Count > RequestAttachment.Most)
        {
            yield return new(nameof(Attachments), "too-many", $"A request has at most {RequestAttachment.Most} attachments. Remove one first.");
        }

        if (Attached.Sum(file => file.Bytes) > RequestAttachment.MostBytesTogether)
        {
            yield return new(nameof(Attachments), "too-large", $"The attachments of a request have at most {RequestAttachment.MostBytesTogether >> 20} MB together. Remove one first.");
        }

        if (Attached.Select(file => file.Hash).Distinct(StringComparer.Ordinal).Count() != Attached.Count)
        {
            yield return new(nameof(Attachments), "twice", "This file is attached already.");
        }

        if (new[] { StartsOn, EndsOn }.Any(day => day is { Year: < FirstYear or > LastYear }))
        {
            yield return new(StartsOn is { Year: < FirstYear or > LastYear } ? nameof(StartsOn) : nameof(EndsOn), "year", $"The year is {FirstYear} to {LastYear}.");
        }

        if (Collections.Count > MostCollections || Collections.Sum(choice => choice.Fields?.Count ?? 0) > MostFields)
        {
            yield return new(nameof(Collections), "too-many", $"At most {MostCollections:N0} collections and {MostFields:N0} fields of them.");
        }

        if (Collaborators.Distinct().Count() != Collaborators.Count)
        {
            yield return new(nameof(Collaborators), "duplicate", "A collaborator is named twice.");
        }

        if (Collections.Select(choice => choice.Collection).Distinct(StringComparer.Ordinal).Count() != Collections.Count)
        {
            yield return new(nameof(Collections), "duplicate", "A collection is chosen twice.");
        }
    }

    /// <summary>What every section still lacks before it can be submitted.</summary>
    public IEnumerable<FieldProblem> Missing()
    {
        foreach (var (field, text, words) in new[]
        {
            (nameof(Title), Title, "Give the request a title."),
            (nameof(PublicSummary), PublicSummary, "Write the public summary."),
            (nameof(Purpose), Purpose, "Describe the research purpose."),
            (nameof(ExpectedOutputs), ExpectedOutputs, "Say what will come out of it."),
        })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                yield return new(field, "missing", words);
            }
        }

        if (StartsOn is null)
        {
            yield return new(nameof(StartsOn), "missing", "Say when the work starts.");
        }

        if (EndsOn is null)
        {
            yield return new(nameof(EndsOn), "missing", "Say when the work ends.");
        }

        if (Cohort is null)
        {
            yield return new(nameof(Cohort), "missing", "Choose whose data: all participants or a saved cohort.");
        }

        if (Collections.Count == 0)
        {
            yield return new(nameof(Collections), "missing", "Choose at least one data collection.");
        }

        if (!IsDeclared)
        {
            yield return new(nameof(IsDeclared), "missing", "Confirm the declaration.");
        }
    }
}

/// <summary>Whose data: everybody's (<see cref="Expression"/> null), or those of a saved cohort as it was when chosen.</summary>
/// <param name="SavedCohort">Id of the saved cohort; null for all participants.</param>
/// <param name="Name">Of the cohort, as it was called then.</param>
/// <param name="Expression">Canonical JSON (formats.md section 4); null for all participants.</param>
/// <param name="Hash">SHA-256 of the canonical expression.</param>
public sealed record CohortChoice(Guid? SavedCohort, string Name, string? Expression, string Hash)
{
    public static CohortChoice Everyone { get; } = new(null, "All participants", null, Kernel.Hash.Of("null"));
}

/// <summary>A data collection and, when not all of them, the fields chosen in it (addresses such as <c>participant.sex</c>).</summary>
public sealed record CollectionChoice(string Collection, IReadOnlyList<string>? Fields = null)
{
    public bool Equals(CollectionChoice? other) =>
        other is not null && Collection == other.Collection
        && (Fields is null ? other.Fields is null : other.Fields is not null && Fields.SequenceEqual(other.Fields));

    public override int GetHashCode() => Collection.GetHashCode(StringComparison.Ordinal);
}
