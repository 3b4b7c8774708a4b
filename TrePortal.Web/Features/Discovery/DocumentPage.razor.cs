using System.Text;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Discovery;

/// <summary>Shows a document where that is safe: text and Markdown as text, pictures as pictures. Everything else is a download.</summary>
public sealed partial class DocumentPage
{
    private Loadable<DocumentDetails> _document = new Loadable<DocumentDetails>.Loading();
    private string? _text;
    private bool _isCut;

    [Parameter]
    public required string Handle { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required IDocumentQueries Queries { get; init; }

    [Inject]
    public required IDocumentStore Store { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var cancellation = NewestLoad();
        if (await Queries.OpenAsync(Handle, new(Id), await CurrentActor.GetAsync(cancellation), cancellation) is not { } found)
        {
            _document = new Loadable<DocumentDetails>.Missing();
            return;
        }

        (_text, _isCut) = DocumentLook.IsText(found.Document.Kind) ? await ReadAsync(found.Document, cancellation) : (null, false);
        _document = new Loadable<DocumentDetails>.Loaded(found);
    }

    private async Task<(string? Text, bool IsCut)> ReadAsync(DocumentRow document, CancellationToken cancellation)
    {
        await using var content = Store.Open(document.Hash);
        if (content is null)
        {
            return (null, false);
        }

        var start = new byte[(int)Math.Min(document.Bytes, DocumentLook.MostShown)];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        var isCut = document.Bytes > read;
        return (Encoding.UTF8.GetString(start, 0, read).TrimStart('\uFEFF').TrimEnd('\uFFFD'), isCut); // a cut may part a letter
    }
}
