using System.Text.Json;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>Who has withdrawn, in numbers; who holds them; and how the list grows.</summary>
public sealed partial class WithdrawnPanel
{
    private WithdrawalsForAdmin? _list;
    private IReadOnlyList<ProjectHolding>? _holders;
    private WithdrawalAnswer? _answer;
    private string? _problem;
    private string _key = "";
    private string _reason = "";
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Inject]
    public required IWithdrawalQueries Queries { get; init; }

    [Inject]
    public required WithdrawalCommands Commands { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        _list = await Queries.FindAsync(Environment.Handle, reader, cancellation);
        StateHasChanged();
        _holders = await Queries.ProjectsAsync(Environment.Handle, reader, cancellation);
    }

    private Task AnsweredAsync(Uploaded uploaded)
    {
        _answer = JsonSerializer.Deserialize<WithdrawalAnswer>(uploaded.Body, JsonSerializerOptions.Web);
        _problem = null;
        return LoadAsync();
    }

    private void Refused(Uploaded uploaded) => (_problem, _answer) = (UploadPanel.Detail(uploaded), null);

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private async Task ReinstateAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.ReinstateAsync(Environment.Handle, _key.Trim(), _reason, CancellationToken.None)).Error;
            if (_refusal is null)
            {
                (_key, _reason) = ("", "");
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, VersionWords.Reinstated));
            }

            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
