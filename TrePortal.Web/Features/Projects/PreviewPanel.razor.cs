using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Projects;

/// <summary>One file: its facts, and, when it is a table and the policy allows, a page of its rows.</summary>
public sealed partial class PreviewPanel
{
    private ManifestFile? _file;
    private TablePreview? _table;
    private Error? _refusal;
    private (string Path, int Page) _read;

    [Parameter, EditorRequired]
    public required ProjectDetails Project { get; set; }

    [Parameter, EditorRequired]
    public required DispensalDetails Dispensal { get; set; }

    [Parameter, EditorRequired]
    public required string Path { get; set; }

    [Parameter]
    public int PageNumber { get; set; } = 1;

    [Inject]
    public required IProjectQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private Guid? Older => Project.Delivered?.Id == Dispensal.Id ? null : Dispensal.Id.Value;

    private string Name => Path[(Path.LastIndexOf('/') + 1)..];

    protected override async Task OnParametersSetAsync()
    {
        if (_read == (Path, PageNumber))
        {
            return; // progress elsewhere on the page changes nothing here
        }

        _read = (Path, PageNumber);
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        var files = await Queries.FilesAsync(Project.Id, Dispensal.Id, reader, cancellation);
        _file = files.IsOk ? files.Value.Manifest.Files.FirstOrDefault(file => file.Path == Path) : null;
        _refusal = files.IsOk && _file is null ? new NotFound(ProjectWords.FileGone) : files.Error;
        if (_file is { Rows: not null })
        {
            var table = await Queries.PreviewAsync(Project.Id, Dispensal.Id, Path, PageNumber, reader, cancellation);
            (_table, _refusal) = (table.IsOk ? table.Value : null, table.Error);
        }
    }

    private string PageAt(int page) => Addresses.Project(Project.Id.Value, file: Path, page: page, dispensal: Older);

    private static string Summary(TablePreview table)
    {
        var first = ((table.Page - 1) * TablePreview.PageRows) + 1;
        return ProjectWords.PreviewRows.Fill(first, first + table.Rows.Count - 1, table.TotalRows);
    }
}
