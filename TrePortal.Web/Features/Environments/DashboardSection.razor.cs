using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Features.Cohorts;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>The tiles that people see in the showcase who have arranged none of their own. Nothing is changed before "Save".</summary>
public sealed partial class DashboardSection
{
    private const int MostFound = 12;

    private Loadable<DefaultTiles> _choice = new Loadable<DefaultTiles>.Loading();
    private List<ShownTile> _tiles = [];
    private Dictionary<string, TileField> _fields = [];
    private IReadOnlyList<string> _read = [];
    private Error? _refusal;
    private string _search = "";
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required IDefaultTilesQueries Queries { get; init; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private List<string> Spelt => _tiles.ConvertAll(tile => tile.ToString());

    private bool IsChanged => !Spelt.SequenceEqual(_read);

    // Whatever else changes about the environment: what was arranged and not saved stays.
    protected override async Task OnParametersSetAsync()
    {
        var newest = NewestLoad();
        var found = await Queries.FindAsync(Environment.Handle, Reader ?? await CurrentActor.GetAsync(newest), newest);
        newest.ThrowIfCancellationRequested();
        if (found is null)
        {
            _choice = new Loadable<DefaultTiles>.Missing();
            return;
        }

        var wasChanged = IsChanged;
        _choice = new Loadable<DefaultTiles>.Loaded(found);
        _fields = found.Fields.ToDictionary(field => field.Address, StringComparer.Ordinal);
        _read = found.Tiles ?? [];
        if (!wasChanged)
        {
            Forget();
        }
    }

    private void Forget() => (_tiles, _refusal, _search) = ([.. _read.Select(ShownTile.Parse)], null, "");

    private IEnumerable<TileField> Found(DefaultTiles choice)
    {
        var words = _search.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return choice.Fields
            .Where(field => !_tiles.Exists(tile => tile.Asked == new TileAsked(field.Address)))
            .Where(field => words.All(word => field.Title.Contains(word, StringComparison.CurrentCultureIgnoreCase) || field.Address.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Take(MostFound);
    }

    private string TitleOf(ShownTile tile) => tile.Asked.By is { } by
        ? ExploreWords.PairTitle.Fill(TitleOf(tile.Asked.Field), TitleOf(by))
        : TitleOf(tile.Asked.Field);

    private string TitleOf(string address) => _fields.GetValueOrDefault(address)?.Title ?? address;

    private bool IsThere(ShownTile tile) => _fields.ContainsKey(tile.Asked.Field) && (tile.Asked.By is not { } by || _fields.ContainsKey(by));

    private void Add(TileField field)
    {
        _tiles.Add(new ShownTile(field.Address));
        _search = "";
    }

    private void Put(int at, ShownTile? tile)
    {
        _tiles.RemoveAt(at);
        if (tile is not null)
        {
            _tiles.Insert(at, tile);
        }
    }

    private void Move(int from, int to)
    {
        var tile = _tiles[from];
        _tiles.RemoveAt(from);
        _tiles.Insert(to, tile);
    }

    private async Task SaveAsync(IReadOnlyList<string>? tiles)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.ChooseDefaultTilesAsync(Environment.Handle, tiles, Environment.Version, CancellationToken.None)).Error;
            if (_refusal is null)
            {
                _read = tiles ?? [];
                Forget();
                await OnChanged.InvokeAsync();
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, DashboardWords.Saved));
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
