using System.Globalization;
using System.Text;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <summary>One inventory version, open for choosing from it. Numbers of people and files leave through the disclosure gate.</summary>
internal sealed class RequestChoosing : IDisposable
{
    private const string EveryRow = "all";

    private readonly Explored _explored;
    private readonly CollectionSet _collections;
    private readonly string? _catalogue;

    private RequestChoosing(Explored explored, CollectionSet collections, string? catalogue)
    {
        _explored = explored;
        _collections = collections;
        _catalogue = catalogue;
    }

    private DatasetSchema? Schema => _explored.Tabular?.Dataset.Schema;

    public static RequestChoosing Open(ResearchEnvironment environment, InventoryVersion version, WithdrawnNow withdrawn, DisclosedDatasets datasets, DataRoot root)
    {
        var collections = version.Assets.Collections is { } asset ? StoredCollections.Read(Path.Combine(root.Path, asset.File)) : CollectionSet.Empty;
        var catalogue = version.Assets.Files is { } files ? Path.Combine(root.Path, files.Folder) : null;
        return new RequestChoosing(Explored.Open(environment, version, withdrawn, datasets), collections, catalogue);
    }

    public RequestOffer Offer() => new(
        _explored.Version.Number,
        _explored.Showcase is not null,
        _explored.Tabular is not null ? SizeOf(_explored.RequestedPeople(CohortExpression.Everyone, CancellationToken.None), CancellationToken.None).ToString(CultureInfo.InvariantCulture) : EveryRow,
        [.. _collections.Collections.Select(collection => new CollectionOffer(
            collection.Id, collection.Title, collection.Description, collection.Group, collection.Required, collection.Requires,
            [.. Choosable(collection).Select(field => new FieldOffer(field.Address, field.Title, field.Description, field.Entity, field.Units))],
            collection.Files && _catalogue is not null))]);

    public RequestPreview Count(RequestContent content, CultureInfo culture, CancellationToken cancellation)
    {
        var problems = new List<FieldProblem>();
        var cohort = Cohort(content, problems);
        var chosen = Collections(content, problems);
        var fields = chosen.SelectMany(choice => choice.Fields).Distinct(StringComparer.Ordinal).Count();
        if (cohort is null || _explored.Tabular is not { } tabular)
        {
            var everything = cohort is null ? "" : EveryRow;
            return new RequestPreview(everything, fields, Files(chosen, people: null, culture), cohort is null ? "" : "All participants", problems);
        }

        var people = _explored.RequestedPeople(CanonicalCohort.Of(cohort).Expression, cancellation);
        return new RequestPreview(
            SizeOf(people, cancellation).ToString(culture),
            fields,
            Files(chosen, people, culture),
            CohortWords.Describe(cohort, tabular.Dataset.Schema).ToString(),
            problems);
    }

    /// <summary>The people of <see cref="Count"/> alone: no file is looked at.</summary>
    public string CountPeople(RequestContent content, CultureInfo culture, CancellationToken cancellation) =>
        Cohort(content, []) is not { } cohort ? ""
        : _explored.Tabular is null ? EveryRow
        : SizeOf(_explored.RequestedPeople(CanonicalCohort.Of(cohort).Expression, cancellation), cancellation).ToString(culture);

    public void Dispose() => _explored.Dispose();

    // The cohort was charged to whoever made it; its size is looked at by owner and reviewers as often as they need.
    private PublishedCount SizeOf(RowMask people, CancellationToken cancellation)
    {
        var tabular = _explored.Tabular!;
        var (everybody, set) = (_explored.Everybody(tabular).Sketch(_explored.Keys(tabular)), _explored.Sketch(tabular, people, cancellation));
        return _explored.Answer(tabular, asking: null, publishing => publishing.SizeOf(set, everybody)).Value;
    }

    private CohortExpression? Cohort(RequestContent content, List<FieldProblem> problems)
    {
        if (content.Cohort is null)
        {
            return null;
        }

        var read = _explored.Read(content.Cohort.Expression, isNew: false);
        if (!read.IsOk)
        {
            problems.AddRange(OfCohort(read.Error));
            return null;
        }

        if (read.Value is Everyone)
        {
            return read.Value;
        }

        if (_explored.ExploreOnly(read.Value) is { Count: > 0 } only)
        {
            problems.Add(new(nameof(RequestContent.Cohort), "explore-only", $"The cohort uses fields that can only be explored: {string.Join(", ", only)}. Save one without them."));
            return null;
        }

        // A curated showcase has codings of its own: what the request is counted in must know the values too.
        if (CohortValidator.Check(read.Value, Schema!, CohortLimits.Widest).Error is { } wrong)
        {
            problems.AddRange(OfCohort(wrong));
            return null;
        }

        return read.Value;
    }

