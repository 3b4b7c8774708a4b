using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class MembersSection
{
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

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
            var isSure = visibility == Visibility.Restricted
                || (await Confirmation.AskAsync(new Question(EnvironmentWords.MakePublicTitle, EnvironmentWords.MakePublicText, EnvironmentWords.MakePublic))).Confirmed;
            if (isSure)
            {
                _refusal = (await Commands.ShowAsync(Environment.Handle, visibility, Environment.Version, CancellationToken.None)).Error;
            }

            await OnChanged.InvokeAsync(); // also puts the choice back
        }
        finally
        {
            _busy = false;
        }
    }
}
