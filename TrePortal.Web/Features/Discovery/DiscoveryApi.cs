using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Discovery;

/// <summary>What researchers find: the same queries as the Resource Center and the environment page.</summary>
internal static class DiscoveryApi
{
    public static void MapDiscoveryApi(this RouteGroupBuilder api)
    {
        var environments = api.MapGroup("/environments").WithTags("Environments");
        environments.MapGet("", ListAsync).Produces<Page<DiscoveryRow>>().WithSummary("The environments that I may see, by name; sort is name, updated or published");
        environments.MapGet("/{handle}", async (string handle, ICurrentActor actors, IDiscoveryQueries discovery, CancellationToken cancellation) =>
            ApiResults.Found(await discovery.FindAsync(handle, await actors.GetAsync(cancellation), cancellation), found => found.Version))
            .Produces<DiscoveryDetails>().WithSummary("One environment: description, inventory in published numbers, steps, policies");
        environments.MapGet("/{handle}/collections", async (string handle, ICurrentActor actors, IDiscoveryQueries discovery, CancellationToken cancellation) =>
            ApiResults.Found(await discovery.ReadDataAsync(handle, await actors.GetAsync(cancellation), cancellation) is { } found ? CollectionsOf(found) : null))
            .Produces<Page<CollectionView>>().WithSummary("The data collections that can be asked for, with their fields");
        environments.MapGet("/{handle}/inventory/dictionary", async (string handle, ICurrentActor actors, IDiscoveryQueries discovery, CancellationToken cancellation) =>
            ApiResults.Found(await discovery.ReadDataAsync(handle, await actors.GetAsync(cancellation), cancellation) is { } found ? DictionaryOf(found) : null))
            .Produces<DictionaryView>().WithSummary("The data dictionary of the active version: entities, fields, codings");
    }

    private static async Task<IResult> ListAsync(
        ICurrentActor actors, IDiscoveryQueries discovery, Paging paging, CancellationToken cancellation,
        string? search = null, string? state = null, string? organization = null, string? category = null, string? sort = null)
    {
        if (state is not (null or "active" or "maintenance"))
        {
            return ApiResults.Refused(new Invalid("state", "state", "state is active or maintenance."));
        }

        if (sort is not (null or "name" or "updated" or "published"))
        {
            return ApiResults.Refused(new Invalid("sort", "sort", "sort is name, updated or published."));
        }

        var skip = paging.Request.After?.Parts is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : 0;
        var filter = new DiscoveryFilter
        {
            Search = search,
            State = state switch { "active" => EnvironmentState.Active, "maintenance" => EnvironmentState.Maintenance, _ => null },
            Organization = organization,
            Category = category,
            Sort = sort switch { "updated" => DiscoverySort.Updated, "published" => DiscoverySort.Published, _ => DiscoverySort.Name },
            Skip = skip,
            Size = paging.Request.Limit,
        };
        var list = await discovery.ListAsync(await actors.GetAsync(cancellation), filter, cancellation);
        var reached = skip + list.Rows.Count;
        return TypedResults.Ok(new Page<DiscoveryRow>(list.Rows, reached < list.Found ? new Cursor(reached.ToString(CultureInfo.InvariantCulture)).ToString() : null));
    }

    private static Page<CollectionView> CollectionsOf(DiscoveredData data) => new(
        [.. data.Collections.Collections.Select(collection => new CollectionView(
            collection.Id, collection.Title, collection.Description, collection.Group,
            data.Schema is null ? [] : [.. CollectionSet.Fields([collection], data.Schema).Select(field => field.Address)],
            collection.Files, collection.Required, collection.Requires))], null);

    private static DictionaryView DictionaryOf(DiscoveredData data) => new(
        [.. (data.Schema?.Entities ?? []).Select(entity => new DictionaryEntity(entity.Name, entity.Title, entity.Description, [.. entity.Fields.Select(Of)]))],
        [.. (data.Schema?.Codings ?? []).Select(coding => new DictionaryCoding(coding.Name, coding.Codes))]);

    private static DictionaryField Of(FieldSchema field) => new(
        field.Address, field.Name, field.Title, field.Description, field.Type, field.Units, field.Folder, field.IsIdentifier, field.IsMultiSelect, field.IsSparse, field.CodingName, field.Concept, field.Linkout);

    /// <param name="Fields">Addresses, keys among them.</param>
    internal sealed record CollectionView(
        string Id, string Title, string Description, string Group, IReadOnlyList<string> Fields, bool Files, bool Required, IReadOnlyList<string> Requires);

    internal sealed record DictionaryView(IReadOnlyList<DictionaryEntity> Entities, IReadOnlyList<DictionaryCoding> Codings);

    internal sealed record DictionaryEntity(string Name, string Title, string Description, IReadOnlyList<DictionaryField> Fields);

    internal sealed record DictionaryField(
        string Address, string Name, string Title, string Description, FieldType Type, string Units, IReadOnlyList<string> Folder,
        bool IsIdentifier, bool IsMultiSelect, bool IsSparse, string? Coding, string Concept, string Linkout);

    internal sealed record DictionaryCoding(string Name, IReadOnlyList<Code> Codes);
}
