using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>
/// The showcase: fields at the left, tiles in the middle, the cohort at the right. The cohort is in the address; the tiles
/// a person likes are kept in their browser.
/// </summary>
public sealed partial class ShowcasePage : IAsyncDisposable
{
    private readonly Dictionary<string, ShowcaseTile> _everyone = new(StringComparer.Ordinal);
    private Dictionary<string, ShowcaseTile> _cohort = new(StringComparer.Ordinal);
    private Loadable<ShowcaseView> _view = new Loadable<ShowcaseView>.Loading();
    private CohortWorkbench? _bench;
    private ShowcaseAnswer? _answer;
    private List<string> _tiles = [];
    private Actor? _reader;
    private Error? _refusal;
    private Error? _closed;
    private string? _sheet;
    private string? _shown;
    private string? _loadedHandle;
    private bool _isStale;
    private ElementReference _board;
    private DotNetObjectReference<ShowcasePage>? _self;
    private IJSObjectReference? _script;

    [Parameter]
    public string Handle { get; set; } = "";

    /// <summary>The cohort (see <see cref="CohortLink"/>).</summary>
    [SupplyParameterFromQuery(Name = "c")]
    public string? Cohort { get; set; }

    /// <summary>A saved cohort to begin with.</summary>
    [SupplyParameterFromQuery(Name = "cohort")]
    public string? Saved { get; set; }

    [Inject]
    public required IShowcase Showcase { get; init; }

