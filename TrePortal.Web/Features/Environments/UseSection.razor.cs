using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>Who asked how much of the showcase, and questions beyond the rules.</summary>
public sealed partial class UseSection
{
    private Loadable<ShowcaseUse> _use = new Loadable<ShowcaseUse>.Loading();
    private AskerRow? _chosen;
    private Error? _refusal;
    private string _reason = "";
    private int _questions = 100;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required IShowcaseUseQueries Queries { get; init; }

    [Inject]
    public required BudgetCommands Commands { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private Error? General => _refusal is Invalid ? null : _refusal;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var newest = NewestLoad();
        var use = await Queries.FindAsync(Environment.Handle, Reader ?? await CurrentActor.GetAsync(newest), newest);
        newest.ThrowIfCancellationRequested();
        _use = use is null ? new Loadable<ShowcaseUse>.Missing() : new Loadable<ShowcaseUse>.Loaded(use);
    }

    private void Choose(AskerRow row) => (_chosen, _refusal, _reason) = (row, null, "");

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private async Task GrantAsync()
    {
        if (_busy || _chosen is not { } chosen)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.GrantAsync(Environment.Handle, chosen.UserName, _questions, _reason, CancellationToken.None)).Error;
            if (_refusal is null)
            {
                _chosen = null;
                await LoadAsync();
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, UseWords.Given.Fill(chosen.DisplayName, _questions)));
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
