using System.Net.Mime;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Projects;

internal static class ProjectsApi
{
    public static void MapProjectsApi(this RouteGroupBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects").KeepsItsAnswer();
        projects.MapGet("", ListAsync).Produces<Page<ProjectRow>>().WithSummary("The projects that I work in or administer");
        projects.MapPost("", CreateAsync).Produces<ProjectDetails>(201).WithSummary("Create a project from an approved request");
        projects.MapGet("/{project:guid}", FindAsync).Produces<ProjectDetails>().WithSummary("One project with its dispensals");
        projects.MapPost("/{project:guid}/delete", async (Guid project, DeleteBody body, DispensalCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeleteProjectAsync(new(project), body.Name, cancellation)))
            .Produces(204).WithSummary("Delete a project with everything in it, as its owner; the body repeats its name. The hashes of its files stay in the audit log");
        projects.MapPost("/{project:guid}/upgrade", async (Guid project, DispensalCommands commands, ICurrentActor actors, IProjectQueries queries, CancellationToken cancellation) =>
            await DispensedAsync(project, await commands.UpgradeAsync(new(project), cancellation), actors, queries, cancellation))
            .Produces<DispensalDetails>(201).WithSummary("Give up the inventory version that a project keeps to, and dispense the active one beside it");
        projects.MapGet("/{project:guid}/members", MembersAsync).Produces<Page<ProjectPerson>>().WithSummary("The people of a project");
        projects.MapGet("/{project:guid}/activity", ActivityAsync).Produces<Page<ProjectActivity>>().WithSummary("What happened in a project");
        projects.MapGet("/{project:guid}/files", FilesAsync).Produces<FileList>().WithSummary("The dispensed files with sizes and hashes");
        projects.MapGet("/{project:guid}/files/{**path}", DownloadAsync)
            .Produces(200, contentType: MediaTypeNames.Application.Octet).WithSummary("The content of a dispensed file, where the policy allows downloads");
        projects.MapWorkApi();
        projects.MapGet("/{project:guid}/preview/{**path}", PreviewAsync).Produces<TablePreview>().WithSummary("A page of the first rows of a dispensed table");
        projects.MapPost("/{project:guid}/dispensals", DispenseAsync).Produces<DispensalDetails>(201).WithSummary("Dispense the active inventory version");
        projects.MapGet("/{project:guid}/dispensals/{dispensal:guid}", DispensalAsync).Produces<DispensalDetails>().WithSummary("One dispensal with its progress");
        projects.MapPost("/{project:guid}/dispensals/{dispensal:guid}/cancel", CancelAsync).Produces<DispensalDetails>().WithSummary("Stop a dispensal");
        projects.MapPost("/{project:guid}/dispensals/{dispensal:guid}/retry", RetryAsync).Produces<DispensalDetails>().WithSummary("Try a failed dispensal again");
        projects.MapPost("/{project:guid}/verify", VerifyAsync).Produces<VerificationReport>().WithSummary("Compare every dispensed file with the manifest");
    }

