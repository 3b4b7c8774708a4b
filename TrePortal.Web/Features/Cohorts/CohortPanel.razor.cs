using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>The cohort: its size, its filters, and what can be done with it.</summary>
public sealed partial class CohortPanel
{
    private IReadOnlyList<SavedCohortRow> _saved = [];
    private Error? _refusal;
    private ElementReference _nameInput;
    private string _name = "";
    private bool _isSaving;
    private bool _thenRequest;
    private bool _focusName;
    private bool _busy;

    [Parameter, EditorRequired]
    public required CohortWorkbench Bench { get; set; }

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Parameter, EditorRequired]
    public required Actor Reader { get; set; }

    /// <summary>Null until the first answer.</summary>
    [Parameter]
    public ShowcaseAnswer? Answer { get; set; }

    [Parameter]
    public bool IsStale { get; set; }

    /// <summary>Two cohorts are compared already.</summary>
    [Parameter]
    public bool IsComparing { get; set; }

    /// <summary>Somebody wants the cohort compared with this one.</summary>
    [Parameter]
    public EventCallback<CohortExpression> OnCompare { get; set; }

    [Inject]
    public required ISavedCohortQueries Queries { get; init; }

    [Inject]
    public required SavedCohortCommands Commands { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsEveryone => Bench.Expression is Everyone;

    private PublishedCount Count => Answer?.Count ?? Bench.View.Total;

    private QuestionBudget Budget => Answer?.Budget ?? Bench.View.Budget;

    private string Share => ((Count.ShareOf(Bench.View.Total) ?? 0) * 100).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>The saved cohort that says exactly what is shown, on the version that is shown.</summary>
    private SavedCohortRow? Kept => IsEveryone || Answer is null ? null : _saved.FirstOrDefault(row => row.IsMine && row.IsCurrent && row.ExpressionHash == Answer.Cohort.Hash);

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusName)
        {
            _focusName = false;
            await _nameInput.FocusAsync();
        }
    }

    private async Task LoadAsync() => _saved = await Queries.ListAsync(Handle, Reader, NewestLoad());

    private void AskForName(bool thenRequest) => (_isSaving, _thenRequest, _focusName, _refusal, _name) = (true, thenRequest, true, null, "");

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var saved = await Commands.SaveAsync(Handle, _name, CohortJson.Write(Bench.Expression), CancellationToken.None);
            _refusal = saved.Error;
            if (!saved.IsOk)
            {
                return;
            }

            _isSaving = false;
            await LoadAsync();
            if (_thenRequest)
            {
                Navigation.NavigateTo(Addresses.NewRequest(Handle, saved.Value.Value));
                return;
            }

            await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, ExploreWords.CohortSaved.Fill(_name.Trim()), new ToastLink(ExploreWords.RequestWithCohort, Addresses.NewRequest(Handle, saved.Value.Value))));
        }
        finally
        {
            _busy = false;
        }
    }
}
