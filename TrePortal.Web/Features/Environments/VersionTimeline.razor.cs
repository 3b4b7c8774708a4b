using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Features.Environments;

public sealed partial class VersionTimeline
{
    private int _editing;
    private string _label = "";
    private string _notes = "";
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<VersionForAdmin> Versions { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required InventoryCommands Commands { get; init; }

    private static string? ClassOf(InventoryVersionState state) => state switch
    {
        InventoryVersionState.Active => "is-good",
        InventoryVersionState.Pending => "is-now",
        _ => null,
    };

    private void Edit(VersionForAdmin version) => (_editing, _label, _notes) = (version.Number, version.Label, version.Notes);

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.DescribeVersionAsync(Environment.Handle, _editing, _label, _notes, CancellationToken.None)).Error;
            _editing = _refusal is null ? 0 : _editing;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
