using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Projects;

/// <summary>
/// Gives events back the names of the files that they are about. The audit log holds no names, because people choose
/// them; members read them here.
/// </summary>
internal sealed class ProjectFileNames(PortalDbContext db, IDispensedFiles files, ProjectId project)
{
    /// <summary>Content of the event to the path; events without a file, or of one that is gone, are left out.</summary>
    public async Task<Dictionary<string, string>> OfAsync(IEnumerable<(string Action, string Content)> events, CancellationToken cancellation)
    {
        var all = events.Distinct().ToList();
        var paths = await DispensedAsync(all.Where(one => one.Action == "file-downloaded").Select(one => one.Content), cancellation);
        foreach (var (content, path) in await WorkAsync([.. all.Where(one => one.Action.StartsWith("work-file-", StringComparison.Ordinal)).Select(one => one.Content)], cancellation))
        {
            paths[content] = path;
        }

        return paths;
    }

    private async Task<List<(string Content, string Path)>> WorkAsync(List<string> contents, CancellationToken cancellation)
    {
        if (contents.Count == 0)
        {
            return [];
        }

        var known = await db.Set<WorkFile>().Where(row => row.Project == project).ToDictionaryAsync(row => row.Id, row => row.Path, cancellation);
        return
        [
            .. from content in contents
               let logged = JsonSerializer.Deserialize<LoggedWork>(content, JsonColumn.Options)
               where logged is not null && known.ContainsKey(logged.File)
               select (content, $"work/{known[logged.File]}"),
        ];
    }

    private async Task<Dictionary<string, string>> DispensedAsync(IEnumerable<string> contents, CancellationToken cancellation)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var manifests = new Dictionary<DispensalId, DispensalManifest?>();
        foreach (var content in contents)
        {
            if (JsonSerializer.Deserialize<LoggedDownload>(content, JsonColumn.Options) is not { } logged)
            {
                continue;
            }

            if (!manifests.TryGetValue(logged.Dispensal, out var manifest))
            {
                manifests[logged.Dispensal] = manifest = await ManifestAsync(logged.Dispensal, cancellation);
            }

            if (manifest is not null && logged.File < manifest.Files.Count)
            {
                paths[content] = logged.File < 0 ? DispensalManifest.FileName : manifest.Files[logged.File].Path;
            }
        }

        return paths;
    }

    private async Task<DispensalManifest?> ManifestAsync(DispensalId id, CancellationToken cancellation)
    {
        var hash = await db.Set<ProjectDispensal>().Where(row => row.Id == id).Select(row => row.ManifestHash).FirstOrDefaultAsync(cancellation);
        try
        {
            return hash is null ? null : await files.ManifestAsync(new DeliveredFolder(project, id, hash), cancellation);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private sealed record LoggedDownload(DispensalId Dispensal, int File);

    private sealed record LoggedWork(WorkFileId File);
}