    private static IEnumerable<FieldProblem> OfCohort(Error error) => error is Invalid invalid
        ? invalid.Problems.Select(problem => problem with { Field = nameof(RequestContent.Cohort) })
        : [new FieldProblem(nameof(RequestContent.Cohort), error.Code, error.Message)];

    /// <summary>The chosen collections that exist, each with its fields.</summary>
    private List<Chosen> Collections(RequestContent content, List<FieldProblem> problems)
    {
        void Wrong(string code, string message) => problems.Add(new(nameof(RequestContent.Collections), code, message));

        var chosen = new List<Chosen>();
        foreach (var choice in content.Collections)
        {
            if (_collections.Find(choice.Collection) is not { } collection)
            {
                Wrong("unknown", $"The collection \"{choice.Collection}\" is not offered any more. Take it off.");
                continue;
            }

            var offered = Choosable(collection).Select(field => field.Address).ToHashSet(StringComparer.Ordinal);
            var fields = choice.Fields is null ? [.. offered] : choice.Fields.Where(offered.Contains).ToList();
            chosen.Add(new Chosen(collection, fields));
            if (choice.Fields is not null && fields.Count < choice.Fields.Count)
            {
                Wrong("unknown-field", $"\"{collection.Title}\" does not hold {string.Join(", ", choice.Fields.Where(field => !offered.Contains(field)).Take(5))} any more. Choose its fields again.");
            }

            if (collection.Required && fields.Count < offered.Count)
            {
                Wrong("required-field", $"\"{collection.Title}\" is part of every request as a whole.");
            }
            else if (fields.Count == 0 && offered.Count > 0 && !collection.Files)
            {
                Wrong("no-fields", $"Choose at least one field of \"{collection.Title}\", or take the collection off.");
            }
        }

        if (content.Collections.Count > 0)
        {
            var ids = content.Collections.Select(choice => choice.Collection).ToHashSet(StringComparer.Ordinal);
            foreach (var absent in _collections.Complete(ids).Where(collection => !ids.Contains(collection.Id)))
            {
                Wrong("required", absent.Required
                    ? $"\"{absent.Title}\" is part of every request. Choose it too."
                    : $"\"{absent.Title}\" goes with a collection that you chose. Choose it too.");
            }
        }

        return chosen;
    }

    private IEnumerable<FieldSchema> Choosable(DataCollection collection) =>
        Schema is { } schema ? CollectionSet.Fields([collection], schema).Where(field => !field.IsIdentifier) : [];

    /// <summary>Files of nobody, and those all of whose people are in the cohort and did not withdraw (spec.md D4).</summary>
    private string Files(List<Chosen> chosen, RowMask? people, CultureInfo culture)
    {
        var withFiles = chosen.Where(choice => choice.Collection.Files).Select(choice => choice.Collection.Id).ToList();
        if (withFiles.Count == 0 || _catalogue is null)
        {
            return "none"; // the collections say so, nobody's data does
        }

        using var catalogue = FileCatalogue.Open(_catalogue);
        var (ofNobody, ofPeople) = (0, 0);
        var holdings = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in catalogue.RowsOf(withFiles))
        {
            var participants = catalogue.ParticipantsUtf8(row);
            if (participants.IsEmpty)
            {
                ofNobody++;
            }
            else if (people is null ? !_explored.IsOfWithdrawn(participants) : AreAllIn(people, participants))
            {
                ofPeople++;
                foreach (var holder in participants.Split((byte)'|'))
                {
                    var key = Encoding.UTF8.GetString(participants[holder]);
                    holdings[key] = holdings.GetValueOrDefault(key) + 1;
                }
            }
        }

        // Files of nobody are the same for everybody; they are added to what may be said of people's files.
        return ofPeople == 0
            ? _explored.Gate.Publish(ofNobody).ToString(culture)
            : _explored.Gate.PublishHeld(ofNobody + ofPeople, holdings.Count, holdings.Values.Max()).ToString(culture);
    }

    private bool AreAllIn(RowMask people, ReadOnlySpan<byte> participants)
    {
        var keys = _explored.Tabular!.Dataset.Main.Keys;
        while (!participants.IsEmpty)
        {
            var bar = participants.IndexOf((byte)'|');
            var row = keys.Find(bar < 0 ? participants : participants[..bar]);
            if (row < 0 || !people[row])
            {
                return false;
            }

            participants = bar < 0 ? [] : participants[(bar + 1)..];
        }

        return true;
    }

    private sealed record Chosen(DataCollection Collection, IReadOnlyList<string> Fields);
}