    private static async Task<IResult> ListAsync(Paging paging, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        TypedResults.Ok(await projects.ListAsync(await actors.GetAsync(cancellation), paging.Request, cancellation));

    private static async Task<IResult> CreateAsync(
        NewProjectBody body, DispensalCommands commands, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.CreateProjectAsync(new AccessRequestId(body.Request), body.Name, body.Dispense, cancellation, body.IsPinned),
            async id => await projects.FindAsync(id, await actors.GetAsync(cancellation), cancellation) is { } found
                ? ApiResults.Created($"projects/{id}", found)
                : ApiResults.Found<ProjectDetails>(null));

    private static async Task<IResult> FindAsync(Guid project, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        ApiResults.Found(await projects.FindAsync(new(project), await actors.GetAsync(cancellation), cancellation), found => found.Version);

    private static async Task<IResult> MembersAsync(Guid project, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        ApiResults.Found(await projects.FindAsync(new(project), await actors.GetAsync(cancellation), cancellation) is { } found ? new Page<ProjectPerson>(found.People, null) : null);

    private static async Task<IResult> ActivityAsync(Guid project, Paging paging, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        ApiResults.Of(await projects.ActivityAsync(new(project), await actors.GetAsync(cancellation), paging.Request, cancellation), TypedResults.Ok);

    private static async Task<IResult> FilesAsync(
        Guid project, Guid? dispensal, ICurrentActor actors, IProjectQueries projects, ProjectEntryCommands entries, CancellationToken cancellation) =>
        ApiResults.Of(
            await entries.KeptAsync(new(project), ProjectAction.List, await projects.FilesAsync(new(project), IdOf(dispensal), await actors.GetAsync(cancellation), cancellation), cancellation),
            found => TypedResults.Ok(new FileList(found.Folder.Dispensal, found.Manifest.Inventory.Number, found.Folder.ManifestHash, found.Manifest.Files, null)));

    private static async Task<IResult> DownloadAsync(Guid project, string path, Guid? dispensal, DispensedFileCommands commands, CancellationToken cancellation) =>
        ApiResults.Of(await commands.DownloadAsync(new(project), IdOf(dispensal), path, cancellation), ProjectDownload.Send);

    private static async Task<IResult> PreviewAsync(
        Guid project, string path, Guid? dispensal, int? page, ICurrentActor actors, IProjectQueries projects, ProjectEntryCommands entries, CancellationToken cancellation) =>
        ApiResults.Of(
            await entries.KeptAsync(new(project), ProjectAction.Preview, await projects.PreviewAsync(new(project), IdOf(dispensal), path, page ?? 1, await actors.GetAsync(cancellation), cancellation), cancellation),
            TypedResults.Ok);

    private static async Task<IResult> DispenseAsync(
        Guid project, DispensalCommands commands, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        await DispensedAsync(project, await commands.StartAsync(new(project), cancellation), actors, projects, cancellation);

    private static Task<IResult> DispensedAsync(Guid project, Result<DispensalId> started, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        ApiResults.OfAsync(
            started,
            async id => await projects.FindDispensalAsync(new(project), id, await actors.GetAsync(cancellation), cancellation) is { } found
                ? ApiResults.Created($"projects/{project}/dispensals/{id}", found)
                : ApiResults.Found<DispensalDetails>(null));

    private static async Task<IResult> DispensalAsync(Guid project, Guid dispensal, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        ApiResults.Found(await projects.FindDispensalAsync(new(project), new(dispensal), await actors.GetAsync(cancellation), cancellation));

    private static async Task<IResult> CancelAsync(
        Guid project, Guid dispensal, DispensalCommands commands, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.CancelAsync(new(project), new(dispensal), cancellation), () => DispensalAsync(project, dispensal, actors, projects, cancellation));

    private static async Task<IResult> RetryAsync(
        Guid project, Guid dispensal, DispensalCommands commands, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.RetryAsync(new(project), new(dispensal), cancellation), () => DispensalAsync(project, dispensal, actors, projects, cancellation));

    private static async Task<IResult> VerifyAsync(
        Guid project, Guid? dispensal, DispensedFileCommands commands, ICurrentActor actors, IProjectQueries projects, CancellationToken cancellation)
    {
        // Which folder to read is asked here; whether this person may is decided, and refusals are kept, by the command.
        var found = await projects.FindAsync(new(project), await actors.GetAsync(cancellation), cancellation);
        var delivered = found?.Dispensals.FirstOrDefault(item => item.ManifestHash is not null && (dispensal is null || item.Id.Value == dispensal));
        var folder = delivered is null ? null : new DeliveredFolder(new(project), delivered.Id, delivered.ManifestHash!);
        return ApiResults.Of(await commands.VerifyAsync(new(project), folder, null, cancellation), TypedResults.Ok);
    }

    private static DispensalId? IdOf(Guid? dispensal) => dispensal is { } id ? new DispensalId(id) : null;

    /// <param name="Request">Id of the approved request.</param>
    /// <param name="Dispense">Begin the first dispensal in the same transaction.</param>
    /// <param name="IsPinned">Keep to the inventory version on which the request was approved.</param>
    internal sealed record NewProjectBody(Guid Request, string Name, bool Dispense = true, bool IsPinned = false);

    /// <param name="Name">Of the project, exactly.</param>
    internal sealed record DeleteBody(string Name = "");

    /// <param name="Dispensal">The newest delivered one, or the one asked for.</param>
    /// <param name="InventoryVersion">Its number.</param>
    internal sealed record FileList(DispensalId Dispensal, int InventoryVersion, string ManifestSha256, IReadOnlyList<ManifestFile> Items, string? NextCursor);
}
