using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.ShowcaseBuilder;

/// <summary>One field: what is done to it, and how people spread over it before and after.</summary>
public sealed partial class RecipeFieldPanel
{
    private const int MostCodes = 400;

    private string _edges = "";
    private string? _edgesProblem;
    private int _bands = 8;
    private RecipeField? _previewed;
    private FieldPreview? _preview;
    private Error? _problem;

    [Parameter, EditorRequired]
    public required ShowcaseBuilderView Builder { get; set; }

    [Parameter, EditorRequired]
    public required RecipeCandidate Candidate { get; set; }

    /// <summary>What the recipe does to it; null when it is left out.</summary>
    [Parameter]
    public RecipeField? Chosen { get; set; }

    [Parameter]
    public bool IsLocked { get; set; }

    [Parameter]
    public EventCallback<RecipeField> OnChange { get; set; }

    [Parameter]
    public EventCallback<RecipeCandidate> OnToggle { get; set; }

    /// <summary>For whom the page has just been read, so that showing it does not ask again; what is done later asks.</summary>
    [Parameter]
    public Actor? Reader { get; set; }

    [Inject]
    public required IShowcaseBuilderQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    // What is left out is shown as it would come in.
    private RecipeField Draft => Chosen ?? Candidate.Suggested;

    private string HowHint => Draft.How switch
    {
        Coarsening.Keep => ShowcaseBuilderWords.KeepHint,
        Coarsening.Merge => ShowcaseBuilderWords.MergeHint,
        _ => ShowcaseBuilderWords.RenamedHint,
    };

    protected override Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_previewed, Draft))
        {
            return Task.CompletedTask;
        }

        _previewed = Draft;
        _edges = string.Join(", ", Draft.Edges.Select(edge => RecipeWords.Number(edge)));
        _edgesProblem = null;
        return PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        var cancellation = NewestLoad();
        var isFirst = _preview is null && _problem is null;
        var reader = isFirst && Reader is not null ? Reader : await CurrentActor.GetAsync(cancellation);
        var asked = await Queries.PreviewAsync(Builder.Handle, Builder.Number, Draft, reader, cancellation);
        _preview = asked.IsOk ? asked.Value : null;
        _problem = asked.Error;
    }

    private Task Change(RecipeField field) => OnChange.InvokeAsync(field);

    // A fresh start for each way: members of another would be refused.
    private Task SetHow(string? word) => Enum.TryParse<Coarsening>(word, out var how) ? Change(how switch
    {
        _ when how == Candidate.Suggested.How => Candidate.Suggested,
        Coarsening.Round => new RecipeField(Candidate.Address, how) { Multiple = StepOfSuggestion() },
        Coarsening.Limit when Candidate.Suggested.Edges is { Count: > 0 } edges => new RecipeField(Candidate.Address, how) { Lowest = edges.Count > 1 ? edges[0] : null, Highest = edges[^1] },
        Coarsening.Merge => new RecipeField(Candidate.Address, how) { FewerThan = Builder.Policy.Threshold },
        _ => new RecipeField(Candidate.Address, how),
    }) : Task.CompletedTask;

    // Half a suggested band: finer than bands, and still round.
    private double StepOfSuggestion()
    {
        var half = Candidate.Suggested.Edges is [var first, var second, ..] ? (second - first) / 2 : 1;
        return Candidate.Kind == FieldKind.Integer ? Math.Ceiling(half) : half;
    }

    private Task SetEdges(string? text)
    {
        _edges = text ?? "";
        if (RecipeWords.Numbers(_edges) is not { } edges)
        {
            _edgesProblem = ShowcaseBuilderWords.EdgesWrong;
            return Task.CompletedTask;
        }

        _edgesProblem = null;
        return Change(Draft with { Edges = edges });
    }

    private async Task SuggestAsync(bool equalCounts)
    {
        var asked = await Queries.SuggestEdgesAsync(
            Builder.Handle, Builder.Number, new EdgeWish(Candidate.Address, Math.Clamp(_bands, 2, 50), equalCounts), await CurrentActor.GetAsync(Lifetime), Lifetime);
        if (asked is { IsOk: true, Value: { Count: > 0 } edges })
        {
            await Change(Draft with { Edges = edges });
        }
        else
        {
            _problem = asked.Error;
            _edgesProblem = asked.IsOk ? ShowcaseBuilderWords.NoEdges : null;
        }
    }

    private Task ToggleCode(string code) =>
        Change(Draft with { Codes = Draft.Codes.Contains(code) ? [.. Draft.Codes.Where(other => other != code)] : [.. Draft.Codes, code] });
}
