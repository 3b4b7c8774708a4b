using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Requests;

/// <summary>Writing to the others on a request, and saying that their messages were read.</summary>
public sealed class MessageCommands(IWriteDoor door)
{
    private const int MostNames = 50;

    public Task<Result<RequestMessageId>> PostAsync(AccessRequestId id, string text, CancellationToken cancellation) =>
        door.RunAsync<RequestMessageId>("message.post", async (session, token) =>
        {
            var found = await session.RequestAsync(id, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (request, environment) = found.Value;
            session.ActingAs = (request.RolesOf(session.Actor, environment) & RequestRole.Owner) != 0 ? "request owner" : "reviewer";
            var names = RequestMessage.NamesIn(text).Take(MostNames).ToList();
            var named = names.Count == 0 ? [] : await session.ListAsync<Person>(person => names.Contains(person.UserName), token);
            var posted = RequestMessage.Post(session.Actor, request, environment, text, named.Select(person => person.Id), session.Now);
            if (!posted.IsOk)
            {
                return posted.Error;
            }

            session.Add(posted.Value);
            await MarkAsync(session, id, session.Now, token); // who answers has read what is there
            return posted.Value.Id;
        }, cancellation);

    /// <summary>Everything that was written up to then is read by the one who calls.</summary>
    public Task<Result> ReadAsync(AccessRequestId id, DateTimeOffset until, CancellationToken cancellation) =>
        door.RunAsync("message.read", async (session, token) =>
        {
            var found = await session.RequestAsync(id, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            await MarkAsync(session, id, until < session.Now ? until : session.Now, token);
            return Result.Ok;
        }, cancellation);

    private static async Task MarkAsync(IWriteSession session, AccessRequestId id, DateTimeOffset until, CancellationToken cancellation)
    {
        var me = session.Actor.Id;
        var mark = await session.FirstAsync<MessageMark>(row => row.Request == id && row.Person == me, cancellation);
        if (mark is null)
        {
            mark = MessageMark.Of(id, me, session.Now);
            session.Add(mark);
        }

        mark.Read(until);
    }
}
