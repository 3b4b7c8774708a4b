using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>Admins, authorized users, review steps and their reviewers.</summary>
internal static partial class MembershipApi
{
    public static void MapMembershipApi(this RouteGroupBuilder api)
    {
        var environment = api.MapGroup("/environments/{handle}").WithTags("Environment administration");
        environment.MapAdmins();
        environment.MapAuthorizedUsers();
        environment.MapBatches();

        environment.MapGet("/review-pipeline", PipelineAsync).Produces<PipelineBody>().WithSummary("Mode, steps and reviewers");
        environment.MapPut("/review-pipeline", async (string handle, ModeBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.SetReviewModeAsync(handle, body.Mode, seen.Version, cancellation)))
            .Produces(204).WithSummary("Parallel or sequential");
        environment.MapPut("/review-pipeline/order", async (string handle, OrderBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.OrderStepsAsync(handle, body.Steps, seen.Version, cancellation)))
            .Produces(204).WithSummary("The order of the steps, by their ids");
        environment.MapPost("/review-steps/{id}", async (string handle, string id, StepBody body, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AddStepAsync(handle, new StepDraft(id, body.Name, body.Description, body.Quorum, body.RemindAfterDays), null, cancellation)))
            .Produces(204).WithSummary("Add a step to a draft");
        environment.MapPatch("/review-steps/{id}", async (string handle, string id, StepTextBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DescribeStepAsync(handle, id, body.Name, body.Description, seen.Version, cancellation)))
            .Produces(204).WithSummary("Name and description of a step");
        environment.MapPut("/review-steps/{id}/quorum", async (string handle, string id, QuorumBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.SetQuorumAsync(handle, id, body.Quorum, seen.Version, cancellation)))
            .Produces(204).WithSummary("Approvals that a step of a draft needs");
        environment.MapPut("/review-steps/{id}/reminder", async (string handle, string id, ReminderBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RemindAfterAsync(handle, id, body.Days, seen.Version, cancellation)))
            .Produces(204).WithSummary("Days that a step may wait before its reviewers are reminded, and twice as many before the admins are told; null for never");
        environment.MapDelete("/review-steps/{id}", async (string handle, string id, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RemoveStepAsync(handle, id, seen.Version, cancellation)))
            .Produces(204).WithSummary("Remove a step from a draft");
        environment.MapPut("/review-steps/{id}/reviewers/{user}", async (string handle, string id, string user, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AssignReviewerAsync(handle, id, user, null, cancellation)))
            .Produces(204).WithSummary("Make an authorized user a reviewer of the step");
        environment.MapPost("/review-steps/{id}/reviewers", async (string handle, string id, NamesBody body, MembershipCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AssignReviewersAsync(handle, id, body.Names, cancellation), outcomes => TypedResults.Ok(new OutcomesBody(outcomes))))
            .Produces<OutcomesBody>().WithSummary("Make several authorized users reviewers of the step; each has its own outcome");
        environment.MapPost("/review-pipeline/dry-run", async (string handle, DryRunBody body, IPipelineQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            ApiResults.Of(await queries.DryRunAsync(handle, await actors.GetAsync(cancellation), body.Requester, body.Collaborators ?? [], cancellation), run => TypedResults.Ok(run)))
            .OnlyReads().Produces<DryRun>().WithSummary("Who would be asked if this person requested, with these collaborators; nothing is changed");
        environment.MapDelete("/review-steps/{id}/reviewers/{user}", RemoveReviewerAsync).Produces(204).WithSummary("Take a reviewer off the step");
    }

    private static async Task<IResult> PipelineAsync(string handle, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new PipelineBody(found.ReviewMode, found.Steps), _ => found!.Version);
    }

    private static async Task<IResult> RemoveReviewerAsync(
        string handle, string id, string user, ReviewCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return found?.Steps.FirstOrDefault(step => step.Id == id)?.Reviewers.FirstOrDefault(reviewer => reviewer.UserName == user) is { } person
            ? ApiResults.Of(await commands.UnassignAsync(handle, id, person.Id, null, cancellation))
            : ApiResults.Refused(new Domain.Kernel.NotFound("This reviewer"));
    }

    /// <param name="Names">Exact user names or e-mail addresses.</param>
    internal sealed record NamesBody(IReadOnlyList<string> Names);

    /// <param name="Requester">Exact user name or e-mail address.</param>
    internal sealed record DryRunBody(string Requester, IReadOnlyList<string>? Collaborators = null);

    internal sealed record PipelineBody(ReviewMode Mode, IReadOnlyList<StepForAdmin> Steps);

    internal sealed record ModeBody(ReviewMode Mode);

    internal sealed record OrderBody(IReadOnlyList<string> Steps);

    internal sealed record StepBody(string Name, string Description = "", int Quorum = 1, int? RemindAfterDays = null);

    internal sealed record StepTextBody(string Name, string Description);

    internal sealed record QuorumBody(int Quorum);

    /// <param name="Days">1 to 365; null for no reminder.</param>
    internal sealed record ReminderBody(int? Days);
}
