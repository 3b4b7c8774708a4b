using System.Globalization;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Requests;

internal static class RequestsApi
{
    public static void MapRequestsApi(this RouteGroupBuilder api)
    {
        var requests = api.MapGroup("/requests").WithTags("Requests").KeepsItsAnswer();
        requests.MapGet("", ListAsync).Produces<Page<RequestRow>>().WithSummary("My requests, drafts first; role is owner, collaborator or tre-admin");
        requests.MapPost("", StartAsync).Produces<RequestDetails>(201).WithSummary("Start a draft");
        requests.MapGet("/{id:guid}", FindAsync).Produces<RequestDetails>().WithSummary("One request with its versions, steps and decisions");
        requests.MapPatch("/{id:guid}", EditAsync).Produces<RequestDetails>().WithSummary("Change a draft or a request in revision; members that are not sent stay as they are");
        requests.MapDelete("/{id:guid}", async (Guid id, IfMatch seen, AccessRequestCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeleteAsync(new(id), seen.Version, cancellation))).Produces(204).WithSummary("Delete a draft");
        requests.MapPut("/{id:guid}/collaborators/{user}", async (Guid id, string user, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.AddCollaboratorAsync(new(id), user, seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Name a collaborator by exact user name or e-mail address");
        requests.MapDelete("/{id:guid}/collaborators/{user}", RemoveAsync).Produces<RequestDetails>().WithSummary("Take a collaborator off");
        requests.MapPost("/{id:guid}/submit", async (Guid id, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.SubmitAsync(new(id), seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Submit for review, first or again");
        requests.MapPost("/{id:guid}/withdraw", async (Guid id, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.WithdrawAsync(new(id), seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Withdraw a submitted request");
        requests.MapPost("/{id:guid}/revoke", async (Guid id, RevokeBody body, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.RevokeAsync(new(id), body.Reason, seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Take back what was approved, as an admin of the environment: its projects close at once");
        requests.MapPost("/{id:guid}/pass-ownership", async (Guid id, PassBody body, IfMatch seen, OwnershipCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.PassAsync(new(id), new(body.To), body.Reason, seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Give a request and its projects to one of its collaborators, as an admin of the environment, because its owner has left");
        requests.MapPost("/{id:guid}/close", async (Guid id, CloseBody body, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.CloseAsync(new(id), body.Statement, seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Say that the work is done, as the owner: its projects close at once");
        requests.MapGet("/{id:guid}/versions", async (Guid id, Reading reading, CancellationToken cancellation) =>
            ApiResults.Found(await reading.FindAsync(id, cancellation) is { } found ? new Page<VersionDetails>(found.Versions, null) : null))
            .Produces<Page<VersionDetails>>().WithSummary("The frozen versions, newest first");
        requests.MapGet("/{id:guid}/activity", async (Guid id, ICurrentActor actors, IAccessRequestQueries queries, CancellationToken cancellation) =>
            ApiResults.Found(await queries.ActivityAsync(new(id), await actors.GetAsync(cancellation), cancellation) is { } found ? new Page<RequestActivity>(found, null) : null))
            .Produces<Page<RequestActivity>>().WithSummary("What happened to the request, newest first");
        requests.MapGet("/{id:guid}/offer", async (Guid id, Reading reading, IRequestPreview preview, CancellationToken cancellation) =>
            ApiResults.Found(await reading.FindAsync(id, cancellation) is { } found ? await preview.OfferAsync(found, null, cancellation) : null))
            .Produces<RequestOffer>().WithSummary("The collections and fields that can be chosen");
        requests.MapGet("/{id:guid}/preview", async (Guid id, Reading reading, IRequestPreview preview, CancellationToken cancellation) =>
            ApiResults.Found(await reading.FindAsync(id, cancellation) is { } found ? await preview.CountAsync(found, found.Content, cancellation) : null))
            .Produces<RequestPreview>().WithSummary("What the request comes to now, as published numbers, and what stands against it");
        requests.MapGet("/{id:guid}/messages", async (Guid id, Paging paging, ICurrentActor actors, IMessageQueries queries, CancellationToken cancellation) =>
            ApiResults.Found(await queries.ListAsync(new(id), await actors.GetAsync(cancellation), paging.Request, cancellation)))
            .Produces<MessageThread>().WithSummary("What owner and reviewers write to each other, newest first");
        requests.MapPost("/{id:guid}/messages", PostAsync)
            .Produces<PostedMessage>(201).WithSummary("Write to the others on the request; @user names somebody of them");
        requests.MapPost("/{id:guid}/messages/read", async (Guid id, ReadBody body, MessageCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ReadAsync(new(id), body.Until, cancellation))).Produces(204).WithSummary("Mark the messages up to a moment as read");
        requests.MapGet("/{id:guid}/evidence", async (Guid id, EvidenceCommands commands, CancellationToken cancellation) =>
            await commands.TakeAsync(new(id), cancellation) is var taken && taken.IsOk ? EvidenceDownload.Send(taken.Value) : ApiResults.Refused(taken.Error!))
            .Produces(200, contentType: "application/zip").WithSummary("All that governance wants to see of the request as a zip, for admins of its environment; it is recorded");
        requests.MapPost("/{id:guid}/steps/{step}/decision", DecideAsync).Produces<RequestDetails>().WithSummary("Decide on a review step of one version");
        requests.MapAttachmentsApi();
        requests.MapPost("/{id:guid}/recuse", async (Guid id, RecuseBody body, ReviewCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RecuseAsync(new(id), body.Reason, cancellation)))
            .Produces(204).WithSummary("Step back from a request as its reviewer, because of a conflict of interest: it is out of my sight then");
        requests.MapPost("/{id:guid}/steps/{step}/hand-over", async (Guid id, string step, HandOverBody body, ReviewCommands commands, Reading reading, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.HandOverAsync(new(id), step, new(body.To), cancellation), () => FindAsync(id, reading, cancellation)))
            .Produces<RequestDetails>().WithSummary("Give my place on a review step to another reviewer of the environment, one of standIns");
    }

    private static async Task<IResult> ListAsync(
        ICurrentActor actors, IAccessRequestQueries queries, Paging paging, CancellationToken cancellation, string? role = null, string? state = null, string? environment = null)
    {
        if (Parse<RequestSide>(role) is not { } side)
        {
            return ApiResults.Refused(new Invalid("role", "role", "role is owner, collaborator, tre-admin or mine."));
        }

        var wanted = state is null ? null : Parse<RequestState>(state);
        if (state is not null && wanted is null)
        {
            return ApiResults.Refused(new Invalid("state", "state", "There is no such state."));
        }

        var skip = Skip.Of(paging.Request.After);
        var list = await queries.ListAsync(await actors.GetAsync(cancellation), new RequestFilter(side, wanted, environment, skip, paging.Request.Limit), cancellation);
        return TypedResults.Ok(new Page<RequestRow>(list.Rows, Skip.After(skip, list.Rows.Count, list.Total)));
    }

    private static async Task<IResult> StartAsync(NewRequestBody body, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
        await ApiResults.OfAsync(await commands.StartAsync(body.Environment, (body.Content ?? new RequestBody()).Onto(RequestContent.Empty), cancellation), async id =>
            await reading.FindAsync(id.Value, cancellation) is { } found ? ApiResults.Created($"requests/{id.Value}", found) : ApiResults.Found<RequestDetails>(null));

    private static async Task<IResult> FindAsync(Guid id, Reading reading, CancellationToken cancellation) =>
        ApiResults.Found(await reading.FindAsync(id, cancellation), found => found.Version);

    private static async Task<IResult> EditAsync(Guid id, RequestBody body, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
        await reading.FindAsync(id, cancellation) is not { } found
            ? ApiResults.Refused(new NotFound("This request"))
            : await reading.AfterAsync(id, await commands.EditAsync(new(id), body.Onto(found.Content), seen.Version, cancellation), cancellation);

    private static async Task<IResult> RemoveAsync(Guid id, string user, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation)
    {
        var found = await reading.FindAsync(id, cancellation);
        var person = found?.Collaborators.FirstOrDefault(named => named.UserName == user)?.Id;
        return person is null
            ? ApiResults.Refused(new NotFound("This collaborator"))
            : await reading.AfterAsync(id, await commands.RemoveCollaboratorAsync(new(id), person.Value, seen.Version, cancellation), cancellation);
    }

    private static async Task<IResult> PostAsync(Guid id, MessageBody body, MessageCommands commands, CancellationToken cancellation) =>
        await commands.PostAsync(new(id), body.Text, cancellation) is var posted && posted.IsOk
            ? ApiResults.Created($"requests/{id}/messages", new PostedMessage(posted.Value))
            : ApiResults.Refused(posted.Error!);

    private static async Task<IResult> DecideAsync(Guid id, string step, DecisionBody body, ReviewCommands commands, Reading reading, CancellationToken cancellation)
    {
        var verdict = new Verdict(body.Version, body.Outcome, body.Justification, body.Final);
        var decided = await commands.DecideAsync(new(id), step, verdict, cancellation);
        return await ApiResults.OfAsync(decided, _ => FindAsync(id, reading, cancellation));
    }

    /// <summary>Null for a word that is none of the enum's; the first member when nothing was sent.</summary>
    private static T? Parse<T>(string? word)
        where T : struct, Enum =>
        word is null ? default(T) : Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => PlainWords.Kebab(value.ToString()!) == word);

    /// <param name="Environment">Handle.</param>
    /// <param name="Content">What is known already.</param>
    internal sealed record NewRequestBody(string Environment, RequestBody? Content = null);

    /// <param name="Cohort">Whose data.</param>
    /// <param name="Collections">Replaces the whole choice.</param>
    internal sealed record RequestBody(
        string? Title = null, string? PublicSummary = null, string? Purpose = null, string? ExpectedOutputs = null, DateOnly? StartsOn = null, DateOnly? EndsOn = null,
        CohortBody? Cohort = null, IReadOnlyList<CollectionBody>? Collections = null, bool? IsDeclared = null)
    {
        public RequestContent Onto(RequestContent before) => before with
        {
            Title = Title ?? before.Title,
            PublicSummary = PublicSummary ?? before.PublicSummary,
            Purpose = Purpose ?? before.Purpose,
            ExpectedOutputs = ExpectedOutputs ?? before.ExpectedOutputs,
            StartsOn = StartsOn ?? before.StartsOn,
            EndsOn = EndsOn ?? before.EndsOn,
            Cohort = Cohort is null ? before.Cohort : Cohort.SavedCohort is { } saved ? new CohortChoice(saved, "", null, "") : CohortChoice.Everyone,
            Collections = Collections is null ? before.Collections : [.. Collections.Select(choice => new CollectionChoice(choice.Id, choice.Fields))],
            IsDeclared = IsDeclared ?? before.IsDeclared,
        };
    }

    /// <param name="SavedCohort">One of my saved cohorts; null for all participants.</param>
    internal sealed record CohortBody(Guid? SavedCohort);

    /// <param name="Fields">Addresses; all of the collection when not sent.</param>
    internal sealed record CollectionBody(string Id, IReadOnlyList<string>? Fields = null);

    /// <param name="Text">Plain text.</param>
    internal sealed record MessageBody(string Text = "");

    internal sealed record PostedMessage(RequestMessageId Id);

    /// <param name="Until">Time of the newest message that was read.</param>
    internal sealed record ReadBody(DateTimeOffset Until);

    /// <param name="Reason">For the other reviewers and the admins; may be empty.</param>
    internal sealed record RecuseBody(string Reason = "");

    /// <param name="To">Id of the person.</param>
    internal sealed record HandOverBody(Guid To);

    /// <param name="To">Id of the collaborator.</param>
    /// <param name="Reason">For everybody on the request.</param>
    internal sealed record PassBody(Guid To, string Reason = "");

    internal sealed record RevokeBody(string Reason = "");

    /// <param name="Statement">What came of the work.</param>
    internal sealed record CloseBody(string Statement = "");

    /// <param name="Version">The version that was read.</param>
    /// <param name="Final">Reject for good, where the policies allow it.</param>
    /// <param name="Justification">Needed to reject, and to approve where the policies ask for it.</param>
    internal sealed record DecisionBody(int Version, DecisionOutcome Outcome, bool Final = false, string Justification = "");
}

/// <summary>Reads a request for whoever calls.</summary>
internal sealed class Reading(ICurrentActor actors, IAccessRequestQueries queries)
{
    public async Task<RequestDetails?> FindAsync(Guid id, CancellationToken cancellation) =>
        await queries.FindAsync(new(id), await actors.GetAsync(cancellation), cancellation);

    /// <summary>The request as it is after a change, or the refusal.</summary>
    public Task<IResult> AfterAsync(Guid id, Result<long> changed, CancellationToken cancellation) =>
        ApiResults.OfAsync(changed, async _ => ApiResults.Found(await FindAsync(id, cancellation), found => found.Version));
}

/// <summary>A cursor that counts rows: these lists are short and sorted by what changes.</summary>
internal static class Skip
{
    public static int Of(Cursor? cursor) =>
        cursor?.Parts is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : 0;

    public static string? After(int skipped, int rows, int total) =>
        skipped + rows < total ? new Cursor((skipped + rows).ToString(CultureInfo.InvariantCulture)).ToString() : null;
}
