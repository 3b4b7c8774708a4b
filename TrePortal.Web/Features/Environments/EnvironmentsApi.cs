using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>Creating, describing and moving an environment. What researchers read of one is another capability's.</summary>
internal static class EnvironmentsApi
{
    public static void MapEnvironmentsApi(this RouteGroupBuilder api)
    {
        var environments = api.MapGroup("/environments").WithTags("Environment administration");
        environments.MapPost("", CreateAsync).Produces<EnvironmentForAdmin>(201).WithSummary("Create a draft");
        environments.MapGet("/{handle}/settings", FindAsync).Produces<EnvironmentForAdmin>().WithSummary("All settings, for admins of the environment; its ETag is what changes ask for");
        environments.MapPatch("/{handle}", DescribeAsync).Produces<EnvironmentForAdmin>().WithSummary("Change the details; what is not sent stays");
        environments.MapDelete("/{handle}", async (string handle, IfMatch seen, EnvironmentRemovalCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeleteAsync(handle, seen.Version, cancellation)))
            .Produces(204).WithSummary("Delete a draft, or an environment under maintenance without open requests and projects");
        environments.MapGet("/{handle}/removal", async (string handle, ICurrentActor actors, IEnvironmentRemovalQueries queries, CancellationToken cancellation) =>
            ApiResults.Found(await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation)))
            .Produces<EnvironmentRemoval>().WithSummary("What stands in the way of deleting it, by count, and what would go with it");
        environments.MapPut("/{handle}/organization", async (string handle, OrganizationBody body, IfMatch seen, EnvironmentCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.TransferAsync(handle, body.Organization, seen.Version, cancellation), () => FindAsync(handle, actors, queries, cancellation)))
            .Produces<EnvironmentForAdmin>().WithSummary("Give a draft to another organization for which I may manage environments");
        environments.MapGet("/{handle}/checklist", ChecklistAsync).Produces<ChecklistBody>().WithSummary("What must be so before publishing or reactivating");
        environments.MapPut("/{handle}/region", async (string handle, RegionBody body, IfMatch seen, EnvironmentCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.MoveAsync(handle, body.Region, seen.Version, cancellation), () => FindAsync(handle, actors, queries, cancellation)))
            .Produces<EnvironmentForAdmin>().WithSummary("Change the region of a draft");
        environments.MapPut("/{handle}/visibility", async (string handle, VisibilityBody body, IfMatch seen, EnvironmentCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.ShowAsync(handle, body.Visibility, seen.Version, cancellation), () => FindAsync(handle, actors, queries, cancellation)))
            .Produces<EnvironmentForAdmin>().WithSummary("Make it restricted or public");
        environments.MapPost("/{handle}/publish", async (string handle, LifecycleCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.PublishAsync(handle, null, cancellation)))
            .Produces(204).WithSummary("Publish a draft");
        environments.MapPost("/{handle}/deactivate", async (string handle, LifecycleCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeactivateAsync(handle, null, cancellation)))
            .Produces(204).WithSummary("Begin maintenance");
        environments.MapPost("/{handle}/reactivate", async (
            string handle, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ReactivateBody? body, LifecycleCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ReactivateAsync(handle, null, body?.ConfirmImpact, cancellation)))
            .Produces(204).WithSummary("End maintenance; a pending version becomes the active one. confirmImpact is the hash of its impact, when it has one");
    }

    internal static async Task<IResult> FindAsync(string handle, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation) =>
        ApiResults.Found(await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation), found => found.Version);

    private static async Task<IResult> CreateAsync(
        NewEnvironmentBody body, EnvironmentCommands commands, ICurrentActor actors, IPeopleQueries people, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var reader = await actors.GetAsync(cancellation);
        if (await people.FindOrganizationAsync(reader, body.Organization, cancellation) is not { } owner)
        {
            return ApiResults.Refused(new Domain.Kernel.NotFound("This organization"));
        }

        return await ApiResults.OfAsync(
            await commands.CreateAsync(new NewEnvironment(body.Handle, body.Name, owner.Id, body.Region), cancellation),
            async handle => ApiResults.Created($"environments/{handle}/settings", (await queries.FindAsync(handle, reader, cancellation))!));
    }

    private static async Task<IResult> DescribeAsync(
        string handle, DetailsBody body, IfMatch seen, EnvironmentCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        EnvironmentDetails Amend(EnvironmentDetails now) => new(
            body.Name ?? now.Name, body.Description ?? now.Description, body.Contact ?? now.Contact, body.Keywords ?? now.Keywords, body.Categories ?? now.Categories);
        return await ApiResults.OfAsync(
            await commands.AmendAsync(handle, Amend, seen.Version, cancellation),
            () => FindAsync(handle, actors, queries, cancellation));
    }

    private static async Task<IResult> ChecklistAsync(string handle, ICurrentActor actors, IEnvironmentAdminQueries queries, CancellationToken cancellation)
    {
        var found = await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new ChecklistBody(found.Checklist.All(line => line.IsDone), found.Checklist));
    }

    /// <param name="ConfirmImpact">Hash of the impact that was read.</param>
    internal sealed record ReactivateBody(string? ConfirmImpact = null);

    /// <param name="Organization">Its handle.</param>
    internal sealed record NewEnvironmentBody(string Handle, string Name, string Organization, string Region);

    internal sealed record DetailsBody(string? Name = null, string? Description = null, string? Contact = null, IReadOnlyList<string>? Keywords = null, IReadOnlyList<string>? Categories = null);

    internal sealed record RegionBody(string Region);

    /// <param name="Organization">Its handle.</param>
    internal sealed record OrganizationBody(string Organization);

    internal sealed record VisibilityBody(Visibility Visibility);

    internal sealed record ChecklistBody(bool IsComplete, IReadOnlyList<ChecklistLine> Lines);
}
