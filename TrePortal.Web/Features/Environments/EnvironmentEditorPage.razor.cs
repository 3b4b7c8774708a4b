using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>One environment to its admins: sections at the left, one of them in the middle, the checklist at the right.</summary>
public sealed partial class EnvironmentEditorPage
{
    private const string JobKind = "job"; // progress; the import card listens to it by itself

    private static readonly string[] Sections = ["details", "members", "inventory", "pipeline", "policies"];

    private Loadable<EnvironmentForAdmin> _environment = new Loadable<EnvironmentForAdmin>.Loading();

    [Parameter]
    public required string Handle { get; set; }

    [Parameter]
    public string? Section { get; set; }

    [Inject]
    public required IEnvironmentAdminQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private string Current => Section ?? Sections[0];

    protected override Task OnParametersSetAsync() =>
        _environment is Loadable<EnvironmentForAdmin>.Loaded { Value.Handle: var shown } && shown == Handle ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        _environment = await Queries.FindAsync(Handle, reader, cancellation) is { } found
            ? new Loadable<EnvironmentForAdmin>.Loaded(found)
            : new Loadable<EnvironmentForAdmin>.Missing();
    }

    private static string TitleOf(string section) => section switch
    {
        "members" => EnvironmentWords.Members,
        "inventory" => EnvironmentWords.Inventory,
        "pipeline" => EnvironmentWords.Pipeline,
        "policies" => EnvironmentWords.Policies,
        _ => EnvironmentWords.Details,
    };
}
