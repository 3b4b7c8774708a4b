using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Invariants;

/// <summary>The invariants of the whole portal, checked while it works; for the platform's operator.</summary>
public sealed partial class InvariantsPage
{
    private const int MostShown = 10;

    private readonly List<InvariantVerdict> _verdicts = [];
    private CancellationTokenSource? _running;
    private bool? _isAllowed;
    private int _total;

    [Inject]
    public required InvariantChecker Checker { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private int Broken => _verdicts.Count(verdict => !verdict.Holds);

    protected override async Task OnInitializedAsync()
    {
        _isAllowed = (await CurrentActor.GetAsync(Lifetime)).IsPlatformAdmin;
        _total = Checker.Count;
    }

    private async Task CheckAsync()
    {
        if (_running is not null || !(await CurrentActor.GetAsync(Lifetime)).IsPlatformAdmin)
        {
            return;
        }

        _verdicts.Clear();
        using var running = CancellationTokenSource.CreateLinkedTokenSource(Lifetime);
        _running = running;
        try
        {
            await foreach (var verdict in Checker.CheckLiveAsync(running.Token))
            {
                _verdicts.Add(verdict);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            // the operator stopped it, or left
        }
        finally
        {
            _running = null;
        }
    }

    private Task StopAsync() => _running?.CancelAsync() ?? Task.CompletedTask;
}
