using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>What one version holds. Label and notes of the version under construction save themselves as one types.</summary>
public sealed partial class VersionOverview
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(800);

    private Typing _notes = new("", "");
    private Typing _read = new("", "");
    private InventoryVersionDetails? _shown;
    private long _version;
    private CancellationTokenSource? _waiting;
    private SaveStep _saving;
    private Error? _refusal;
    private StoredCheck? _check;
    private bool _busy;

    private enum SaveStep
    {
        Nothing,
        Waiting,
        Saved,
        Failed,
    }

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required InventoryVersionDetails Version { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required VersionCommands Commands { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsPending => Version.State == InventoryVersionState.Pending;

    private VersionForAdmin Slots => new(
        Version.Id, Version.Version, Version.Number, Version.Label, Version.Notes, Version.State, Version.Assets, Version.Author, Version.CreatedAt, Version.ActivatedAt);

    private string SavingWords => _saving switch
    {
        SaveStep.Waiting => VersionWords.Saving,
        SaveStep.Saved => VersionWords.Saved,
        SaveStep.Failed => VersionWords.NotSaved,
        _ => "",
    };

    // Another person's change arrives here as well: what was typed stays, and only a clash is spoken of.
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_shown, Version))
        {
            return;
        }

        _shown = Version;
        var theirs = new Typing(Version.Label, Version.Notes);
        if (_version == 0 || theirs.IsSame(_read) || _notes.IsSame(_read) || _notes.IsSame(theirs))
        {
            _notes = _version == 0 || _notes.IsSame(_read) ? theirs : _notes with { IsConflict = false };
            (_read, _version) = (theirs, Math.Max(_version, Version.Version));
        }
        else
        {
            _notes = _notes with { IsConflict = true };
        }
    }

    protected override void OnInitialized() => WhenDisposed(() => _waiting?.Cancel());

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private void Typed(Typing notes)
    {
        (_notes, _saving) = (notes, SaveStep.Waiting);
        _waiting?.Cancel();
        _waiting?.Dispose();
        _waiting = new CancellationTokenSource();
        _ = SaveSoonAsync(_waiting.Token);
    }

    private async Task SaveSoonAsync(CancellationToken replaced)
    {
        try
        {
            await Task.Delay(Pause, replaced);
            await InvokeAsync(SaveAsync);
        }
        catch (OperationCanceledException)
        {
            // typed on: the newer text is saved instead
        }
    }

    private async Task SaveAsync()
    {
        if (_notes.IsConflict)
        {
            _saving = SaveStep.Failed;
            StateHasChanged();
            return;
        }

        var sent = _notes;
        var saved = await Commands.DescribeAsync(Environment.Handle, Version.Number, sent.Label, sent.Text, _version, CancellationToken.None);
        _refusal = saved.Error is Stale ? null : saved.Error;
        _saving = saved.IsOk ? SaveStep.Saved : SaveStep.Failed;
        if (saved.IsOk)
        {
            (_read, _version) = (sent, saved.Value);
        }

        StateHasChanged();
        await OnChanged.InvokeAsync(); // after a stale save it brings what the other person wrote
    }

    private Task KeepMineAsync()
    {
        (_read, _version, _notes) = (new Typing(Version.Label, Version.Notes), Version.Version, _notes with { IsConflict = false });
        return SaveAsync();
    }

    private void TakeTheirs() => (_notes, _read, _version, _saving) = (new(Version.Label, Version.Notes), new(Version.Label, Version.Notes), Version.Version, SaveStep.Nothing);

    private Task CheckAsync() => DoAsync(async () =>
    {
        var checkedNow = await Commands.CheckAsync(Environment.Handle, Version.Number, Version.Id, Lifetime);
        _check = checkedNow.IsOk ? checkedNow.Value : null;
        _refusal = checkedNow.Error;
    });

    private async Task DiscardAsync()
    {
        var question = new Question(VersionWords.DiscardTitle.Fill(Version.Number), Environment.ActiveVersion is null ? VersionWords.DiscardDraftText : VersionWords.DiscardText, VersionWords.Discard)
        {
            IsDangerous = true,
            TypeToConfirm = VersionWords.TypedVersion.Fill(Version.Number),
        };
        if (!_busy && (await Confirmation.AskAsync(question)).Confirmed)
        {
            await DoAsync(async () =>
            {
                _refusal = (await Commands.DiscardAsync(Environment.Handle, Version.Number, null, CancellationToken.None)).Error;
                if (_refusal is null)
                {
                    await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, VersionWords.Discarded.Fill(Version.Number)));
                    Navigation.NavigateTo(Addresses.AdminEnvironment(Environment.Handle, "inventory"));
                }
            });
            await OnChanged.InvokeAsync();
        }
    }

    private async Task DoAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        StateHasChanged();
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed record Typing(string Label, string Text, bool IsConflict = false)
    {
        public bool IsSame(Typing other) => Label.Trim() == other.Label.Trim() && Text.Trim() == other.Text.Trim();
    }
}
