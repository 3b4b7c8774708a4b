using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>Admins, authorized users, review steps and their reviewers.</summary>
internal static class MembershipApi
{
    public static void MapMembershipApi(this RouteGroupBuilder api)
    {
        var environment = api.MapGroup("/environments/{handle}").WithTags("Environment administration");
        environment.MapGet("/admins", AdminsAsync).Produces<Page<AdminEntry>>().WithSummary("Who administers the environment");
        environment.MapPost("/admins", async (string handle, PersonBody body, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AddAdminAsync(handle, body.Name, null, cancellation)))
            .Produces(204).WithSummary("Add an admin by user name or e-mail address");
        environment.MapDelete("/admins/{user}", RemoveAdminAsync).Produces(204).WithSummary("Remove an admin; nobody removes themselves");
        environment.MapGet("/authorized-users", AuthorizedAsync).Produces<Page<AuthorizedUserEntry>>().WithSummary("Who may explore and request");
        environment.MapPost("/authorized-users", async (string handle, AuthorizeBody body, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AuthorizeAsync(handle, body.Lines, cancellation), outcomes => TypedResults.Ok(new OutcomesBody(outcomes))))
            .Produces<OutcomesBody>().WithSummary("Authorize many at once; each line has its own outcome");
        environment.MapDelete("/authorized-users/{key:guid}", async (string handle, Guid key, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.UnauthorizeAsync(handle, key, null, cancellation)))
            .Produces(204).WithSummary("Take an authorization away");

        environment.MapGet("/review-pipeline", PipelineAsync).Produces<PipelineBody>().WithSummary("Mode, steps and reviewers");
        environment.MapPut("/review-pipeline", async (string handle, ModeBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.SetReviewModeAsync(handle, body.Mode, seen.Version, cancellation)))
            .Produces(204).WithSummary("Parallel or sequential");
        environment.MapPut("/review-pipeline/order", async (string handle, OrderBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.OrderStepsAsync(handle, body.Steps, seen.Version, cancellation)))
            .Produces(204).WithSummary("The order of the steps, by their ids");
        environment.MapPost("/review-steps/{id}", async (string handle, string id, StepBody body, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AddStepAsync(handle, new StepDraft(id, body.Name, body.Description, body.Quorum), null, cancellation)))
            .Produces(204).WithSummary("Add a step to a draft");
        environment.MapPatch("/review-steps/{id}", async (string handle, string id, StepTextBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DescribeStepAsync(handle, id, body.Name, body.Description, seen.Version, cancellation)))
            .Produces(204).WithSummary("Name and description of a step");
        environment.MapPut("/review-steps/{id}/quorum", async (string handle, string id, QuorumBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.SetQuorumAsync(handle, id, body.Quorum, seen.Version, cancellation)))
            .Produces(204).WithSummary("Approvals that a step of a draft needs");
        environment.MapDelete("/review-steps/{id}", async (string handle, string id, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RemoveStepAsync(handle, id, seen.Version, cancellation)))
            .Produces(204).WithSummary("Remove a step from a draft");
        environment.MapPut("/review-steps/{id}/reviewers/{user}", async (string handle, string id, string user, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AssignReviewerAsync(handle, id, user, null, cancellation)))
            .Produces(204).WithSummary("Make an authorized user a reviewer of the step");
        environment.MapDelete("/review-steps/{id}/reviewers/{user}", RemoveReviewerAsync).Produces(204).WithSummary("Take a reviewer off the step");
    }

    private static async Task<IResult> AdminsAsync(string handle, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new Page<AdminEntry>(found.Admins, null));
    }

    private static async Task<IResult> AuthorizedAsync(string handle, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new Page<AuthorizedUserEntry>(found.Authorized, null));
    }

    private static async Task<IResult> PipelineAsync(string handle, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new PipelineBody(found.ReviewMode, found.Steps), _ => found!.Version);
    }

    private static async Task<IResult> RemoveAdminAsync(
        string handle, string user, MembershipCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return found?.Admins.FirstOrDefault(admin => admin.Person.UserName == user) is { } admin
            ? ApiResults.Of(await commands.RemoveAdminAsync(handle, admin.Person.Id, null, cancellation))
            : ApiResults.Refused(new Domain.Kernel.NotFound("This admin"));
    }

    private static async Task<IResult> RemoveReviewerAsync(
        string handle, string id, string user, ReviewCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return found?.Steps.FirstOrDefault(step => step.Id == id)?.Reviewers.FirstOrDefault(reviewer => reviewer.UserName == user) is { } person
            ? ApiResults.Of(await commands.UnassignAsync(handle, id, person.Id, null, cancellation))
            : ApiResults.Refused(new Domain.Kernel.NotFound("This reviewer"));
    }

    /// <param name="Name">User name or e-mail address.</param>
    internal sealed record PersonBody(string Name);

    internal sealed record AuthorizeBody(IReadOnlyList<AuthorizationLine> Lines);

    internal sealed record OutcomesBody(IReadOnlyList<LineOutcome> Items);

    internal sealed record PipelineBody(ReviewMode Mode, IReadOnlyList<StepForAdmin> Steps);

    internal sealed record ModeBody(ReviewMode Mode);

    internal sealed record OrderBody(IReadOnlyList<string> Steps);

    internal sealed record StepBody(string Name, string Description = "", int Quorum = 1);

    internal sealed record StepTextBody(string Name, string Description);

    internal sealed record QuorumBody(int Quorum);
}
