using Microsoft.AspNetCore.Mvc;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>The configuration of an environment as one JSON document (docs/configuration.md), and copies.</summary>
internal static class ConfigurationApi
{
    public static void MapConfigurationApi(this RouteGroupBuilder api)
    {
        var environment = api.MapGroup("/environments/{handle}").WithTags("Configuration");
        environment.MapGet("/configuration", (string handle, ConfigurationFiles files, CancellationToken cancellation, bool documents = true, bool people = false) =>
            files.SendAsync(handle, documents, people, cancellation))
            .Produces(200, contentType: "application/json").WithSummary("Export everything that is set; people by user name only with people=true")
            .WithDescription("One JSON file without any data, which another draft takes by PUT. documents=false leaves the documents out.")
            .AddOpenApiOperationTransformer(ConfigurationDescription.DescribeAsync);
        environment.MapPut("/configuration", async (string handle, HttpRequest request, IfMatch seen, ConfigurationFiles files, CancellationToken cancellation) =>
            ApiResults.Of(await files.ReceiveAsync(handle, request.Body, seen.Version, cancellation), outcome => TypedResults.Ok(outcome)))
            .WithMetadata(new RequestSizeLimitAttribute(ConfigurationFiles.MaxBytes))
            .Accepts<IFormFile>("application/json")
            .Produces<ConfigurationOutcome>().WithSummary("Replace the configuration of a draft by an exported one; answers line by line who was matched")
            .WithDescription("Read strictly: a mistake refuses the whole file with its JSON path, and nothing is changed. Policies that differ must be confirmed again. POST /environments makes the draft.")
            .AddOpenApiOperationTransformer(ConfigurationDescription.DescribeAsync);
        environment.MapPost("/copies", CopyAsync).Produces<ConfigurationOutcome>(201).WithSummary("A new draft with the configuration of this environment")
            .WithDescription("From an environment in any state that the caller administers. The caller becomes an admin of the copy and needs the Research Environment Management permission of its organization.");
    }

    private static async Task<IResult> CopyAsync(
        string handle, CopyBody body, ConfigurationCommands commands, ICurrentActor actors, IEnvironmentAdminQueries queries, IConfigurationQueries configurations, CancellationToken cancellation)
    {
        var reader = await actors.GetAsync(cancellation);
        if (await configurations.FindAsync(handle, reader, withDocuments: false, withPeople: false, cancellation) is not { } source)
        {
            return ApiResults.Refused(new Domain.Kernel.NotFound("This environment"));
        }

        var owner = (await queries.OrganizationsForNewAsync(reader, cancellation)).FirstOrDefault(organization => organization.Handle == body.Organization);
        return owner is null
            ? ApiResults.Refused(new Domain.Kernel.NotFound("This organization"))
            : ApiResults.Of(
                await commands.CopyAsync(handle, new NewEnvironment(body.Handle, body.Name, owner.Id, body.Region ?? source.Region), body.People, cancellation),
                outcome => ApiResults.Created($"environments/{outcome.Handle}/settings", outcome));
    }

    /// <param name="Organization">Its handle.</param>
    /// <param name="Region">That of the source when it is not sent.</param>
    /// <param name="People">Admins, authorized users and reviewers too.</param>
    internal sealed record CopyBody(string Handle, string Name, string Organization, string? Region = null, bool People = false);
}
