using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Requests;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Requests;

/// <summary>
/// Writes a request. It saves itself a moment after the last key, says so quietly, and when somebody else saved first it
/// says that and keeps what was typed.
/// </summary>
public sealed partial class RequestEditPage
{
    private readonly SemaphoreSlim _oneSave = new(1, 1);
    private Loadable<RequestDetails> _request = new Loadable<RequestDetails>.Loading();
    private RequestContent _content = RequestContent.Empty;
    private RequestContent _stored = RequestContent.Empty;
    private RequestOffer _offer = RequestOffer.Nothing;
    private RequestPreview _preview = RequestPreview.Unknown;
    private IReadOnlyList<FieldProblem> _problems = [];
    private Saving _saving = Saving.Nothing;
    private Error? _refusal;
    private Error? _nameRefusal;
    private CancellationTokenSource? _pause;
    private long? _unsavedSince;
    private long _version;
    private bool _busy;
    private bool _askedToSubmit;

    [Parameter]
    public Guid RequestId { get; set; }

    [SupplyParameterFromQuery]
    public string? Section { get; set; }

    [Inject]
    public required AccessRequestCommands Commands { get; init; }

    [Inject]
    public required IAccessRequestQueries Queries { get; init; }

    [Inject]
    public required IRequestPreview Preview { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required EditorServices Ui { get; init; }

    /// <summary>How long after the last key it saves.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Somebody who types without a pause is not saved later than this: what a crash takes is less than five seconds of typing.</summary>
    public static TimeSpan LongestUnsaved { get; } = TimeSpan.FromSeconds(3);

    private RequestSection Here => RequestSections.Parse(Section);

    private AccessRequestId Id => new(RequestId);

    private bool IsUnsaved => _content != _stored;

    public async ValueTask DisposeAsync()
    {
        if (IsUnsaved && !_saving.IsStale && _request is Loadable<RequestDetails>.Loaded { Value: var request } && request.May(RequestAction.Edit))
        {
            await Commands.EditAsync(Id, _content, _version, CancellationToken.None); // what was typed last is not lost by leaving
        }

        _pause?.Dispose();
        _oneSave.Dispose();
        Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_request is Loadable<RequestDetails>.Loaded { Value.Id: var loaded } && loaded == Id)
        {
            return; // another section of the same request
        }

        await LoadAsync(NewestLoad());
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        if (await ReadAsync(cancellation) is not { } found)
        {
            _request = new Loadable<RequestDetails>.Missing();
            return;
        }

        _content = _stored = found.Content;
        _version = found.Version;
        _saving = Saving.Nothing;
        _request = new Loadable<RequestDetails>.Loaded(found);
        if (found.May(RequestAction.Edit))
        {
            _offer = await Preview.OfferAsync(found, null, cancellation);
            await CountAsync(cancellation);
            var complete = _offer.Complete(_content.Collections);
            if (complete.Count > _content.Collections.Count)
            {
                await Change(_content with { Collections = complete }); // what is part of every request is chosen from the start
            }
        }
    }

    private async Task<RequestDetails?> ReadAsync(CancellationToken cancellation) =>
        await Queries.FindAsync(Id, await CurrentActor.GetAsync(cancellation), cancellation);

    private async Task CountAsync(CancellationToken cancellation)
    {
        if (_request is Loadable<RequestDetails>.Loaded { Value: var request })
        {
            _preview = await Preview.CountAsync(request, _content, cancellation);
            Judge();
        }
    }

    private void Judge() => _problems = [.. _content.Missing().Concat(_content.Problems()).Concat(_preview.Problems)];

    private async Task Change(RequestContent next)
    {
        var recount = next.Cohort != _content.Cohort || !next.Collections.SequenceEqual(_content.Collections);
        _content = next;
        _refusal = null;
        if (!_saving.IsStale)
        {
            _saving = Saving.Typing;
        }

        Judge();
        if (recount)
        {
            await CountAsync(Lifetime);
        }

        if (_pause is not null)
        {
            await _pause.CancelAsync();
            _pause.Dispose();
        }

        _unsavedSince ??= Stopwatch.GetTimestamp();
        var left = LongestUnsaved - Stopwatch.GetElapsedTime(_unsavedSince.Value);
        _pause = CancellationTokenSource.CreateLinkedTokenSource(Lifetime);
        _ = SaveSoonAsync(left < TimeSpan.Zero ? TimeSpan.Zero : left < Pause ? left : Pause, _pause.Token);
    }

