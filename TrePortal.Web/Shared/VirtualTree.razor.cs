using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace TrePortal.Web.Shared;

/// <summary>
/// A tree of thousands of lines, by keyboard and by ear: arrows move, right and left open and close, Enter chooses, blank
/// ticks. Whoever shows it keeps what is open and ticked, and gives the lines that are to be seen now.
/// </summary>
public sealed partial class VirtualTree
{
    private const int PageLines = 10;

    private static int _given;

    private readonly string _id = $"tree-{Interlocked.Increment(ref _given)}";
    private List<TreeLine> _lines = [];
    private Dictionary<string, (int At, int Size, int Position)> _places = [];
    private IReadOnlyList<TreeLine>? _shown;
    private int _active;
    private bool _isGuarded;
    private ElementReference _tree;

    /// <summary>Names the tree for people who hear the page.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Those that can be seen, in order; a new list when anything changed.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<TreeLine> Lines { get; set; }

    /// <summary>A branch is to be opened or closed.</summary>
    [Parameter]
    public EventCallback<TreeLine> OnToggle { get; set; }

    /// <summary>A line is to be ticked or unticked.</summary>
    [Parameter]
    public EventCallback<TreeLine> OnTick { get; set; }

    /// <summary>What Shift and Enter do; the same has to be in reach of the mouse in <see cref="Tail"/>.</summary>
    [Parameter]
    public EventCallback<TreeLine> OnSecond { get; set; }

    /// <summary>At the end of a line. Its buttons are no stops of the tab key: the tree is one.</summary>
    [Parameter]
    public RenderFragment<TreeLine>? Tail { get; set; }

    /// <summary>The keys that are not those of every tree, for people who hear the page.</summary>
    [Parameter]
    public string? Hint { get; set; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsTicking => _lines.Exists(line => line.Tick is not null);

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_shown, Lines))
        {
            return;
        }

        var before = _active < _lines.Count ? _lines[_active].Key : null;
        var isFirst = _shown is null;
        _shown = Lines;
        _lines = [.. Lines];
        _places = Places(_lines);
        _active = isFirst ? Math.Max(0, _lines.FindIndex(line => line.IsCurrent))
            : before is not null && _places.TryGetValue(before, out var place) ? place.At
            : Math.Clamp(_active, 0, Math.Max(0, _lines.Count - 1));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isGuarded)
        {
            _isGuarded = true;
            await Browser.GuardTreeAsync(_tree);
            if (_active > 0)
            {
                await Browser.RevealLineAsync(_tree, _active);
            }
        }
    }

    // Its place among its brothers: only a part of the tree is drawn, so the browser cannot count.
    private static Dictionary<string, (int At, int Size, int Position)> Places(List<TreeLine> lines)
    {
        var positions = new int[lines.Count];
        var sizes = new int[lines.Count];
        var open = new Stack<(int Level, List<int> Brothers)>();
        for (var at = 0; at < lines.Count; at++)
        {
            while (open.TryPeek(out var deeper) && deeper.Level > lines[at].Level)
            {
                Close();
            }

            if (!open.TryPeek(out var same) || same.Level < lines[at].Level)
            {
                open.Push(same = (lines[at].Level, []));
            }

            same.Brothers.Add(at);
            positions[at] = same.Brothers.Count;
        }

        while (open.Count > 0)
        {
            Close();
        }

        return lines.Select((line, at) => (line.Key, at)).ToDictionary(pair => pair.Key, pair => (pair.at, sizes[pair.at], positions[pair.at]), StringComparer.Ordinal);

        void Close()
        {
            var (_, brothers) = open.Pop();
            brothers.ForEach(at => sizes[at] = brothers.Count);
        }
    }

    private static string Spoken(bool value) => value ? "true" : "false";

    private static string? SpokenTick(TreeTick? tick) => tick switch
    {
        TreeTick.All => "true",
        TreeTick.Some => "mixed",
        TreeTick.None => "false",
        _ => null,
    };

    private string IdOf(int at) => $"{_id}-{at}";

    private async Task PressedAsync(KeyboardEventArgs key)
    {
        if (_lines.Count == 0 || key.CtrlKey || key.AltKey || key.MetaKey)
        {
            return;
        }

        var line = _lines[_active];
        switch (key.Key)
        {
            case "ArrowRight" when line is { IsBranch: true, IsOpen: false }:
            case "ArrowLeft" when line is { IsBranch: true, IsOpen: true }:
                await OnToggle.InvokeAsync(line);
                break;
            case " ":
                await TickedAsync(line);
                break;
            case "Enter" when key.ShiftKey && OnSecond.HasDelegate:
                await OnSecond.InvokeAsync(line);
                break;
            case "Enter":
                await ChosenAsync(line);
                break;
            default:
                await GoAsync(Target(key.Key, line));
                break;
        }
    }

    private int Target(string key, TreeLine line) => key switch
    {
        "ArrowDown" => _active + 1,
        "ArrowUp" => _active - 1,
        "PageDown" => _active + PageLines,
        "PageUp" => _active - PageLines,
        "Home" => 0,
        "End" => _lines.Count - 1,
        "ArrowRight" when line.IsBranch => _active + 1,
        [var letter] when char.IsLetterOrDigit(letter) => NextAt(key),
        "ArrowLeft" => Math.Max(0, _lines.FindLastIndex(_active, other => other.Level < line.Level)),
        _ => _active,
    };

    // The next line that begins with the letter, from the top again after the last one.
    private int NextAt(string letter)
    {
        bool Begins(TreeLine line) => line.Text.StartsWith(letter, StringComparison.CurrentCultureIgnoreCase);
        var below = _lines.FindIndex(_active + 1, Begins);
        return below >= 0 ? below : _lines.FindIndex(Begins) is >= 0 and var above ? above : _active;
    }

    private async Task GoAsync(int target)
    {
        target = Math.Clamp(target, 0, _lines.Count - 1);
        if (target != _active)
        {
            _active = target;
            await Browser.RevealLineAsync(_tree, target);
        }
    }

    private Task ClickedAsync(int at)
    {
        _active = at;
        return ChosenAsync(_lines[at]);
    }

    private Task ToggledAsync(int at)
    {
        _active = at;
        return OnToggle.InvokeAsync(_lines[at]);
    }

    private async Task ChosenAsync(TreeLine line)
    {
        if (line.Href is not null)
        {
            Navigation.NavigateTo(line.Href);
        }
        else if (line.Tick is not null)
        {
            await TickedAsync(line);
        }
        else if (line.IsBranch)
        {
            await OnToggle.InvokeAsync(line);
        }
    }

    private Task TickedAsync(TreeLine line) => line is { Tick: not null, Locked: null } ? OnTick.InvokeAsync(line) : Task.CompletedTask;
}
