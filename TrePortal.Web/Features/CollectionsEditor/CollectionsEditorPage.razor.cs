using Microsoft.AspNetCore.Components;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;
using W = TrePortal.Web.Features.CollectionsEditor.CollectionsEditorWords;

namespace TrePortal.Web.Features.CollectionsEditor;

/// <summary>
/// Builds the data collections of the version under construction. What is typed is kept as the person's own draft a moment
/// later; saving replaces the version's collections, all or nothing.
/// </summary>
public sealed partial class CollectionsEditorPage
{
    private const string InventoryKind = "inventory";
    private const string EnvironmentKind = "environment";

    private static readonly DraftCheck Unchecked = new([]);

    private readonly SemaphoreSlim _oneKeep = new(1, 1);
    private Loadable<EditedCollections> _opened = new Loadable<EditedCollections>.Loading();
    private CollectionsWorkbench _bench = new([]);
    private DraftCheck _check = Unchecked;
    private Receipt? _receipt;
    private EditedCollections? _theirs;
    private Error? _refusal;
    private string _basedOn = "";
    private DateTimeOffset? _keptAt;
    private (string Handle, int Number) _loaded;
    private bool _isUnkept;
    private bool _isImporting;
    private bool _busy;

    [Parameter]
    public required string Handle { get; set; }

    [Parameter]
    public int Number { get; set; }

    [Inject]
    public required ICollectionsEditing Editing { get; init; }

    [Inject]
    public required CollectionsCommands Commands { get; init; }

    [Inject]
    public required InventoryCommands Versions { get; init; }

