using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>The checklist that follows the person, and the moves of the environment.</summary>
public sealed partial class LifecyclePanel
{
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required LifecycleCommands Commands { get; init; }

    [Inject]
    public required IVersionQueries Versions { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private bool IsComplete => Environment.Checklist.All(line => line.IsDone);

    private Task PublishAsync() => AskAndDoAsync(
        new Question(EnvironmentWords.PublishTitle.Fill(Environment.Details.Name), EnvironmentWords.PublishText.Fill(Audience(), Environment.PendingVersion), EnvironmentWords.Publish),
        () => Commands.PublishAsync(Environment.Handle, Environment.Version, CancellationToken.None),
        EnvironmentWords.Published);

    private Task DeactivateAsync() => AskAndDoAsync(
        new Question(EnvironmentWords.DeactivateTitle.Fill(Environment.Details.Name), EnvironmentWords.DeactivateText, EnvironmentWords.Deactivate),
        () => Commands.DeactivateAsync(Environment.Handle, Environment.Version, CancellationToken.None),
        EnvironmentWords.Deactivated);

    private async Task ReactivateAsync()
    {
        var impact = Environment.PendingVersion is { } pending
            ? await Versions.ImpactAsync(Environment.Handle, pending, await CurrentActor.GetAsync(Lifetime), Lifetime)
            : null;
        await AskAndDoAsync(
            impact is { IsNone: false } ? ImpactQuestion(impact) : new Question(
                EnvironmentWords.ReactivateTitle.Fill(Environment.Details.Name),
                Environment.PendingVersion is { } next ? EnvironmentWords.ReactivateWithVersion.Fill(next, Environment.ActiveVersion) : EnvironmentWords.ReactivateText,
                EnvironmentWords.Reactivate),
            () => Commands.ReactivateAsync(Environment.Handle, Environment.Version, impact is { IsNone: false } ? impact.Hash : null, CancellationToken.None),
            EnvironmentWords.Reactivated);
    }

    private Question ImpactQuestion(ReleaseImpact impact) =>
        new(VersionWords.ImpactTitle.Fill(Environment.PendingVersion), VersionWords.ImpactText.Fill(impact.Words), VersionWords.ImpactConfirm)
        {
            IsDangerous = true,
            TypeToConfirm = Environment.Handle,
        };

    private async Task AskAndDoAsync(Question question, Func<Task<Result>> act, string done)
    {
        if (_busy || !(await Confirmation.AskAsync(question)).Confirmed)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await act()).Error;
            if (_refusal is null)
            {
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, done.Fill(Environment.Details.Name)));
            }

            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private string Audience() => Environment.Visibility == Visibility.Public
        ? EnvironmentWords.AudienceEverybody
        : EnvironmentWords.AudienceNamed.Fill(Environment.Members.InForce);
}
