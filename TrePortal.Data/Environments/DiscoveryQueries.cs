using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Environments.Documents;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Environments;

/// <inheritdoc cref="IDiscoveryQueries"/>
internal sealed class DiscoveryQueries(IDbContextFactory<PortalDbContext> contexts, DatasetCache datasets, DataRoot root, TimeProvider clock) : IDiscoveryQueries
{
    public async Task<DiscoveryList> ListAsync(Actor reader, DiscoveryFilter filter, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var visible = db.Set<ResearchEnvironment>().Where(item => item.State != EnvironmentState.Draft).Where(Discoverable.By(reader, clock));
        var found = Narrowed(db, visible, filter);
        var page = Sorted(found, filter.Sort).Skip(Math.Max(0, filter.Skip)).Take(filter.Size);
        var rows = await Rows(db, page, reader, found).ToListAsync(cancellation);
        var facets = await (
            from item in visible
            join organization in db.Set<Organization>() on item.Organization equals organization.Id
            group item by new { organization.Handle, organization.Name, item.CategoryText } into some
            select new { some.Key.Handle, some.Key.Name, some.Key.CategoryText, Count = some.Count() }).ToListAsync(cancellation);
        var ordered = filter.Sort switch
        {
            DiscoverySort.Updated => rows.OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Handle, StringComparer.Ordinal),
            DiscoverySort.Published => rows.OrderByDescending(row => row.PublishedAt).ThenBy(row => row.Handle, StringComparer.Ordinal),
            _ => rows.OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Handle, StringComparer.Ordinal),
        };
        return new(
            [.. ordered.Select(row => row.ToRow())],
            rows.Count > 0 ? rows[0].FoundInAll : filter.Skip > 0 ? await found.CountAsync(cancellation) : 0,
            facets.Sum(facet => facet.Count),
            [.. facets.Select(facet => new DiscoveryOrganization(facet.Handle, facet.Name)).Distinct().OrderBy(facet => facet.Name, StringComparer.OrdinalIgnoreCase)],
            [.. facets.SelectMany(facet => facet.CategoryText.Split('|', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)]);
    }

    public async Task<DiscoveryDetails?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var one = db.Set<ResearchEnvironment>().Where(item => item.Handle == handle).Where(Discoverable.By(reader, clock));
        if (await Rows(db, one, reader, one).FirstOrDefaultAsync(cancellation) is not { } found)
        {
            return null;
        }

        var parts = await one
            .AsSingleQuery() // a handful of steps, a handful of documents
            .Select(item => new
            {
                Steps = EF.Property<IReadOnlyList<ReviewStep>>(item, "_steps").OrderBy(step => step.Order)
                    .Select(step => new DiscoveryStep(step.Id, step.Name, step.Description, step.Quorum)).ToList(),
                Documents = db.Set<EnvironmentDocument>().Where(document => document.Environment == item.Id).OrderBy(document => document.Order).Select(DocumentQueries.Row).ToList(),
            })
            .FirstAsync(cancellation);
        return new(found.ToRow(), found.Details, found.Showcase, found.ReviewMode, parts.Steps, parts.Documents, found.Policies, found.ToInventory(), found.Version);
    }

    public async Task<DiscoveredData?> ReadDataAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var one = db.Set<ResearchEnvironment>().Where(item => item.Handle == handle).Where(Discoverable.By(reader, clock));
        if (await Rows(db, one, reader, one).FirstOrDefaultAsync(cancellation) is not { } found)
        {
            return null;
        }

        return new(Schema(found.Assets?.Tabular), found.Assets?.Collections is { } collections ? StoredCollections.Read(Path.Combine(root.Path, collections.File)) : CollectionSet.Empty);
    }

    private DatasetSchema? Schema(DatasetAsset? asset)
    {
        if (asset is null)
        {
            return null;
        }

        using var borrowed = datasets.Borrow(Path.Combine(root.Path, asset.Folder));
        return borrowed.Dataset.Schema;
    }

    private IQueryable<Found> Rows(PortalDbContext db, IQueryable<ResearchEnvironment> page, Actor reader, IQueryable<ResearchEnvironment> all)
    {
        var (me, keys, today) = (reader.Id, Discoverable.Keys(reader), Discoverable.Today(clock));
        return
            from item in page
            join organization in db.Set<Organization>() on item.Organization equals organization.Id
            join version in db.Set<InventoryVersion>() on item.ActiveVersion equals (InventoryVersionId?)version.Id into versions
            from version in versions.DefaultIfEmpty()
            select new Found
            {
                Id = item.Id,
                Handle = item.Handle,
                Name = item.Name,
                Organization = new DiscoveryOrganization(organization.Handle, organization.Name),
                OrganizationId = organization.Id,
                Region = item.Region,
                State = item.State,
                Visibility = item.Visibility,
                Details = item.Details,
                Policies = item.Policies,
                Showcase = item.Showcase,
                ReviewMode = item.ReviewMode,
                UpdatedAt = item.UpdatedAt,
                PublishedAt = item.PublishedAt,
                Version = item.Version,
                Number = version == null ? null : version.Number,
                Label = version == null ? null : version.Label,
                Notes = version == null ? null : version.Notes,
                ActivatedAt = version == null ? null : version.ActivatedAt,
                Assets = version == null ? null : version.Assets,
                Tier = version == null ? null : version.Tier,
                Reader = reader,
                IsAdmin = item.Admins.Any(admin => admin.Person == me),
                IsNamed = item.Authorized.Any(entry => keys.Contains(entry.Key) && (entry.Until == null || entry.Until >= today)),
                IsReviewer = EF.Property<IReadOnlyList<ReviewStep>>(item, "_steps").Any(step => step.Reviewers.Any(reviewer => reviewer.Person == me)),
                FoundInAll = all.Count(),
            };
    }

    private static IQueryable<ResearchEnvironment> Narrowed(PortalDbContext db, IQueryable<ResearchEnvironment> visible, DiscoveryFilter filter)
    {
        foreach (var word in (filter.Search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(10))
        {
#pragma warning disable CA1308 // the text it is looked for in is in lower case
            var pattern = LikePattern.Containing(word.ToLowerInvariant());
#pragma warning restore CA1308
            visible = visible.Where(item => EF.Functions.Like(item.SearchText, pattern, LikePattern.Escape));
        }

        if (filter.State is { } state)
        {
            visible = visible.Where(item => item.State == state);
        }

        if (filter.Organization is { Length: > 0 } handle)
        {
            visible = visible.Where(item => db.Set<Organization>().Any(organization => organization.Id == item.Organization && organization.Handle == handle));
        }

        if (filter.Category is { Length: > 0 } category)
        {
            var pattern = LikePattern.Containing($"|{category}|");
            visible = visible.Where(item => EF.Functions.Like(item.CategoryText, pattern, LikePattern.Escape));
        }

        return visible;
    }

    private static IQueryable<ResearchEnvironment> Sorted(IQueryable<ResearchEnvironment> found, DiscoverySort sort) => sort switch
    {
        DiscoverySort.Updated => found.OrderByDescending(item => item.UpdatedAt).ThenBy(item => item.Handle),
        DiscoverySort.Published => found.OrderByDescending(item => item.PublishedAt).ThenBy(item => item.Handle),
        _ => found.OrderBy(item => item.Name).ThenBy(item => item.Handle),
    };

    /// <summary>As read; the true counts in it stay in this file.</summary>
    private sealed class Found
    {
        public required EnvironmentId Id { get; init; }

        public required string Handle { get; init; }

        public required string Name { get; init; }

        public required DiscoveryOrganization Organization { get; init; }

        public required OrganizationId OrganizationId { get; init; }

        public required string Region { get; init; }

        public required EnvironmentState State { get; init; }

        public required Visibility Visibility { get; init; }

        public required EnvironmentDetails Details { get; init; }

        public required Policies Policies { get; init; }

        public required ShowcaseMode? Showcase { get; init; }

        public required ReviewMode ReviewMode { get; init; }

        public required DateTimeOffset UpdatedAt { get; init; }

        public required DateTimeOffset? PublishedAt { get; init; }

        public required long Version { get; init; }

        public required int? Number { get; init; }

        public required string? Label { get; init; }

        public required string? Notes { get; init; }

        public required DateTimeOffset? ActivatedAt { get; init; }

        public required InventoryAssets? Assets { get; init; }

        public required DisclosureTier? Tier { get; init; }

        public required Actor Reader { get; init; }

        public required bool IsAdmin { get; init; }

        public required bool IsNamed { get; init; }

        public required bool IsReviewer { get; init; }

        public required int FoundInAll { get; init; }

        private DisclosureGate Gate => DisclosureGate.For(Tier ?? Policies.Tier);

        private DatasetAsset? Tables => Assets?.Tabular ?? Assets?.Showcase;

        public DiscoveryRow ToRow() => new(
            Id, Handle, Name, Organization, Region, State, Visibility, Details.Description, Details.Categories,
            Published(Tables?.Participants), Tables?.Fields, Published(Assets?.Files?.Files), Number, Roles(), UpdatedAt);

        public DiscoveryInventory? ToInventory() => Number is not { } number || Assets is not { } assets ? null : new(
            number, Label!, Notes!, ActivatedAt,
            [.. (Tables?.Entities ?? []).Select(entity => new DiscoveryEntity(entity.Title, entity.Fields, Published(entity.Rows)!))],
            assets.Collections?.Collections ?? 0,
            HasTables: Showcase == ShowcaseMode.Curated ? assets.Showcase is not null : assets.Tabular is not null);

        private PublishedCount? Published(long? count) => count is { } known ? Gate.Publish((int)Math.Min(int.MaxValue - 100, known)) : null;

        private EnvironmentRole Roles()
        {
            var isPublished = State != EnvironmentState.Draft;
            return (IsAdmin ? EnvironmentRole.TreAdmin : 0)
                | (isPublished && (Visibility == Visibility.Public || IsNamed) ? EnvironmentRole.AuthorizedUser : 0)
                | (isPublished && IsReviewer ? EnvironmentRole.Reviewer : 0)
                | (Reader.IsOrganizationAdmin(OrganizationId) ? EnvironmentRole.OrganizationAdmin : 0);
        }
    }
}
