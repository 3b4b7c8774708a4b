using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Asks who would decide about a request of somebody, without any request.</summary>
public sealed partial class PipelineDryRun
{
    private string _requester = "";
    private string _collaborators = "";
    private DryRun? _run;
    private Error? _refusal;
    private long _of;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Inject]
    public required IPipelineQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private Error? General => _refusal is Invalid ? null : _refusal;

    protected override void OnParametersSet()
    {
        if (_of != Environment.Version)
        {
            (_run, _of) = (null, Environment.Version); // it was of another pipeline
        }
    }

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private async Task TryAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var reader = await CurrentActor.GetAsync(Lifetime);
            var result = await Queries.DryRunAsync(Environment.Handle, reader, _requester, SeveralNames.Read(_collaborators), Lifetime);
            (_run, _refusal) = (result.IsOk ? result.Value : null, result.Error);
        }
        finally
        {
            _busy = false;
        }
    }

    private static string WhyNot(NotAskedReason reason) => reason switch
    {
        NotAskedReason.Requester => PipelineWords.IsRequester,
        NotAskedReason.Collaborator => PipelineWords.IsCollaborator,
        NotAskedReason.Disabled => PipelineWords.IsDisabled,
        _ => PipelineWords.IsNotAuthorized,
    };
}

/// <summary>Several names in one field: between commas, semicolons, spaces or line ends.</summary>
internal static class SeveralNames
{
    public static IReadOnlyList<string> Read(string text) =>
        text.Split([',', ';', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
