using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Features.Audit;

/// <summary>The filters as they stand in an address, the same for page, API and export.</summary>
/// <param name="Environment">Handle.</param>
/// <param name="Person">Exact user name of who did it.</param>
/// <param name="Kind">Kind of object: environment, request, person, ...</param>
/// <param name="Object">Id of the object.</param>
/// <param name="Action">Such as request-submitted.</param>
/// <param name="From">First day or moment.</param>
/// <param name="Until">Up to this moment, which is not included.</param>
public sealed record AuditAsked(string? Environment, string? Person, string? Kind, Guid? Object, string? Action, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Reads the audit log by what was asked, as the present actor.</summary>
public sealed class AuditReading(ICurrentActor actors, IAuditQueries audit, IEnvironmentAdministration environments)
{
    public async Task<Page<AuditRow>> ListAsync(AuditAsked asked, PageRequest page, CancellationToken cancellation) =>
        await FilterAsync(asked, cancellation) is { } filter ? await audit.ListAsync(await actors.GetAsync(cancellation), filter, page, cancellation) : new([], null);

    public async IAsyncEnumerable<AuditRow> StreamAsync(AuditAsked asked, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await FilterAsync(asked, cancellation) is not { } filter)
        {
            yield break;
        }

        await foreach (var row in audit.StreamAsync(await actors.GetAsync(cancellation), filter, cancellation))
        {
            yield return row;
        }
    }

    /// <summary>Null when the environment does not exist: then nothing matches, as for one that the reader may not see.</summary>
    private async Task<AuditFilter?> FilterAsync(AuditAsked asked, CancellationToken cancellation)
    {
        var handle = Given(asked.Environment);
        var environment = handle is null ? null : await environments.FindAsync(handle, cancellation);
        return handle is not null && environment is null
            ? null
            : new(environment, Given(asked.Person), Given(asked.Kind), asked.Object, Given(asked.Action), asked.From, asked.Until);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
