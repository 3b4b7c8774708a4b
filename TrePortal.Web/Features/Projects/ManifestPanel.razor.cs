using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Web.Features.Projects;

/// <summary>The manifest's hash, and the comparison of every file with it.</summary>
public sealed partial class ManifestPanel
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private VerificationReport? _report;
    private VerificationProgress? _progress;
    private Error? _refusal;
    private long _drawn;
    private bool _busy;

    [Parameter, EditorRequired]
    public ProjectId Project { get; set; }

    [Parameter, EditorRequired]
    public required DispensalDetails Dispensal { get; set; }

    [Inject]
    public required DispensedFileCommands Commands { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private async Task VerifyAsync()
    {
        if (_busy || Dispensal.ManifestHash is not { } hash)
        {
            return;
        }

        _busy = true;
        try
        {
            var verified = await Commands.VerifyAsync(Project, new DeliveredFolder(Project, Dispensal.Id, hash), new Progress<VerificationProgress>(Show), Lifetime);
            (_report, _refusal) = (verified.IsOk ? verified.Value : null, verified.Error);
        }
        finally
        {
            (_busy, _progress) = (false, null);
        }
    }

    private void Show(VerificationProgress progress)
    {
        if (_busy && Clock.GetElapsedTime(_drawn) > Between)
        {
            (_progress, _drawn) = (progress, Clock.GetTimestamp());
            _ = InvokeAsync(StateHasChanged);
        }
    }
}
