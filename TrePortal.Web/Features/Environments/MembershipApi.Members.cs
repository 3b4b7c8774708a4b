using System.Text.Json;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using NotFound = TrePortal.Domain.Kernel.NotFound;

namespace TrePortal.Web.Features.Environments;

// Admins and authorized users: many at once, row by row, and back.
internal static partial class MembershipApi
{
    private static void MapAdmins(this RouteGroupBuilder environment)
    {
        environment.MapGet("/admins", async (string handle, string? search, string? sort, Paging paging, ICurrentActor actors, IMembershipQueries queries, CancellationToken cancellation) =>
            Rows(await queries.AdminsAsync(handle, await actors.GetAsync(cancellation), new(search, Choice<AdminSort>("sort", sort)), paging.Request, cancellation)))
            .Produces<Page<AdminEntry>>().WithSummary("Who administers the environment");
        environment.MapPost("/admins", (string handle, LinesBody body, MembershipCommands commands, CancellationToken cancellation) =>
            AddAsync(handle, MemberKind.Admin, body, commands, cancellation))
            .Produces<BatchBody>().WithSummary("Add many admins at once by user name or e-mail address; each line has its own outcome");
        environment.MapPost("/admins/preview", (string handle, LinesBody body, IMembershipQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            PreviewAsync(handle, MemberKind.Admin, body, queries, actors, cancellation))
            .OnlyReads().Produces<OutcomesBody>().WithSummary("What adding these admins would do, line by line; nothing is changed");
        environment.MapDelete("/admins/{user}", async (string handle, string user, MembershipCommands commands, ICurrentActor actors, IMembershipQueries queries, CancellationToken cancellation) =>
            await AdminAsync(handle, user, actors, queries, cancellation) is { } admin
                ? ApiResults.Of(await commands.RemoveAdminAsync(handle, admin, null, cancellation))
                : ApiResults.Refused(new NotFound("This admin")))
            .Produces(204).WithSummary("Remove an admin; nobody removes themselves");
    }

    private static void MapAuthorizedUsers(this RouteGroupBuilder environment)
    {
        environment.MapGet("/authorized-users", async (
                string handle, string? search, string? show, string? sort, Paging paging, ICurrentActor actors, IMembershipQueries queries, CancellationToken cancellation) =>
            Rows(await queries.AuthorizedAsync(
                handle, await actors.GetAsync(cancellation), new(search, Choice<AuthorizedShow>("show", show), Choice<AuthorizedSort>("sort", sort)), paging.Request, cancellation)))
            .Produces<Page<AuthorizedUserEntry>>().WithSummary("Who may explore and request");
        environment.MapPost("/authorized-users", (string handle, LinesBody body, MembershipCommands commands, CancellationToken cancellation) =>
            AddAsync(handle, MemberKind.AuthorizedUser, body, commands, cancellation))
            .Produces<BatchBody>().WithSummary("Authorize many at once; each line has its own outcome");
        environment.MapPost("/authorized-users/preview", (string handle, LinesBody body, IMembershipQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            PreviewAsync(handle, MemberKind.AuthorizedUser, body, queries, actors, cancellation))
            .OnlyReads().Produces<OutcomesBody>().WithSummary("What authorizing these would do, line by line; nothing is changed");
        environment.MapPost("/authorized-users/end-dates", async (string handle, EndBody body, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.EndAsync(handle, body.Keys, body.Until, cancellation), outcomes => TypedResults.Ok(new OutcomesBody(outcomes))))
            .Produces<OutcomesBody>().WithSummary("Set the last day of several authorizations, or none; each has its own outcome");
        environment.MapPost("/authorized-users/removals", async (string handle, KeysBody body, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.UnauthorizeAsync(handle, body.Keys, cancellation), outcomes => TypedResults.Ok(new OutcomesBody(outcomes))))
            .Produces<OutcomesBody>().WithSummary("Take several authorizations away; each has its own outcome");
        environment.MapDelete("/authorized-users/{key:guid}", async (string handle, Guid key, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.UnauthorizeAsync(handle, key, null, cancellation)))
            .Produces(204).WithSummary("Take an authorization away");
        environment.MapPost("/membership-impact", async (string handle, ImpactBody body, IMembershipQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            ApiResults.Of(await queries.ImpactAsync(handle, await actors.GetAsync(cancellation), body.Change(), cancellation), impact => TypedResults.Ok(impact)))
            .OnlyReads().Produces<MembershipImpact>().WithSummary("What a change of members would do to drafts, requests, projects and review steps; nothing is changed");
    }

    private static void MapBatches(this RouteGroupBuilder environment)
    {
        environment.MapGet("/membership-batches", async (string handle, ICurrentActor actors, IEnvironmentAdminQueries environments, IMembershipQueries queries, CancellationToken cancellation) =>
        {
            var reader = await actors.GetAsync(cancellation);
            return ApiResults.Found(await environments.FindAsync(handle, reader, cancellation) is null ? null : new Page<BatchRow>(await queries.BatchesAsync(handle, reader, cancellation), null));
        }).Produces<Page<BatchRow>>().WithSummary("The newest lists of members that were added, newest first");
        environment.MapGet("/membership-batches/{batch:guid}", async (string handle, Guid batch, string? format, ICurrentActor actors, IMembershipQueries queries, CancellationToken cancellation) =>
        {
            var found = await queries.FindBatchAsync(handle, new(batch), await actors.GetAsync(cancellation), cancellation);
            return format == "csv" ? MembersPages.Csv(found, handle) : ApiResults.Found(found);
        }).Produces<BatchDetails>().WithSummary("One list that was added, line by line; format=csv for a spreadsheet");
        environment.MapPost("/membership-batches/{batch:guid}/undo", async (string handle, Guid batch, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.UndoAsync(handle, new(batch), cancellation), outcomes => TypedResults.Ok(new OutcomesBody(outcomes))))
            .Produces<OutcomesBody>().WithSummary("Take a whole list back within 24 hours; what has become needed since is kept and named");
    }

    /// <summary>One of the words that a parameter may have; without it the first one.</summary>
    private static TChoice Choice<TChoice>(string name, string? text)
        where TChoice : struct, Enum
    {
        var words = Enum.GetNames<TChoice>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        return text is null ? default
            : words.Contains(text) ? Enum.Parse<TChoice>(text, ignoreCase: true)
            : throw new ApiRefusedException(new Invalid(name, name, $"{name} is {string.Join(", ", words)}."));
    }

    private static IResult Rows<T>(Listing<T>? found) => ApiResults.Found(found?.Rows);

    private static async Task<IResult> AddAsync(string handle, MemberKind kind, LinesBody body, MembershipCommands commands, CancellationToken cancellation) =>
        ApiResults.Of(await commands.AddAsync(handle, kind, body.Read(), cancellation), added => TypedResults.Ok(new BatchBody(added.Batch?.Value, added.Lines)));

    private static async Task<IResult> PreviewAsync(string handle, MemberKind kind, LinesBody body, IMembershipQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
        ApiResults.Of(await queries.PreviewAsync(handle, await actors.GetAsync(cancellation), kind, body.Read(), cancellation), outcomes => TypedResults.Ok(new OutcomesBody(outcomes)));

    private static async Task<PersonId?> AdminAsync(string handle, string user, ICurrentActor actors, IMembershipQueries queries, CancellationToken cancellation)
    {
        var found = await queries.AdminsAsync(handle, await actors.GetAsync(cancellation), new(), new(PageRequest.MaxLimit, null), cancellation); // all of them: at most a hundred
        return found?.Rows.Items.FirstOrDefault(admin => admin.Person.UserName == user)?.Person.Id;
    }

    /// <param name="Name">Exact user name, e-mail address, or the handle of an organization.</param>
    /// <param name="Until">Last day of access; without it a new entry has no end, and one that is there keeps its own.</param>
    internal sealed record LineBody(string Name, DateOnly? Until = null);

    internal sealed record LinesBody(IReadOnlyList<LineBody> Lines)
    {
        public List<AuthorizationLine> Read() => [.. Lines.Select(line => new AuthorizationLine(line.Name, line.Until))];
    }

    /// <param name="Batch">For undoing it; null when no line changed anything.</param>
    internal sealed record BatchBody(Guid? Batch, IReadOnlyList<LineOutcome> Items);

    internal sealed record OutcomesBody(IReadOnlyList<LineOutcome> Items);

    internal sealed record KeysBody(IReadOnlyList<Guid> Keys);

    /// <param name="Until">The last day; null for no end.</param>
    internal sealed record EndBody(IReadOnlyList<Guid> Keys, DateOnly? Until);

    /// <param name="Keys">Authorizations that would be removed, or end.</param>
    /// <param name="Until">Their new last day; without it they are removed.</param>
    /// <param name="Admins">Ids of admins who would be removed.</param>
    /// <param name="Restrict">The environment would become restricted.</param>
    internal sealed record ImpactBody(IReadOnlyList<Guid>? Keys = null, DateOnly? Until = null, IReadOnlyList<Guid>? Admins = null, bool Restrict = false)
    {
        public MembershipChange Change() => new() { Entries = Keys ?? [], Until = Until, Admins = [.. (Admins ?? []).Select(admin => new PersonId(admin))], Restricts = Restrict };
    }
}
