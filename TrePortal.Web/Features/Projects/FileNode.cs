using TrePortal.Domain.Dispensal;

namespace TrePortal.Web.Features.Projects;

/// <summary>A folder of the manifest's paths: folders first, both in the order of the manifest.</summary>
public sealed class FileNode(string name)
{
    private readonly Dictionary<string, FileNode> _byName = new(StringComparer.Ordinal);
    private readonly List<ManifestFile> _files = [];

    public string Name => name;

    public IEnumerable<FileNode> Folders => _byName.Values;

    public IReadOnlyList<ManifestFile> Files => _files;

    /// <summary>In it and below.</summary>
    public int Count { get; private set; }

    public static FileNode Of(IEnumerable<ManifestFile> files)
    {
        var top = new FileNode("");
        foreach (var file in files)
        {
            var folder = top;
            var parts = file.Path.Split('/');
            folder.Count++;
            foreach (var part in parts[..^1])
            {
                folder = folder._byName.TryGetValue(part, out var known) ? known : folder._byName[part] = new FileNode(part);
                folder.Count++;
            }

            folder._files.Add(file);
        }

        return top;
    }

    public static string NameOf(ManifestFile file) => file.Path[(file.Path.LastIndexOf('/') + 1)..];
}
