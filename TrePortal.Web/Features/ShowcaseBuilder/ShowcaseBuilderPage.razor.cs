using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.ShowcaseBuilder;

/// <summary>The showcase, made from the tabular inventory: fields at the left, one of them at work, the whole checked below.</summary>
public sealed partial class ShowcaseBuilderPage
{
    private Actor? _reader;
    private Loadable<ShowcaseBuilderView> _builder = new Loadable<ShowcaseBuilderView>.Loading();
    private ShowcaseRecipe _recipe = ShowcaseRecipe.Empty;
    private long _seen;
    private Error? _refusal;
    private bool _isChanged;
    private bool _busy;

    [Parameter]
    public required string Handle { get; set; }

    /// <summary>Address of the field at work.</summary>
    [SupplyParameterFromQuery]
    public string? Field { get; set; }

    /// <summary>Number of the version; the one under construction without it.</summary>
    [SupplyParameterFromQuery]
    public int? Version { get; set; }

    [Inject]
    public required IShowcaseBuilderQueries Queries { get; init; }

    [Inject]
    public required ShowcaseRecipeCommands Commands { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    private ShowcaseBuilderView? Shown => (_builder as Loadable<ShowcaseBuilderView>.Loaded)?.Value;

    // The one of the address, else the first that was chosen, else the first.
    private RecipeCandidate? Current => Shown is { Fields: [var first, ..] candidates }
        ? candidates.FirstOrDefault(item => item.Address == Field) ?? candidates.FirstOrDefault(item => _recipe.Find(item.Address) is not null) ?? first
        : null;

    private bool IsLocked => Shown is not { Lock: null, Running: null };

    private string State => _isChanged ? ShowcaseBuilderWords.NotSaved
        : Shown?.Written.Origin == RecipeOrigin.Saved ? ShowcaseBuilderWords.Saved
        : ShowcaseBuilderWords.NothingSaved;

    protected override Task OnParametersSetAsync() =>
        Shown is { } shown && shown.Handle == Handle && (Version is null || Version == shown.Number) ? Task.CompletedTask : LoadAsync(takesRecipe: true);

    private static IReadOnlyList<Crumb> WayHere(ShowcaseBuilderView builder) =>
    [
        new(Words.Environments, Addresses.AdminEnvironments),
        new(builder.Name, Addresses.AdminEnvironment(builder.Handle)),
        new(ShowcaseBuilderWords.Inventory, Addresses.AdminEnvironment(builder.Handle, "inventory")),
    ];

    // What somebody else saved must not take away what is being written here: saving then says so.
    private Task ReloadAsync() => LoadAsync(takesRecipe: !_isChanged);

    private async Task LoadAsync(bool takesRecipe)
    {
        var cancellation = NewestLoad();
        _reader = await CurrentActor.GetAsync(cancellation);
        var found = await Queries.FindAsync(Handle, Version, _reader, cancellation);
        _builder = found is null ? new Loadable<ShowcaseBuilderView>.Missing() : new Loadable<ShowcaseBuilderView>.Loaded(found);
        if (found is not null && takesRecipe)
        {
            // Kept while it says the same: what hangs on it is not counted anew at every report of a job.
            _recipe = found.Written.Recipe.ToHash() == _recipe.ToHash() ? _recipe : found.Written.Recipe;
            (_seen, _isChanged) = (found.Written.Version, false);
        }
    }

    private void Toggle(RecipeCandidate candidate) =>
        Replace(_recipe.Find(candidate.Address) is null ? _recipe.With(candidate.Suggested) : _recipe.Without(candidate.Address));

    private void Put(RecipeField field) => Replace(_recipe.With(field));

    private void Replace(ShowcaseRecipe recipe) => (_recipe, _isChanged) = (recipe, true);

    private Task SaveAsync() => DoAsync(async () => (await SaveRecipeAsync()).Error);

    private Task MakeAsync() => DoAsync(async () =>
    {
        var saved = await SaveRecipeAsync();
        if (!saved.IsOk)
        {
            return saved.Error;
        }

        var asked = await Commands.DeriveAsync(Handle, Shown!.Number, CancellationToken.None);
        return asked.Error;
    });

    // From field to field is not leaving.
    private async Task LeaveAsync(LocationChangingContext leaving)
    {
        var isHere = leaving.TargetLocation.Contains(Addresses.ShowcaseBuilder(Handle), StringComparison.Ordinal);
        if (_isChanged && !isHere
            && !(await Confirmation.AskAsync(new Question(ShowcaseBuilderWords.LeaveTitle, ShowcaseBuilderWords.LeaveText, ShowcaseBuilderWords.Leave) { IsDangerous = true })).Confirmed)
        {
            leaving.PreventNavigation();
        }
    }

    private async Task<Result> SaveRecipeAsync()
    {
        if (!_isChanged && Shown!.Written.Origin == RecipeOrigin.Saved)
        {
            return Result.Ok;
        }

        var saved = await Commands.SaveAsync(Handle, Shown!.Number, _recipe, _seen, CancellationToken.None);
        if (saved.IsOk)
        {
            await LoadAsync(takesRecipe: true);
        }

        return saved;
    }

    private async Task DoAsync(Func<Task<Error?>> work)
    {
        if (_busy || Shown is null)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = await work();
            if (_refusal is null)
            {
                await ReloadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
