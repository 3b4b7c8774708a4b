using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>
/// The showcase: fields at the left, tiles in the middle, the cohort at the right. All that is shown is in the address; the
/// tiles that a person arranges are kept for them.
/// </summary>
public sealed partial class ShowcasePage : IAsyncDisposable
{
    private readonly Dictionary<string, ShowcaseTile> _everyone = new(StringComparer.Ordinal);
    private Dictionary<string, ShowcaseTile> _cohort = new(StringComparer.Ordinal);
    private Dictionary<string, ShowcaseTile> _compared = new(StringComparer.Ordinal);
    private Loadable<ShowcaseView> _view = new Loadable<ShowcaseView>.Loading();
    private CohortWorkbench? _bench;
    private CohortWorkbench? _other;
    private bool _isOther;
    private ShowcaseAnswer? _answer;
    private List<ShownTile> _tiles = [];
    private List<ShownTile> _usual = []; // what the address need not say: the person's own tiles, or the default
    private bool _hasOwnTiles;
    private Actor? _reader;
    private Error? _refusal;
    private Error? _closed;
    private string? _sheet;
    private Place? _shown;
    private Place? _address;
    private string? _loadedHandle;
    private bool _isStale; // the numbers are those of a cohort before
    private bool _isCounting;
    private ElementReference _board;
    private DotNetObjectReference<ShowcasePage>? _self;
    private IJSObjectReference? _script;

    [Parameter]
    public string Handle { get; set; } = "";

    /// <summary>The cohort (see <see cref="CohortLink"/>).</summary>
    [SupplyParameterFromQuery(Name = "c")]
    public string? Cohort { get; set; }

    /// <summary>The cohort it is compared with; <see cref="Everybody"/> for all people, absent for no comparison.</summary>
    [SupplyParameterFromQuery(Name = "b")]
    public string? Compared { get; set; }

    /// <summary>The tiles (see <see cref="ShownTile.Write"/>); absent for those that the person has anyway.</summary>
    [SupplyParameterFromQuery(Name = "t")]
    public string? Board { get; set; }

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
    public required DashboardCommands Dashboards { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    private const string Everybody = "all";

    /// <summary>The cohort that panel and charts change: of two that are compared, the one chosen.</summary>
    private CohortWorkbench Active => _isOther && _other is not null ? _other : _bench!;

    private ShowcaseAnswer? ActiveAnswer => !_isOther || _other is null || _answer is null ? _answer
        : _answer.Compared is { } side
            ? _answer with { Count = side.Count, Cohort = side.Cohort, Words = side.Words, Tiles = side.Tiles, ExploreOnly = ExploreOnlyOf(side.Cohort.Expression) }
            : _answer with { Count = _bench!.View.Total, Cohort = CanonicalCohort.Of(CohortExpression.Everyone), ExploreOnly = [] };

    private PublishedCount OtherSize => _answer?.Compared?.Count ?? _bench!.View.Total;

    private HashSet<string> ShownFields => [.. _tiles.Select(tile => tile.Asked.Field)];

    private List<ShownTile> DefaultTiles => Shown(_bench!.View.DefaultTiles, _bench);

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
            Active.Brush(field, tile.Bars[first].From, tile.Bars[last].To);
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

        var asked = new Place(Cohort ?? (Saved is null ? null : "saved " + Saved), Compared, Board);
        if (_bench is null || _address == asked)
        {
            return; // the address says what is shown already
        }

        _refusal = null;
        _bench.Load(await AskedForAsync(newest));
        Compare(Compared is null ? null : Compared == Everybody ? CohortExpression.Everyone : Read(Compared));
        _tiles = ShownTile.Read(Board, _bench.CanShow)?.ToList() ?? [.. _usual];
        (_address, _shown) = (asked, PlaceNow());
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
        (_view, _bench, _other, _answer, _address, _closed) = (new Loadable<ShowcaseView>.Loading(), null, null, null, null, null);
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
        _hasOwnTiles = view.Value.OwnTiles is not null;
        (_bench, _usual, _view) = (bench, Shown(view.Value.OwnTiles ?? view.Value.DefaultTiles, bench), new Loadable<ShowcaseView>.Loaded(view.Value));
        _tiles = [.. _usual];
    }