    private async Task SaveSoonAsync(TimeSpan wait, CancellationToken pause)
    {
        try
        {
            await Task.Delay(wait, pause);
            await InvokeAsync(async () =>
            {
                await SaveAsync();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException)
        {
            // another key came, or the page has gone
        }
#pragma warning disable CA1031 // nobody awaits this; the page's error boundary must hear of it
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(failure);
        }
    }

    /// <summary>Saves what there is; false when it could not.</summary>
    private async Task<bool> SaveAsync()
    {
        await _oneSave.WaitAsync();
        try
        {
            if (!IsUnsaved)
            {
                return true;
            }

            if (_saving.IsStale)
            {
                return false;
            }

            var sent = _content;
            _unsavedSince = null; // what is typed from here on is another text
            _saving = Saving.Busy;
            var saved = await Commands.EditAsync(Id, sent, _version, CancellationToken.None);
            if (!saved.IsOk)
            {
                _saving = saved.Error is Stale ? Saving.Stale : Saving.Refused;
                _refusal = saved.Error is Stale ? null : saved.Error;
                return false;
            }

            _version = saved.Value;
            _stored = sent;
            _saving = _content == sent ? Saving.Done(Ui.Clock.GetUtcNow()) : Saving.Typing;
            return true;
        }
        finally
        {
            _oneSave.Release();
        }
    }

    /// <summary>Somebody changed the request or the environment, perhaps this very page.</summary>
    private async Task HeardAsync()
    {
        if (await ReadAsync(Lifetime) is not { } found)
        {
            _request = new Loadable<RequestDetails>.Missing();
            return;
        }

        var isNewer = found.Version > _version;
        _request = new Loadable<RequestDetails>.Loaded(found);
        if (isNewer && _saving != Saving.Busy && found.Content with { Collaborators = _stored.Collaborators, Attachments = _stored.Attachments } == _stored)
        {
            // Only what comes one by one: it does not touch what is being typed.
            _content = _content with { Collaborators = found.Content.Collaborators, Attachments = found.Content.Attachments };
            _stored = found.Content;
            _version = found.Version;
            Judge();
        }
        else if (isNewer && !IsUnsaved && _saving != Saving.Busy)
        {
            _content = _stored = found.Content;
            _version = found.Version;
            await CountAsync(Lifetime);
        }
        else if (isNewer && found.May(RequestAction.Edit) && _saving != Saving.Busy)
        {
            _saving = Saving.Stale;
        }

        var offer = await Preview.OfferAsync(found, null, Lifetime);
        if (offer.VersionNumber != _offer.VersionNumber)
        {
            _offer = offer; // another inventory version is active: what is chosen is counted in it
            await CountAsync(Lifetime);
        }
    }

    private async Task KeepMineAsync()
    {
        if (await ReadAsync(Lifetime) is { } found)
        {
            _version = found.Version;
            _saving = Saving.Typing;
            await SaveAsync();
        }
    }

    private Task TakeTheirsAsync() => LoadAsync(NewestLoad());

    private Task AddCollaboratorAsync(string name) => ChangePartsAsync(() => Commands.AddCollaboratorAsync(Id, name, _version, CancellationToken.None));

    private Task RemoveCollaboratorAsync(PersonId person) => ChangePartsAsync(() => Commands.RemoveCollaboratorAsync(Id, person, _version, CancellationToken.None));

    private Task DetachAsync(AttachedFile file) => ChangePartsAsync(() => Commands.DetachAsync(Id, new(file.Id), _version, CancellationToken.None));

    private async Task ChangePartsAsync(Func<Task<Result<long>>> change)
    {
        if (!await SaveAsync())
        {
            return;
        }

        await _oneSave.WaitAsync();
        try
        {
            var changed = await change();
            _nameRefusal = changed.Error;
            if (changed.IsOk && await ReadAsync(Lifetime) is { } found)
            {
                _version = found.Version;
                _stored = _content = _content with { Collaborators = found.Content.Collaborators, Attachments = found.Content.Attachments };
                _request = new Loadable<RequestDetails>.Loaded(found);
                _saving = Saving.Done(Ui.Clock.GetUtcNow());
            }
        }
        finally
        {
            _oneSave.Release();
        }
    }

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _askedToSubmit = true;
            await CountAsync(Lifetime);
            if (_problems.Count > 0)
            {
                Ui.Navigation.NavigateTo(AddressOf(RequestSection.Summary));
                return;
            }

            if (!(await Ui.Confirmation.AskAsync(new Question(RequestWords.SubmitTitle, RequestWords.SubmitText, RequestWords.SubmitForReview))).Confirmed || !await SaveAsync())
            {
                return;
            }

            var submitted = await Commands.SubmitAsync(Id, _version, CancellationToken.None);
            _refusal = submitted.Error;
            if (submitted.IsOk)
            {
                await Ui.Dispatcher.DispatchAsync(new ShowToast(Tone.Good, RequestWords.Submitted));
                Ui.Navigation.NavigateTo(Addresses.Request(RequestId));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private string AddressOf(RequestSection section) =>
        Addresses.With(Addresses.RequestEdit(RequestId), ("section", section == RequestSection.About ? null : section.Part()));

    private IReadOnlyList<FieldProblem> ProblemsOf(RequestSection section) => [.. _problems.Where(problem => RequestSections.Of(problem.Field) == section)];

    /// <summary>What is merely missing is not held against somebody who is still writing.</summary>
    private IReadOnlyList<FieldProblem> ShownIn(RequestSection section) => [.. ProblemsOf(section).Where(problem => _askedToSubmit || problem.Code != "missing")];

    private bool IsWrong(RequestSection section) => ProblemsOf(section).Any(problem => problem.Code != "missing" || _askedToSubmit);

    private string? ClassOf(RequestSection section) => IsWrong(section) ? "is-wrong" : ProblemsOf(section).Count == 0 ? "is-done" : null;

    private string IconOf(RequestSection section) => IsWrong(section) ? "alert-circle" : ProblemsOf(section).Count == 0 ? "check-circle" : "circle";

    private string StateOf(RequestSection section) =>
        IsWrong(section) ? RequestWords.SectionWrong : ProblemsOf(section).Count == 0 ? RequestWords.SectionDone : RequestWords.SectionOpen;
}
