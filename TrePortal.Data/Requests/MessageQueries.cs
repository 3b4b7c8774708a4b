using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <inheritdoc cref="IMessageQueries"/>
internal sealed class MessageQueries(IDbContextFactory<PortalDbContext> contexts) : IMessageQueries
{
    public async Task<MessageThread?> ListAsync(AccessRequestId id, Actor reader, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await SeeAsync(db, id, reader, cancellation) is not var (request, environment))
        {
            return null;
        }

        var rows = await PageAsync(db, id, page, cancellation);
        var people = PeopleOf(request, environment).Concat(rows.Select(row => row.Author)).Distinct().ToList();
        var known = await (
            from person in db.Set<Person>().AsNoTracking()
            where people.Contains(person.Id)
            select new { Person = new NamedPerson(person.Id, person.UserName, person.DisplayName), ReadUntil = db.Set<MessageMark>().Where(mark => mark.Request == id && mark.Person == person.Id).Max(mark => (DateTimeOffset?)mark.ReadUntil) })
            .ToDictionaryAsync(row => row.Person.Id, cancellation);
        var readUntil = known.GetValueOrDefault(reader.Id)?.ReadUntil ?? DateTimeOffset.MinValue;
        var onIt = known.Values.Where(row => row.Person.Id != reader.Id && request.RolesOf(row.Person.Id, environment) != RequestRole.None).OrderBy(row => row.Person.DisplayName, StringComparer.CurrentCulture).ToList();
        return new MessageThread(
            page.Cut(
                [.. rows.Select(row => new MessageDetails(
                    row.Id, known[row.Author].Person, request.RolesOf(row.Author, environment), row.Text, row.At,
                    [.. row.Mentions.Where(known.ContainsKey).Select(person => known[person].Person.UserName)], row.Author == reader.Id, row.Author != reader.Id && row.At > readUntil))],
                row => NewestFirst.At(row.At, row.Id.Value)),
            RequestLifecycle.Table.ActionsFrom(request.State, request.RolesOf(reader, environment)).Contains(RequestAction.Message),
            [.. onIt.Select(row => row.Person)],
            rows.Count == 0 || page.After is not null ? [] : [.. onIt.Where(row => row.ReadUntil >= rows[0].At && row.Person.Id != rows[0].Author).Select(row => row.Person)]);
    }

    private static async Task<List<RequestMessage>> PageAsync(PortalDbContext db, AccessRequestId id, PageRequest page, CancellationToken cancellation)
    {
        var messages = db.Set<RequestMessage>().AsNoTracking().Where(message => message.Request == id);
        messages = await NewestFirst.AfterAsync<RequestMessage, RequestMessageId>(messages, page.After, nameof(RequestMessage.At), cancellation);
        return await messages.OrderByDescending(message => message.At).ThenByDescending(message => message.Id).Take(page.Limit + 1).ToListAsync(cancellation);
    }

    // The rule of the aggregate itself: a request and an environment are small, and messages are read far less often than lists.
    private static async Task<(AccessRequest Request, ResearchEnvironment Environment)?> SeeAsync(PortalDbContext db, AccessRequestId id, Actor reader, CancellationToken cancellation) =>
        await db.Set<AccessRequest>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } request
        && await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == request.Environment, cancellation) is { } environment
        && request.RolesOf(reader, environment) != RequestRole.None ? (request, environment) : null;

    private static IEnumerable<PersonId> PeopleOf(AccessRequest request, ResearchEnvironment environment) =>
        request.Collaborators.Where(named => named.Until is null).Select(named => named.Person)
            .Concat(environment.Steps.SelectMany(step => step.Reviewers).Select(reviewer => reviewer.Person))
            .Concat(environment.Admins.Select(admin => admin.Person))
            .Append(request.Owner);
}
