using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>
/// Streams documents of one HTTP request into the store and adds each of them. The sender's right is looked at before the
/// body is read, and again by the command.
/// </summary>
internal sealed class DocumentReceiver(IDocumentStore store, IDocumentQueries queries, DocumentCommands commands, ICurrentActor actors)
{
    /// <summary>Answers what was added. Of several files, those before a refused one stay.</summary>
    public async Task<Result<IReadOnlyList<DocumentId>>> ReceiveAsync(HttpRequest request, string handle, string? fileName, string title, bool many, CancellationToken cancellation)
    {
        var may = await queries.MayEditAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return may.IsOk ? await UploadedFiles.TakeAsync(request, fileName, many, (name, content) => AddAsync(handle, name, title, content, cancellation), cancellation) : may.Error;
    }

    private async Task<Result<DocumentId>> AddAsync(string handle, string fileName, string title, Stream content, CancellationToken cancellation)
    {
        var received = await store.ReceiveAsync(fileName, content, cancellation);
        return received.IsOk ? await commands.AddAsync(handle, received.Value, title, CancellationToken.None) : received.Error;
    }
}
