using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Documents of the environment: sent, put in order by buttons or by dragging, renamed, deleted.</summary>
public sealed partial class DocumentsSection
{
    private Loadable<IReadOnlyList<DocumentRow>> _documents = new Loadable<IReadOnlyList<DocumentRow>>.Loading();
    private DocumentId? _dragged;
    private DocumentId? _renaming;
    private string _title = "";
    private string? _uploadProblem;
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required DocumentCommands Commands { get; init; }

    [Inject]
    public required IDocumentQueries Queries { get; init; }

    [Inject]
    public required IDocumentStore Store { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        _documents = await Queries.ListAsync(Environment.Handle, Reader ?? await CurrentActor.GetAsync(cancellation), cancellation) is { } found
            ? new Loadable<IReadOnlyList<DocumentRow>>.Loaded(found)
            : new Loadable<IReadOnlyList<DocumentRow>>.Missing();
        _uploadProblem = null;
    }

    private async Task Refused(Uploaded answer)
    {
        await LoadAsync(); // what came before the refused one is there
        _uploadProblem = answer.Refusal;
    }

    private Task RenameAsync(DocumentRow document) => DoAsync(async () =>
    {
        var renamed = await Commands.RenameAsync(Environment.Handle, document.Id, _title, document.Version, CancellationToken.None);
        _renaming = renamed.IsOk ? null : _renaming;
        return renamed;
    });

    private async Task DeleteAsync(DocumentRow document)
    {
        var question = new Question(EditorWords.DeleteDocumentTitle.Fill(document.Title), EditorWords.DeleteDocumentText, EditorWords.DeleteDocumentConfirm) { IsDangerous = true };
        if ((await Confirmation.AskAsync(question)).Confirmed)
        {
            await DoAsync(() => Commands.DeleteAsync(Environment.Handle, document.Id, document.Version, CancellationToken.None));
        }
    }

    private Task DropAsync(DocumentRow onto)
    {
        var dragged = _dragged;
        _dragged = null;
        if (_documents is not Loadable<IReadOnlyList<DocumentRow>>.Loaded { Value: var documents } || dragged is null || dragged == onto.Id)
        {
            return Task.CompletedTask;
        }

        var ids = documents.Select(document => document.Id).ToList();
        return MoveAsync(documents, ids.IndexOf(dragged.Value), ids.IndexOf(onto.Id));
    }

    private Task MoveAsync(IReadOnlyList<DocumentRow> documents, int from, int to) => DoAsync(() =>
    {
        var order = documents.Select(document => document.Id).ToList();
        var moved = order[from];
        order.RemoveAt(from);
        order.Insert(to, moved);
        return Commands.OrderAsync(Environment.Handle, order, CancellationToken.None);
    });

    private async Task DoAsync(Func<Task<Result>> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await act()).Error;
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
