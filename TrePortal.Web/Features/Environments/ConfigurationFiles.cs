using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Configurations as files: sent to whoever administers the environment, taken into a draft.</summary>
internal sealed class ConfigurationFiles(IConfigurationQueries queries, IDocumentStore store, ConfigurationCommands commands, ICurrentActor actors)
{
    /// <summary>Documents of 50 MB, in base 64, and the rest.</summary>
    public const long MaxBytes = 80L << 20;

    public async Task<IResult> SendAsync(string handle, bool documents, bool people, CancellationToken cancellation)
    {
        if (await queries.FindAsync(handle, await actors.GetAsync(cancellation), documents, people, cancellation) is not { } found)
        {
            return ApiResults.Refused(new NotFound("This environment"));
        }

        return TypedResults.Stream(target => ConfigurationJson.WriteAsync(target, found, store, cancellation), "application/json", $"{handle}.configuration.json");
    }

    /// <summary>The right is looked at before the body is read, and again by the command.</summary>
    public async Task<Result<ConfigurationOutcome>> ReceiveAsync(string handle, Stream body, long? version, CancellationToken cancellation)
    {
        var may = await queries.MayImportAsync(handle, await actors.GetAsync(cancellation), cancellation);
        if (!may.IsOk)
        {
            return may.Error;
        }

        var read = await ConfigurationJson.ReadAsync(body, store, cancellation);
        return read.IsOk ? await commands.ConfigureAsync(handle, read.Value, version, CancellationToken.None) : read.Error;
    }
}

/// <summary>Export and import beside the circuit.</summary>
internal static class ConfigurationPages
{
    // What comes back over the circuit is cut; these lines fit.
    private const int MostLines = 60;

    public static void MapConfigurationPages(this WebApplication app)
    {
        app.MapGet(Addresses.AdminEnvironments + "/{handle}/configuration/export.json", (string handle, ConfigurationFiles files, CancellationToken cancellation, bool documents = true, bool people = false) =>
            files.SendAsync(handle, documents, people, cancellation)).ExcludeFromDescription();
        app.MapPost(Addresses.AdminEnvironments + "/{handle}/configuration/import", ImportAsync)
            .WithMetadata(new RequestSizeLimitAttribute(ConfigurationFiles.MaxBytes)).ExcludeFromDescription();
    }

    private static async Task<IResult> ImportAsync(string handle, HttpContext context, IAntiforgery antiforgery, ConfigurationFiles files, CancellationToken cancellation)
    {
        if (!await UploadedFiles.IsFromPageAsync(context, antiforgery)
            || !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 70 } boundary
            || await new MultipartReader(boundary, context.Request.Body).ReadNextSectionAsync(cancellation) is not { } part)
        {
            return Results.BadRequest();
        }

        return ApiResults.Of(await files.ReceiveAsync(handle, part.Body, null, cancellation), outcome =>
            Results.Json(new ImportAnswer(outcome.Lines.Count, outcome.Lines.Count(line => !line.IsDone), [.. outcome.Lines.Where(line => !line.IsDone).Take(MostLines)])));
    }
}

/// <param name="Lines">The first ones that were not matched.</param>
internal sealed record ImportAnswer(int Named, int Unmatched, IReadOnlyList<ConfigurationLine> Lines);
