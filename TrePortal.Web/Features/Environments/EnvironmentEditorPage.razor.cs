using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>One environment to its admins: sections at the left, one of them in the middle, the checklist at the right.</summary>
public sealed partial class EnvironmentEditorPage
{
    private const string JobKind = "job"; // progress; the import card listens to it by itself

    /// <summary>Name of the cascading parameter (an <see cref="Actor"/>) that says for whom the page was read, so that a section need not ask again.</summary>
    public const string ReaderName = "reader";

    private Actor? _reader;
    private Loadable<EnvironmentForAdmin> _environment = new Loadable<EnvironmentForAdmin>.Loading();

    [Parameter]
    public required string Handle { get; set; }

    [Parameter]
    public string? Section { get; set; }

    /// <summary>What follows the section in the address; the section knows what to do with it.</summary>
    [Parameter]
    public string? Rest { get; set; }

    [Inject]
    public required IEnvironmentAdminQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private EditorSection? Current => EditorSection.Find(Section, Rest);

    protected override Task OnParametersSetAsync() =>
        _environment is Loadable<EnvironmentForAdmin>.Loaded { Value.Handle: var shown } && shown == Handle ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        _reader = await CurrentActor.GetAsync(cancellation);
        _environment = await Queries.FindAsync(Handle, _reader, cancellation) is { } found
            ? new Loadable<EnvironmentForAdmin>.Loaded(found)
            : new Loadable<EnvironmentForAdmin>.Missing();
    }

    private Dictionary<string, object> ParametersOf(EnvironmentForAdmin environment) => new(StringComparer.Ordinal)
    {
        ["Environment"] = environment,
        ["OnChanged"] = EventCallback.Factory.Create(this, LoadAsync),
    };
}
