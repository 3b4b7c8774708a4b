using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>Cohorts that are kept: opened, compared, combined, changed into their next version, shared.</summary>
public sealed partial class SavedCohorts
{
    private readonly List<SavedCohortId> _picked = [];
    private SavedCohortId? _open;
    private SavedCohortDetails? _details;
    private Error? _refusal;
    private bool _renaming;
    private string _name = "";
    private string _with = "";

    [Parameter, EditorRequired]
    public required CohortWorkbench Bench { get; set; }

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Parameter, EditorRequired]
    public required Actor Reader { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<SavedCohortRow> Saved { get; set; }

    /// <summary>The one that says exactly what is shown.</summary>
    [Parameter]
    public SavedCohortRow? Shown { get; set; }

    [Parameter]
    public bool IsComparing { get; set; }

    [Parameter]
    public EventCallback<CohortExpression> OnCompare { get; set; }

    /// <summary>The list is another one now.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required ISavedCohortQueries Queries { get; init; }

    [Inject]
    public required SavedCohortCommands Commands { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private bool CanRevise(SavedCohortRow row) => row != Shown && Bench.Expression is not Everyone;

    private string NameOf(SavedCohortId id) => Saved.FirstOrDefault(row => row.Id == id)?.Name ?? "";

    private void Pick(SavedCohortRow row)
    {
        if (!_picked.Remove(row.Id))
        {
            _picked.Add(row.Id);
        }
    }

    private async Task OpenAsync(SavedCohortRow row)
    {
        (_open, _renaming, _refusal, _with) = (_open == row.Id ? null : row.Id, false, null, "");
        _details = _open is null ? null : await Queries.FindAsync(row.Id, Reader, Lifetime);
    }

    private async Task CombineAsync(CombineHow how)
    {
        var parts = new List<CohortExpression>();
        foreach (var id in _picked)
        {
            if (await Queries.FindAsync(id, Reader, Lifetime) is { } saved)
            {
                parts.Add(CohortParser.Parse(saved.Expression).Value);
            }
        }

        if (how == CombineHow.Difference && parts.Skip(1).Any(part => part is Everyone))
        {
            Bench.Refuse(ExploreWords.NobodyLeft);
        }
        else if (parts.Count > 1 && Bench.Take(CohortCombination.Of(how, parts)))
        {
            _picked.Clear();
        }
    }

    private void StartRename(SavedCohortRow row) => (_renaming, _name, _refusal) = (true, row.Name, null);

    private Task<bool> RenameAsync(SavedCohortRow row) => ChangeAsync(row, () => Commands.RenameAsync(row.Id, _name, null, CancellationToken.None));

    private async Task ReviseAsync(SavedCohortRow row)
    {
        if (await ChangeAsync(row, () => Commands.ReviseAsync(row.Id, CohortJson.Write(Bench.Expression), _details?.Version, CancellationToken.None)))
        {
            await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, ExploreWords.Revised.Fill(row.Name)));
        }
    }

    private Task<bool> ShareAsync(SavedCohortRow row) => ChangeAsync(row, () => Commands.ShareAsync(row.Id, _with, null, CancellationToken.None));

    private Task<bool> UnshareAsync(SavedCohortRow row, PersonId person) => ChangeAsync(row, () => Commands.UnshareAsync(row.Id, person, CancellationToken.None));

    private async Task DeleteAsync(SavedCohortRow row)
    {
        var answer = await Confirmation.AskAsync(new Question(ExploreWords.DeleteCohortTitle.Fill(row.Name), ExploreWords.DeleteCohortText, ExploreWords.DeleteCohortShort) { IsDangerous = true });
        if (answer.Confirmed)
        {
            _picked.Remove(row.Id);
            await ChangeAsync(row, () => Commands.DeleteAsync(row.Id, null, CancellationToken.None));
        }
    }

    // What is typed stays where a change was refused.
    private async Task<bool> ChangeAsync(SavedCohortRow row, Func<Task<Result>> change)
    {
        _refusal = (await change()).Error;
        if (_refusal is not null)
        {
            return false;
        }

        (_renaming, _with) = (false, "");
        await OnChanged.InvokeAsync();
        _details = await Queries.FindAsync(row.Id, Reader, Lifetime);
        _open = _details is null ? null : _open;
        return true;
    }
}
