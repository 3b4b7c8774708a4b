using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>What an admin does with the documents of an environment. The content itself is the store's.</summary>
public sealed class DocumentCommands(IWriteDoor door)
{
    /// <summary>Adds what the store has received; it comes last. Answers the document.</summary>
    public Task<Result<DocumentId>> AddAsync(string handle, DocumentFile file, string title, CancellationToken cancellation) =>
        door.RunAsync<DocumentId>("document.add", async (session, token) =>
        {
            var found = await EditableAsync(session, handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var others = await DocumentsAsync(session, found.Value, token);
            var added = EnvironmentDocument.Add(found.Value, session.Actor, file, title, others, session.Now);
            if (!added.IsOk)
            {
                return added.Error;
            }

            session.Add(added.Value);
            return added.Value.Id;
        }, cancellation);

    public Task<Result> RenameAsync(string handle, DocumentId id, string title, long? version, CancellationToken cancellation) =>
        ChangeAsync("document.rename", handle, id, version, (document, _) => document.Rename(title), cancellation);

    public Task<Result> DeleteAsync(string handle, DocumentId id, long? version, CancellationToken cancellation) =>
        ChangeAsync("document.delete", handle, id, version, (document, session) =>
        {
            document.Delete();
            session.Remove(document);
            return Result.Ok;
        }, cancellation);

    /// <param name="handle">Of the environment.</param>
    /// <param name="order">All documents, in the order they are to have.</param>
    /// <param name="cancellation">Stops waiting, not the change.</param>
    public Task<Result> OrderAsync(string handle, IReadOnlyList<DocumentId> order, CancellationToken cancellation) =>
        door.RunAsync("document.order", async (session, token) =>
        {
            var found = await EditableAsync(session, handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var documents = await DocumentsAsync(session, found.Value, token);
            if (order.Count != documents.Count || documents.Any(document => !order.Contains(document.Id)))
            {
                return new Invalid("order", "order", "Name each document exactly once. Somebody may have added or deleted one meanwhile.");
            }

            foreach (var document in documents)
            {
                document.Place(order.TakeWhile(id => id != document.Id).Count() + 1);
            }

            return Result.Ok;
        }, cancellation);

    internal static Task<IReadOnlyList<EnvironmentDocument>> DocumentsAsync(IWriteSession session, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var id = environment.Id;
        return session.ListAsync<EnvironmentDocument>(document => document.Environment == id, cancellation);
    }

    private Task<Result> ChangeAsync(
        string command, string handle, DocumentId id, long? version, Func<EnvironmentDocument, IWriteSession, Result> change, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var found = await EditableAsync(session, handle, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value.Id;
            var document = await session.FirstAsync<EnvironmentDocument>(item => item.Environment == environment && item.Id == id, token);
            return document is null ? new NotFound("This document")
                : document.MustStillBe(version) is { IsOk: false } stale ? stale
                : change(document, session);
        }, cancellation);

    private static async Task<Result<ResearchEnvironment>> EditableAsync(IWriteSession session, string handle, CancellationToken cancellation)
    {
        var found = await session.EnvironmentAsync(handle, version: null, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var allowed = found.Value.May(session.As("tre admin").Actor, EnvironmentAction.EditDetails, session.Now);
        return allowed.IsOk ? found.Value : allowed.Error;
    }
}