    private static List<ShownTile> Shown(IReadOnlyList<string> tiles, CohortWorkbench bench) =>
        [.. tiles.Select(ShownTile.Parse).Where(tile => bench.CanShow(tile.Asked)).DistinctBy(tile => tile.Asked)];

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

        return Read(Cohort);
    }

    private CohortExpression Read(string? link)
    {
        var read = CohortLink.Read(link);
        _refusal = read.Error ?? _refusal;
        return read.IsOk ? read.Value : CohortExpression.Everyone;
    }

    private void BenchChanged() => _ = InvokeAsync(FollowAsync);

    // The address follows what is shown; the view follows at once, without waiting for the address to come back.
    private async Task FollowAsync()
    {
        var (place, before) = (PlaceNow(), _shown);
        if (place != before)
        {
            (_shown, _address) = (place, place);
            Navigation.NavigateTo(Addresses.With(Addresses.Showcase(Handle), ("c", place.Cohort), ("b", place.Compared), ("t", place.Board)));
            if (_isStale || (place with { Board = null }) != (before! with { Board = null }) || !_tiles.TrueForAll(tile => IsCounted(tile.Asked)))
            {
                await QueryAsync(NewestLoad());
            }
        }

        StateHasChanged();
    }

    // A tile that is moved, widened or taken away needs no new numbers.
    private bool IsCounted(TileAsked tile) => _everyone.ContainsKey(tile.ToString()) && (_bench!.Expression is Everyone || _cohort.ContainsKey(tile.ToString()))
        && (_other is null || _other.Expression is Everyone || _compared.ContainsKey(tile.ToString()));

    // With the tiles even where they are the usual ones: another person has others, and is to see the same.
    private Place PlaceNow() => new(
        CohortLink.Write(_bench!.Expression),
        _other is null ? null : CohortLink.Write(_other.Expression) ?? Everybody,
        _tiles.Count == 0 ? ShownTile.NoTiles : ShownTile.Write(_tiles));

    private async Task QueryAsync(CancellationToken cancellation)
    {
        try
        {
            (_isStale, _isCounting) = (true, true);
            StateHasChanged();
            await Task.Yield(); // the old numbers are shown dimmed while new ones are counted
            cancellation.ThrowIfCancellationRequested();
            var tiles = _tiles.ConvertAll(tile => tile.Asked);
            var unknown = tiles.Where(tile => !_everyone.ContainsKey(tile.ToString())).ToList();
            if (unknown.Count > 0 && await AskAsync(CohortExpression.Everyone, null, unknown, cancellation) is { } everyone)
            {
                Keep(_everyone, unknown, everyone.Tiles);
            }

            var (expression, other) = (_bench!.Expression, _other?.Expression is { } compared and not Everyone ? compared : null);
            var isCounted = expression is not Everyone || other is not null;
            if (await AskAsync(expression, other, isCounted ? tiles : [], cancellation) is { } answer)
            {
                _answer = answer;
                (_cohort, _compared) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));
                Keep(_cohort, tiles, expression is Everyone ? [] : answer.Tiles);
                Keep(_compared, tiles, answer.Compared?.Tiles ?? []);
                _isStale = false; // a refused question leaves the numbers dimmed
            }

            _isCounting = false;
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // A newer question is on its way; its answer will clear the dimming.
        }
    }

    private static void Keep(Dictionary<string, ShowcaseTile> tiles, IReadOnlyList<TileAsked> asked, IReadOnlyList<ShowcaseTile> counted)
    {
        foreach (var (question, tile) in asked.Zip(counted))
        {
            tiles[question.ToString()] = tile;
        }
    }

    private async Task<ShowcaseAnswer?> AskAsync(CohortExpression expression, CohortExpression? other, IReadOnlyList<TileAsked> tiles, CancellationToken cancellation)
    {
        var question = new ShowcaseQuestion(expression is Everyone ? null : CohortJson.Write(expression), tiles, other is null ? null : CohortJson.Write(other));
        var answer = await Showcase.QueryAsync(Handle, _reader!, question, cancellation);
        cancellation.ThrowIfCancellationRequested();
        _refusal = answer.Error ?? _refusal;
        return answer.IsOk ? answer.Value : null;
    }

    private TileSeries? SeriesOf(TileAsked tile)
    {
        var key = tile.ToString();
        if (_everyone.GetValueOrDefault(key) is not { } everyone)
        {
            return null;
        }

        var compared = _other is null ? null : _compared.GetValueOrDefault(key) ?? everyone;
        return new TileSeries(everyone, _cohort.GetValueOrDefault(key), compared, _answer?.Count ?? _bench!.View.Total, OtherSize);
    }

    private IReadOnlyList<string> ExploreOnlyOf(CohortExpression expression) => [.. expression.Fields().Where(field => _bench!.Field(field) is { IsExploreOnly: true })];

    // Starts, changes or ends the comparison, without asking for numbers yet.
    private void Compare(CohortExpression? with)
    {
        if (with is null)
        {
            (_other, _isOther) = (null, false);
            return;
        }

        if (_other is null)
        {
            _other = new CohortWorkbench(_bench!.View);
            _other.Changed += BenchChanged;
        }

        _other.Load(with);
    }

    private Task CompareAsync(CohortExpression with)
    {
        Compare(with);
        _isOther = true;
        return FollowAsync();
    }

    private void Edit(bool other) => _isOther = other;

    private Task SwapAsync()
    {
        (_bench, _other) = (_other, _bench);
        return FollowAsync();
    }

    private Task EndComparisonAsync()
    {
        Compare(null);
        return FollowAsync();
    }

    private void FilterOn(ShowcaseField field)
    {
        _sheet = "cohort";
        Active.OpenEditor(Active.Draft.Root.Id, field.Address);
    }

    private Task ToggleTileAsync(ShowcaseField field)
    {
        if (_tiles.RemoveAll(tile => tile.Asked.Field == field.Address) == 0)
        {
            _tiles.Insert(0, new ShownTile(field.Address));
        }

        return KeepBoardAsync();
    }

    private Task RemoveTileAsync(ShownTile tile)
    {
        _tiles.Remove(tile);
        return KeepBoardAsync();
    }

    private Task ReplaceTileAsync(ShownTile tile, ShownTile by)
    {
        if (_tiles.Exists(other => other != tile && other.Asked == by.Asked))
        {
            _tiles.Remove(tile); // it stands there already
        }
        else
        {
            _tiles[_tiles.IndexOf(tile)] = by;
        }

        return KeepBoardAsync();
    }

    private Task MoveTileAsync(ShownTile tile, int step)
    {
        var at = _tiles.IndexOf(tile);
        var to = Math.Clamp(at + step, 0, _tiles.Count - 1);
        _tiles.RemoveAt(at);
        _tiles.Insert(to, tile);
        return KeepBoardAsync();
    }

    private async Task ResetTilesAsync()
    {
        _refusal = (await Dashboards.GiveUpAsync(Handle, CancellationToken.None)).Error;
        if (_refusal is null)
        {
            (_hasOwnTiles, _usual, _tiles) = (false, DefaultTiles, DefaultTiles);
            await FollowAsync();
        }
    }

    private async Task KeepBoardAsync()
    {
        var kept = await Dashboards.ArrangeAsync(Handle, [.. _tiles.Select(tile => tile.ToString())], CancellationToken.None);
        _refusal = kept.Error;
        if (kept.IsOk)
        {
            (_hasOwnTiles, _usual) = (true, [.. _tiles]);
            await FollowAsync();
        }
        else
        {
            _tiles = [.. _usual];
        }
    }

    private void OpenSheet(string sheet) => _sheet = _sheet == sheet ? null : sheet;

    private void CloseSheet() => _sheet = null;

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
        {
            _sheet = null;
        }
    }

    /// <summary>What the address says of the view.</summary>
    private sealed record Place(string? Cohort, string? Compared, string? Board);
}
