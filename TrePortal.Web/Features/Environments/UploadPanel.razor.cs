using System.Text.Json;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Inventory;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class UploadPanel
{
    private string _root = "";
    private string _folder = "";
    private string? _problem;

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    /// <summary>The version that the upload goes into.</summary>
    [Parameter, EditorRequired]
    public int Number { get; set; }

    /// <summary>The version begins with the upload.</summary>
    [Parameter]
    public bool IsNext { get; set; }

    /// <summary>Null: told by the names of the files.</summary>
    [Parameter]
    public InventoryAsset? Into { get; set; }

    [Parameter]
    public EventCallback<InventoryAsset?> IntoChanged { get; set; }

    [Parameter]
    public EventCallback OnQueued { get; set; }

    [Inject]
    public required IUploads Uploads { get; init; }

    private string Url => Addresses.With(
        Addresses.InventoryUpload(Handle, Number),
        ("asset", Into?.ToString()), ("fileRoot", _root), ("folder", _root.Length > 0 ? _folder : null));

    private Task Choose(ChangeEventArgs change) =>
        IntoChanged.InvokeAsync(Enum.TryParse<InventoryAsset>(change.Value as string, out var asset) ? asset : null);

    private Task QueuedAsync(Uploaded answer)
    {
        _problem = null;
        return OnQueued.InvokeAsync();
    }

    private void Refused(Uploaded answer) => _problem = Detail(answer);

    /// <summary>What the refusal says, for people.</summary>
    internal static string? Detail(Uploaded answer)
    {
        try
        {
            using var body = JsonDocument.Parse(answer.Body);
            return body.RootElement.GetProperty("detail").GetString();
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Words.UploadRefused;
        }
    }

    private static string HintOf(InventoryAsset? into) => into switch
    {
        null => EnvironmentWords.HintRelease,
        InventoryAsset.Files => EnvironmentWords.HintFiles,
        InventoryAsset.Collections => EnvironmentWords.HintCollections,
        _ => EnvironmentWords.HintDataset,
    };
}
