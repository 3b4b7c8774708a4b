using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>
/// What researchers read. It saves itself a moment after the last key, says so quietly, and when somebody else changed
/// the details first it says that and keeps what was typed.
/// </summary>
public sealed partial class DetailsSection
{
    private readonly SemaphoreSlim _oneSave = new(1, 1);
    private DetailsForm _form = new();
    private DetailsForm _read = new();
    private DetailsForm? _sending;
    private EnvironmentForAdmin? _shown;
    private Saving _saving = Saving.Nothing;
    private CancellationTokenSource? _pause;
    private Error? _refusal;
    private long _version;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>How long after the last key it saves.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    private Error? General => _refusal is Invalid ? null : _refusal;

    private bool IsUnsaved => _form.Tidied() != _read;

    /// <summary>Leaving would lose what was typed, because it cannot be saved as it stands.</summary>
    private bool IsStuck => IsUnsaved && _saving.Kind is SavingKind.Stale or SavingKind.Refused;

    public async ValueTask DisposeAsync()
    {
        if (IsUnsaved && !IsStuck)
        {
            await Commands.DescribeAsync(Environment.Handle, _form.ToDetails(), _version, CancellationToken.None); // what was typed last is not lost by leaving
        }

        _pause?.Dispose();
        _oneSave.Dispose();
        Dispose();
    }

    // Another person's change arrives here as well: what was typed stays, and only a clash is spoken of.
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_shown, Environment))
        {
            return;
        }

        var isFirst = _shown is null;
        _shown = Environment;
        var theirs = DetailsForm.Of(Environment.Details);
        var mine = _form.Tidied();
        if (theirs == _read || theirs == _sending || theirs == mine)
        {
            (_read, _version) = (theirs, Environment.Version);
        }
        else if (isFirst || !IsUnsaved)
        {
            (_form, _read, _version) = (theirs with { }, theirs, Environment.Version);
        }
        else
        {
            _saving = Saving.Stale;
        }
    }

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private void Typed()
    {
        if (_saving.IsStale)
        {
            return;
        }

        _saving = Saving.Typing;
        _pause?.Cancel();
        _pause?.Dispose();
        _pause = CancellationTokenSource.CreateLinkedTokenSource(Lifetime);
        _ = SaveSoonAsync(_pause.Token);
    }

    private async Task SaveSoonAsync(CancellationToken pause)
    {
        try
        {
            await Task.Delay(Pause, pause);
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

    private async Task SaveAsync()
    {
        await _oneSave.WaitAsync();
        try
        {
            var result = await SendAsync();
            if (result?.Error is Stale && !_saving.IsStale)
            {
                result = await SendAsync(); // something else of the environment had changed, and was read again
            }

            if (result is { } said)
            {
                _refusal = said.Error is Stale ? null : said.Error;
                _saving = said.IsOk ? (IsUnsaved ? Saving.Typing : Saving.Done(Clock.GetUtcNow())) : said.Error is Stale ? Saving.Stale : Saving.Refused;
            }
            else if (!_saving.IsStale)
            {
                (_saving, _refusal) = (_saving.Kind == SavingKind.Done ? _saving : Saving.Nothing, null); // typed and taken back
            }
        }
        finally
        {
            _oneSave.Release();
        }
    }

    /// <summary>Null when there is nothing to send, or nothing that may be.</summary>
    private async Task<Result?> SendAsync()
    {
        if (!IsUnsaved || _saving.IsStale)
        {
            return null;
        }

        _saving = Saving.Busy;
        _sending = _form.Tidied();
        try
        {
            var result = await Commands.DescribeAsync(Environment.Handle, _sending.ToDetails(), _version, CancellationToken.None);
            _read = result.IsOk ? _sending : _read;
            if (result.IsOk || result.Error is Stale)
            {
                await OnChanged.InvokeAsync(); // brings the new version
            }

            return result;
        }
        finally
        {
            _sending = null;
        }
    }

    private Task KeepMineAsync()
    {
        (_read, _version, _saving, _refusal) = (DetailsForm.Of(Environment.Details), Environment.Version, Saving.Typing, null);
        return SaveAsync();
    }

    private void TakeTheirs()
    {
        (_read, _version, _saving, _refusal) = (DetailsForm.Of(Environment.Details), Environment.Version, Saving.Nothing, null);
        _form = _read with { };
    }

    private async Task LeaveAsync(LocationChangingContext leaving)
    {
        if (IsStuck && !(await Confirmation.AskAsync(new Question(EditorWords.LeaveTitle, EditorWords.LeaveText, EditorWords.LeaveAnyway) { IsDangerous = true })).Confirmed)
        {
            leaving.PreventNavigation();
        }
    }
}

/// <summary>Details as they are typed: lists are words between commas.</summary>
internal sealed record DetailsForm
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public string Contact { get; set; } = "";

    public string Keywords { get; set; } = "";

    public string Categories { get; set; } = "";

    public static DetailsForm Of(EnvironmentDetails details) => new()
    {
        Name = details.Name,
        Description = details.Description,
        Contact = details.Contact,
        Keywords = string.Join(", ", details.Keywords),
        Categories = string.Join(", ", details.Categories),
    };

    public EnvironmentDetails ToDetails() => new EnvironmentDetails(Name, Description, Contact, Split(Keywords), Split(Categories)).Tidied();

    /// <summary>As it will be once saved.</summary>
    public DetailsForm Tidied() => Of(ToDetails());

    private static string[] Split(string words) => words.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