    [Inject]
    public required ICollectionsStore Store { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required BrowserTime Time { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>How long after the last change it is checked and counted, and the draft kept.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(500);

    private bool IsLocked => _opened is not Loadable<EditedCollections>.Loaded { Value.LockReason: null };

    private string? KeptLine =>
        IsLocked ? null : _isUnkept ? W.KeepingDraft : _bench.IsChanged && _keptAt is { } at ? W.DraftKept.Fill(Time.Relative(at)) : null;

    private string StatusLine
    {
        get
        {
            var errors = _check.Problems.Count(problem => problem.Problem.Severity == ProblemSeverity.Error);
            var warnings = _check.Problems.Count - errors;
            return errors > 0 ? W.ErrorsLeft.Fill(errors, FirstError())
                : warnings > 0 ? W.WarningsOnly.Fill(warnings)
                : _bench.IsChanged ? W.ReadyToSave
                : W.AsStored;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isUnkept && !IsLocked)
        {
            await Commands.KeepDraftAsync(Handle, Number, _bench.Collections, _basedOn, CancellationToken.None); // what was typed last is not lost by leaving
        }

        Dispose();
        _oneKeep.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == (Handle, Number))
        {
            return;
        }

        _loaded = (Handle, Number);
        if (await OpenAsync() is not { } found)
        {
            _opened = new Loadable<EditedCollections>.Missing();
            return;
        }

        Begin(found, found.LockReason is null ? found.Draft : null);
        await CountAsync(NewestLoad());
    }

    private async Task<EditedCollections?> OpenAsync() => await Editing.OpenAsync(Handle, Number, await CurrentActor.GetAsync(Lifetime), Lifetime);

    private void Begin(EditedCollections found, KeptDraft? draft)
    {
        _bench.Changed -= Moved;
        _bench = new CollectionsWorkbench(found.Stored, draft?.Content);
        _bench.Changed += Moved;
        _opened = new Loadable<EditedCollections>.Loaded(found);
        (_basedOn, _keptAt, _theirs) = (draft?.BasedOn ?? found.ContentHash, draft?.UpdatedAt, null);
        if (draft is not null && draft.BasedOn != found.ContentHash && _bench.IsChanged)
        {
            _theirs = found;
        }
    }

    private void Moved()
    {
        _isUnkept = _bench.IsChanged;
        _refusal = null;
        StateHasChanged();
        _ = InvokeAsync(FollowAsync);
    }

    // A moment after the last change: is it right, what would be received, and keep it.
    private async Task FollowAsync()
    {
        var newest = NewestLoad();
        try
        {
            await Task.Delay(Pause, Clock, newest);
            await CountAsync(newest);
            await KeepAsync(newest);
        }
        catch (OperationCanceledException) when (newest.IsCancellationRequested)
        {
            // another change came, or the page has gone
        }
#pragma warning disable CA1031 // whatever it is belongs to this page
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private async Task CountAsync(CancellationToken newest)
    {
        var (draft, current) = (_bench.Collections, _bench.Current);
        var reader = await CurrentActor.GetAsync(newest);
        if (draft.Count > 0 && !IsLocked && await Task.Run(() => Editing.CheckAsync(Handle, Number, draft, reader, newest), newest) is { } check)
        {
            _check = check;
        }
        else
        {
            _check = Unchecked;
        }

        _receipt = current is { Id.Length: > 0 } ? await Task.Run(() => Editing.ReceiptAsync(Handle, Number, draft, current.Id, reader, newest), newest) : null;
        StateHasChanged();
    }

    private async Task KeepAsync(CancellationToken newest)
    {
        if (IsLocked)
        {
            return;
        }

        await _oneKeep.WaitAsync(newest);
        try
        {
            var kept = _bench.Collections;
            _refusal = _bench.IsChanged
                ? (await Commands.KeepDraftAsync(Handle, Number, kept, _basedOn, CancellationToken.None)).Error
                : _keptAt is null ? null : (await Commands.DropDraftAsync(Handle, Number, CancellationToken.None)).Error;
            if (_refusal is null && ReferenceEquals(kept, _bench.Collections))
            {
                (_isUnkept, _keptAt) = (false, _bench.IsChanged ? Clock.GetUtcNow() : null);
            }
        }
        finally
        {
            _oneKeep.Release();
        }

        StateHasChanged();
    }

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var saved = _bench.Collections;
            var done = await Commands.SetAsync(Handle, Number, Store.ToJson(saved), new CollectionsSeen(null, _basedOn), CancellationToken.None);
            _refusal = done.Error is Stale ? null : done.Error;
            if (done.Error is Stale)
            {
                await LookAgainAsync();
            }
            else if (done.IsOk && await OpenAsync() is { } found)
            {
                (_opened, _basedOn, _keptAt, _isUnkept, _theirs) = (new Loadable<EditedCollections>.Loaded(found), found.ContentHash, null, false, null);
                _bench.Saved(found.Stored);
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, W.Saved.Fill(saved.Count)));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Somebody changed the version: nothing that was typed goes, whoever typed is told.</summary>
    private async Task LookAgainAsync()
    {
        if (_busy && _refusal is null && _theirs is not null)
        {
            return;
        }

        if (await OpenAsync() is not { } found)
        {
            _opened = new Loadable<EditedCollections>.Missing();
            return;
        }

        if (found.ContentHash == _basedOn)
        {
            _opened = new Loadable<EditedCollections>.Loaded(found); // a lock, a new table
            await CountAsync(Lifetime);
        }
        else if (_bench.IsChanged)
        {
            (_opened, _theirs) = (new Loadable<EditedCollections>.Loaded(found), found);
        }
        else
        {
            Begin(found, null);
            await CountAsync(Lifetime);
        }
    }

    private void KeepMine()
    {
        (_basedOn, var theirs, _theirs) = (_theirs!.ContentHash, _theirs, null);
        _bench.Saved(theirs.Stored);
    }

    private void TakeTheirs()
    {
        (_basedOn, var theirs, _theirs) = (_theirs!.ContentHash, _theirs, null);
        _bench.Replace(theirs.Stored);
        _bench.Saved(theirs.Stored);
    }

    private async Task StageAsync()
    {
        _busy = true;
        try
        {
            var started = await Versions.StartVersionAsync(Handle, CancellationToken.None);
            _refusal = started.Error;
            if (started.IsOk)
            {
                Navigation.NavigateTo(Addresses.CollectionsEditor(Handle, started.Value));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private void Suggest(IReadOnlyList<DataCollection> suggested)
    {
        var files = _opened is Loadable<EditedCollections>.Loaded { Value.FileCollections: var named } ? CollectionSuggestions.OfFiles(named, suggested) : [];
        _bench.Replace([.. suggested, .. files]);
    }

    private async Task<CollectionsCheck?> ReadAsync(byte[] json) => await Editing.ReadAsync(Handle, Number, json, await CurrentActor.GetAsync(Lifetime), Lifetime);

    private void Taken(IReadOnlyList<DataCollection> collections)
    {
        _isImporting = false;
        _bench.Replace(collections);
    }

    private string FirstError()
    {
        var first = _check.Problems.First(problem => problem.Problem.Severity == ProblemSeverity.Error);
        var where = first.At >= 0 && first.At < _bench.Collections.Count ? _bench.Collections[first.At].Title : "";
        return where.Length == 0 ? first.Problem.Message : $"{where}: {first.Problem.Message}";
    }

    private static IReadOnlyList<Crumb> Crumbs(EditedCollections opened) =>
    [
        new(Words.Environments, Addresses.AdminEnvironments),
        new(opened.Name, Addresses.AdminEnvironment(opened.Handle)),
        new(W.Inventory, Addresses.AdminEnvironment(opened.Handle, "inventory")),
        new(W.VersionCrumb.Fill(opened.Number), Addresses.InventoryBrowser(opened.Handle, opened.Number, "collections")),
    ];
}
