using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Requests;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Reviews;

/// <summary>Reads a submitted request and decides on it, summary first.</summary>
public sealed partial class ReviewPage
{
    private Loadable<RequestDetails> _request = new Loadable<RequestDetails>.Loading();
    private RequestOffer _offer = RequestOffer.Nothing;
    private VersionDetails? _before;
    private string? _drift;
    private int? _wasReading;
    private Decided? _decided;
    private AccessRequestId? _next;
    private Error? _refusal;
    private bool _busy;

    [Parameter]
    public Guid RequestId { get; set; }

    [Inject]
    public required ReviewCommands Commands { get; init; }

    [Inject]
    public required IAccessRequestQueries Requests { get; init; }

    [Inject]
    public required IReviewQueries Queue { get; init; }

    [Inject]
    public required IRequestPreview Preview { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required ReviewServices Ui { get; init; }

    protected override Task OnParametersSetAsync()
    {
        if (_request is Loadable<RequestDetails>.Loaded { Value.Id.Value: var loaded } && loaded != RequestId)
        {
            _request = new Loadable<RequestDetails>.Loading();
            (_decided, _next, _refusal, _wasReading) = (null, null, null, null);
        }

        return ReloadAsync();
    }

    /// <summary>The sections that are not what they were, in words.</summary>
    private static string Changes(RequestContent now, RequestContent before) => string.Join(", ", new (string Name, bool HasChanged)[]
    {
        (RequestWords.Title, now.Title != before.Title),
        (RequestWords.PublicSummary, now.PublicSummary != before.PublicSummary),
        (RequestWords.Purpose, now.Purpose != before.Purpose),
        (RequestWords.ExpectedOutputs, now.ExpectedOutputs != before.ExpectedOutputs),
        (RequestWords.Period, (now.StartsOn, now.EndsOn) != (before.StartsOn, before.EndsOn)),
        (RequestWords.Cohort, now.Cohort?.Hash != before.Cohort?.Hash),
        (RequestWords.Data, !now.Collections.SequenceEqual(before.Collections)),
        (AttachmentWords.Title, !now.Attached.Select(file => file.Hash).SequenceEqual(before.Attached.Select(file => file.Hash))),
        (RequestWords.Collaborators, !now.Collaborators.SequenceEqual(before.Collaborators)),
    }.Where(part => part.HasChanged).Select(part => part.Name));

    private string DaysOf(VersionDetails version) => WorkingDays.Between(version.SubmittedAt, Ui.Clock.GetUtcNow()) switch
    {
        0 => RequestWords.Today,
        1 => RequestWords.OneWorkingDay,
        var days => RequestWords.WorkingDays.Fill(days),
    };

    private async Task ReloadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        var found = await Requests.FindAsync(new(RequestId), reader, cancellation);
        if (found?.Latest is not { } version)
        {
            _request = new Loadable<RequestDetails>.Missing();
            return;
        }

        _offer = await Preview.OfferAsync(found, version.Facts.InventoryVersion, cancellation);
        _before = found.Versions.Skip(1).FirstOrDefault();
        _wasReading ??= version.Number;
        if (found.State == RequestState.InReview)
        {
            var counted = await Preview.CountAsync(found, version.Content, cancellation);
            var isSameVersion = version.Facts.InventoryNumber == counted.InventoryNumber; // of another one, the notice of the newer version tells
            _drift = isSameVersion && counted.Participants.Length > 0 && counted.Participants != version.Facts.Participants ? counted.Participants : null;
        }

        _request = new Loadable<RequestDetails>.Loaded(found);
    }

    private async Task DecideAsync(Judgement judgement)
    {
        if (_busy)
        {
            return; // a second click can arrive before the disabled button is drawn
        }

        _busy = true;
        try
        {
            var verdict = new Verdict(judgement.Version, judgement.Outcome, judgement.Justification, judgement.IsFinal);
            var result = await Commands.DecideAsync(new(RequestId), judgement.Step.Step, verdict, CancellationToken.None);
            _refusal = result.Error;
            if (result.IsOk)
            {
                _decided = new Decided(judgement, result.Value);
                _next = await Queue.NextAsync(await CurrentActor.GetAsync(Lifetime), new(RequestId), Lifetime);
                await Ui.Dispatcher.DispatchAsync(new RefreshWorkQueue());
            }

            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}

/// <summary>What a reviewer says about one step of the version on the page.</summary>
public sealed record Judgement(StepDetails Step, int Version, DecisionOutcome Outcome, string Justification, bool IsFinal = false);

/// <summary>What was just decided, and where the request stands after it.</summary>
public sealed record Decided(Judgement Judgement, RequestState State);

/// <summary>What the review page needs of the shell around it.</summary>
public sealed record ReviewServices(IDispatcher Dispatcher, TimeProvider Clock);
