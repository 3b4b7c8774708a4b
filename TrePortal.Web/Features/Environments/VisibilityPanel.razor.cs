using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Restricted or public (spec.md E4). Either way the person is told first who will see it.</summary>
public sealed partial class VisibilityPanel
{
    private Error? _refusal;
    private int _asked;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    /// <summary>How many people and organizations are named and have not ended.</summary>
    [Parameter, EditorRequired]
    public required int Named { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    private async Task ShowAsync(Visibility visibility)
    {
        if (_busy || visibility == Environment.Visibility)
        {
            return;
        }

        _busy = true;
        try
        {
            if ((await Confirmation.AskAsync(QuestionFor(visibility))).Confirmed)
            {
                _refusal = (await Commands.ShowAsync(Environment.Handle, visibility, null, CancellationToken.None)).Error;
            }

            _asked++; // draws the choices again as they are: a browser has marked the other one by itself
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private Question QuestionFor(Visibility visibility) => visibility == Visibility.Public
        ? new Question(EnvironmentWords.MakePublicTitle, Environment.State == EnvironmentState.Draft ? EditorWords.MakePublicDraft : EditorWords.MakePublicNow, EnvironmentWords.MakePublic)
        : new Question(EditorWords.RestrictTitle, EditorWords.RestrictText.Fill(Named), EditorWords.Restrict);
}
