using System.Text.Json;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.Inventory;

/// <summary>Payload of <see cref="DropUploads"/>: paths inside upload folders, relative to the data root.</summary>
internal sealed record UploadedPaths(IReadOnlyList<string> Paths);

/// <summary>Deletes what was uploaded once the import has ended. Doing it twice does nothing.</summary>
internal sealed class DropUploads(DataRoot root) : IOutboxHandler
{
    public const string MessageKind = "inventory.drop-uploads";

    public string Kind => MessageKind;

    public Task HandleAsync(JsonElement payload, CancellationToken cancellation)
    {
        foreach (var folder in payload.Deserialize<UploadedPaths>(JsonColumn.Options)!.Paths.Select(path => Uploads.FolderOf(root, path)).OfType<string>().Distinct())
        {
            ImportFolders.Remove(folder);
        }

        return Task.CompletedTask;
    }
}
