using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Requests;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Requests;

/// <summary>One request: what it says, how its review goes, what happened.</summary>
public sealed partial class RequestPage
{
    private Loadable<RequestDetails> _request = new Loadable<RequestDetails>.Loading();
    private RequestOffer _offer = RequestOffer.Nothing;
    private RequestPreview _preview = RequestPreview.Unknown;
    private IReadOnlyList<RequestActivity>? _activity;
    private Error? _refusal;
    private bool _busy;

    [Parameter]
    public Guid RequestId { get; set; }

    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    [Inject]
    public required AccessRequestCommands Commands { get; init; }

    [Inject]
    public required OwnershipCommands Ownership { get; init; }

    [Inject]
    public required IAccessRequestQueries Queries { get; init; }

    [Inject]
    public required IRequestPreview Preview { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnParametersSetAsync() => ReloadAsync();

    /// <summary>What was counted at the submission; for a request that was never submitted, what it comes to now.</summary>
    private SubmissionFacts Facts(RequestDetails request) =>
        ShowsFrozen(request) ? request.Latest!.Facts
        : new SubmissionFacts(null, _offer.VersionNumber, _preview.Participants, _preview.Fields, _preview.Files, _preview.CohortWords, request.Owner.DisplayName);

    private static bool ShowsFrozen(RequestDetails request) =>
        request.Latest is not null && (request.State != RequestState.InRevision || !(request.Is(RequestRole.Owner) || request.Is(RequestRole.Collaborator)));

    private IReadOnlyList<TabItem> TabsOf(RequestDetails request) =>
    [
        new(RequestWords.RequestInfo, Addresses.Request(RequestId)),
        new(RequestWords.ReviewHistory, Addresses.With(Addresses.Request(RequestId), ("tab", "history")), request.Versions.Sum(version => version.Steps.Sum(step => step.Decisions.Count))),
        .. request.Latest is null ? Array.Empty<TabItem>() : [new TabItem(MessageWords.Title, Addresses.With(Addresses.Request(RequestId), ("tab", "messages")), request.UnreadMessages > 0 && Tab != "messages" ? request.UnreadMessages : null)],
        new(RequestWords.Activity, Addresses.With(Addresses.Request(RequestId), ("tab", "activity"))),
    ];

    private async Task ReloadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        var id = new AccessRequestId(RequestId);
        var found = await Queries.FindAsync(id, reader, cancellation);
        if (found is null)
        {
            _request = new Loadable<RequestDetails>.Missing();
            return;
        }

        var isFrozen = ShowsFrozen(found);
        _offer = await Preview.OfferAsync(found, isFrozen ? found.Latest!.Facts.InventoryVersion : null, cancellation);
        _preview = isFrozen ? RequestPreview.Unknown : await Preview.CountAsync(found, found.Content, cancellation);
        _activity = Tab == "activity" ? await Queries.ActivityAsync(id, reader, cancellation) : null;
        _request = new Loadable<RequestDetails>.Loaded(found);
    }

    private Task ResubmitAsync() => DoAsync(
        new Question(RequestWords.SubmitTitle, RequestWords.SubmitText, RequestWords.SubmitForReview),
        version => Commands.SubmitAsync(new(RequestId), version, CancellationToken.None),
        RequestWords.Submitted);

    private Task WithdrawAsync() => DoAsync(
        new Question(RequestWords.WithdrawTitle, RequestWords.WithdrawText, RequestWords.Withdraw) { IsDangerous = true },
        version => Commands.WithdrawAsync(new(RequestId), version, CancellationToken.None),
        RequestWords.Withdrawn);

    private Task RevokeAsync() => AskAsync(
        new Question(EndingWords.RevokeTitle, EndingWords.RevokeText, EndingWords.Revoke) { IsDangerous = true, ReasonLabel = EndingWords.RevokeReason, ReasonRequired = true },
        (reason, version) => Commands.RevokeAsync(new(RequestId), reason, version, CancellationToken.None),
        EndingWords.Revoked);

    private Task CloseAsync() => AskAsync(
        new Question(EndingWords.CloseTitle, EndingWords.CloseText, EndingWords.Close) { IsDangerous = true, ReasonLabel = EndingWords.CloseStatement, ReasonRequired = true },
        (statement, version) => Commands.CloseAsync(new(RequestId), statement, version, CancellationToken.None),
        EndingWords.Closed);

    private Task PassAsync(NamedPerson to) => AskAsync(
        new Question(PlaceWords.PassTitle.Fill(to.DisplayName), PlaceWords.PassText.Fill(to.DisplayName), PlaceWords.Pass) { IsDangerous = true, ReasonLabel = PlaceWords.PassReason, ReasonRequired = true },
        (reason, version) => Ownership.PassAsync(new(RequestId), to.Id, reason, version, CancellationToken.None),
        PlaceWords.Passed);

    private async Task DeleteAsync()
    {
        if (_busy || _request is not Loadable<RequestDetails>.Loaded { Value: var request })
        {
            return;
        }

        var answer = await Confirmation.AskAsync(new Question(RequestWords.DeleteTitle, RequestWords.DeleteText, RequestWords.DeleteDraft) { IsDangerous = true });
        if (!answer.Confirmed)
        {
            return;
        }

        _refusal = (await Commands.DeleteAsync(request.Id, request.Version, CancellationToken.None)).Error;
        if (_refusal is null)
        {
            await DispatchAsync(RequestWords.Deleted);
            Navigation.NavigateTo(Addresses.MyRequests);
        }
    }

    private Task DoAsync(Question question, Func<long, Task<Result<long>>> command, string done) => AskAsync(question, (_, version) => command(version), done);

    private async Task AskAsync(Question question, Func<string, long, Task<Result<long>>> command, string done)
    {
        if (_busy || _request is not Loadable<RequestDetails>.Loaded { Value: var request })
        {
            return;
        }

        _busy = true;
        try
        {
            if (await Confirmation.AskAsync(question) is { Confirmed: true } answer)
            {
                _refusal = (await command(answer.Reason, request.Version)).Error;
                await ReloadAsync();
                if (_refusal is null)
                {
                    await DispatchAsync(done);
                }
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private Task DispatchAsync(string text) => Dispatcher.DispatchAsync(new ShowToast(Tone.Good, text));
}