    [Inject]
    public required ISavedCohortQueries SavedCohorts { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    /// <summary>What the address asks for, to tell another cohort from the one that is shown.</summary>
    private string AskedFor => Cohort ?? (Saved is null ? "" : "saved " + Saved);

    private string TilesKey => $"portal-tiles-{_reader!.Id}-{Handle}";

    public async ValueTask DisposeAsync()
    {
        Dispose();
        _self?.Dispose();
        if (_script is not null)
        {
            try
            {
                await _script.InvokeVoidAsync("detach", _board);
                await _script.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser has gone, and its listeners with it.
            }
        }
    }

    /// <summary>From the brush script: bars from and to, both included, of the tile of a field.</summary>
    [JSInvokable]
    public void Brushed(string address, int first, int last)
    {
        if (_bench?.Field(address) is { } field && _everyone.GetValueOrDefault(address) is { } tile && first >= 0 && last < tile.Bars.Count && first <= last)
        {
            _bench.Brush(field, tile.Bars[first].From, tile.Bars[last].To);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var newest = NewestLoad();
        if (_loadedHandle != Handle)
        {
            _loadedHandle = Handle;
            await OpenAsync(newest);
        }

        if (_bench is null || _shown == AskedFor)
        {
            return; // the address says what is shown already
        }

        _refusal = null;
        _bench.Load(await AskedForAsync(newest));
        _shown = AskedFor;
        await QueryAsync(newest);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_script is null && _view is Loadable<ShowcaseView>.Loaded)
        {
            _script = await Scripts.InvokeAsync<IJSObjectReference>("import", "/js/brush.js");
            _self = DotNetObjectReference.Create(this);
            await _script.InvokeVoidAsync("attach", _board, _self);
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        (_view, _bench, _answer, _shown, _closed) = (new Loadable<ShowcaseView>.Loading(), null, null, null, null);
        _everyone.Clear();
        _reader = await CurrentActor.GetAsync(cancellation);
        var view = await Showcase.GetAsync(Handle, _reader, cancellation);
        if (!view.IsOk)
        {
            _closed = view.Error is NotFound ? null : view.Error;
            _view = new Loadable<ShowcaseView>.Missing();
            return;
        }

        var bench = new CohortWorkbench(view.Value);
        bench.Changed += BenchChanged;
        WhenDisposed(() => bench.Changed -= BenchChanged);
        var kept = (await Browser.RecallAsync(TilesKey))?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(address => bench.Field(address) is { HasTile: true }).Take(ShowcaseQuestion.MostTiles).ToList();
        (_bench, _tiles, _view) = (bench, kept ?? [.. view.Value.DefaultTiles], new Loadable<ShowcaseView>.Loaded(view.Value));
    }

    private async Task<CohortExpression> AskedForAsync(CancellationToken cancellation)
    {
        if (Cohort is null && Guid.TryParse(Saved, out var id))
        {
            if (await SavedCohorts.FindAsync(new(id), _reader!, cancellation) is { } saved)
            {
                return CohortParser.Parse(saved.Expression).Value;
            }

            _refusal = new NotFound(ExploreWords.ThisCohort);
            return CohortExpression.Everyone;
        }

        var read = CohortLink.Read(Cohort);
        _refusal = read.Error;
        return read.IsOk ? read.Value : CohortExpression.Everyone;
    }

    private void BenchChanged() => _ = InvokeAsync(FollowAsync);

    // The address follows the cohort; the view follows at once, without waiting for the address to come back.
    private async Task FollowAsync()
    {
        var link = CohortLink.Write(_bench!.Expression);
        if ((link ?? "") != _shown)
        {
            _shown = link ?? "";
            Navigation.NavigateTo(Addresses.With(Addresses.Showcase(Handle), ("c", link)));
            await QueryAsync(NewestLoad());
        }

        StateHasChanged();
    }

    private async Task QueryAsync(CancellationToken cancellation)
    {
        try
        {
            _isStale = true;
            StateHasChanged();
            await Task.Yield(); // the old numbers are shown dimmed while new ones are counted
            cancellation.ThrowIfCancellationRequested();
            var unknown = _tiles.Where(address => !_everyone.ContainsKey(address)).ToList();
            if (unknown.Count > 0 && await AskAsync(CohortExpression.Everyone, unknown, cancellation) is { } everyone)
            {
                foreach (var tile in everyone.Tiles)
                {
                    _everyone[tile.Field] = tile;
                }
            }

            var expression = _bench!.Expression;
            if (await AskAsync(expression, expression is Everyone ? [] : _tiles, cancellation) is { } answer)
            {
                _answer = answer;
                _cohort = answer.Tiles.ToDictionary(tile => tile.Field, StringComparer.Ordinal);
                _isStale = false; // a refused question leaves the numbers dimmed: they are those of the cohort before
            }

            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // A newer question is on its way; its answer will clear the dimming.
        }
    }

    private async Task<ShowcaseAnswer?> AskAsync(CohortExpression expression, IReadOnlyList<string> tiles, CancellationToken cancellation)
    {
        var answer = await Showcase.QueryAsync(Handle, _reader!, new(expression is Everyone ? null : CohortJson.Write(expression), tiles), cancellation);
        cancellation.ThrowIfCancellationRequested();
        _refusal = answer.Error ?? _refusal;
        return answer.IsOk ? answer.Value : null;
    }

    private void FilterOn(ShowcaseField field)
    {
        _sheet = "cohort";
        _bench!.OpenEditor(_bench.Draft.Root.Id, field.Address);
    }

    private async Task ToggleTileAsync(ShowcaseField field)
    {
        if (!_tiles.Remove(field.Address))
        {
            _tiles.Insert(0, field.Address);
        }

        await KeepTilesAsync();
        await QueryAsync(NewestLoad());
    }

    private async Task MoveTileAsync(string address, int step)
    {
        var at = _tiles.IndexOf(address);
        var to = Math.Clamp(at + step, 0, _tiles.Count - 1);
        _tiles.RemoveAt(at);
        _tiles.Insert(to, address);
        await KeepTilesAsync();
    }

    private async Task ResetTilesAsync()
    {
        _tiles = [.. _bench!.View.DefaultTiles];
        await KeepTilesAsync();
        await QueryAsync(NewestLoad());
    }

    private Task KeepTilesAsync() => Browser.RememberAsync(TilesKey, string.Join(' ', _tiles));

    private void OpenSheet(string sheet) => _sheet = _sheet == sheet ? null : sheet;

    private void CloseSheet() => _sheet = null;

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
        {
            _sheet = null;
        }
    }
}
