using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Environments;

#pragma warning disable CA1304, CA1311 // ToLower is the database's own, in ORDER BY

/// <inheritdoc cref="IMembershipQueries"/>
internal sealed partial class MembershipQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IMembershipQueries
{
    private const int MostBatches = 10;

    public async Task<Listing<AdminEntry>?> AdminsAsync(string handle, Actor reader, AdminView view, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found =
            from admin in Mine(db, handle, reader).SelectMany(row => row.Admins)
            join person in db.Set<Person>() on admin.Person equals person.Id
            select new { admin.Since, person.Id, person.UserName, person.DisplayName, person.Email, person.IsEnabled };
        foreach (var pattern in Patterns(view.Search))
        {
            found = found.Where(row => EF.Functions.Like(row.UserName, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.DisplayName, pattern, LikePattern.Escape) || EF.Functions.Like(row.Email, pattern, LikePattern.Escape));
        }

        var sorted = view.Sort == AdminSort.Newest
            ? found.OrderByDescending(row => row.Since).ThenBy(row => row.UserName)
            : found.OrderBy(row => row.DisplayName.ToLower()).ThenBy(row => row.UserName);
        var from = From(page);
        var all = found;
        var rows = await sorted.Skip(from).Take(page.Limit + 1).Select(row => new { Row = row, All = all.Count() }).ToListAsync(cancellation);
        return rows.Count == 0 && !await IsMineAsync(db, handle, reader, cancellation) ? null : Cut(
            page, from, rows.Count == 0 ? 0 : rows[0].All,
            rows.ConvertAll(row => new AdminEntry(new PersonEntry(row.Row.Id, row.Row.UserName, row.Row.DisplayName), row.Row.Email, row.Row.Since, row.Row.IsEnabled)));
    }

    public async Task<Listing<AuthorizedUserEntry>?> AuthorizedAsync(string handle, Actor reader, AuthorizedView view, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var today = Today();
        var found = Shown(Searched(db, Entries(db, Mine(db, handle, reader)), view.Search), view.Show, today);
        var from = From(page);
        var rows = await Sorted(found, view.Sort).Skip(from).Take(page.Limit + 1)
            .Select(row => new
            {
                Row = row,
                All = found.Count(),
                Organization = db.Set<Organization>().Where(item => item.Members.Any(member => (PersonId?)member.Person == row.Person)).OrderBy(item => item.Name).Select(item => item.Name).FirstOrDefault(),
                Members = db.Set<Organization>().Where(item => item.Id == row.OrganizationId).Select(item => item.Members.Count).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        return rows.Count == 0 && !await IsMineAsync(db, handle, reader, cancellation) ? null : Cut(
            page, from, rows.Count == 0 ? 0 : rows[0].All,
            rows.ConvertAll(row => new AuthorizedUserEntry(row.Row.Key, row.Row.OrganizationId is not null, row.Row.Name ?? "", row.Row.Title ?? "", row.Row.Until, row.Row.Until < today)
            {
                Email = row.Row.Email ?? "",
                Organization = row.Organization,
                Members = row.Members,
                Steps = row.Row.Steps,
                IsEnabled = row.Row.IsEnabled,
                Since = row.Row.Since,
            }));
    }

    public async Task<IReadOnlyList<BatchRow>> BatchesAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Batches(db, handle, reader).OrderByDescending(pair => pair.Batch.At).Take(MostBatches)
            .Select(pair => new BatchRow(pair.Batch.Id, pair.Batch.Kind, pair.By, pair.Batch.At, pair.Batch.LineCount, pair.Batch.Changed, pair.Batch.UndoneAt, pair.Batch.At + MembershipBatch.UndoWithin))
            .ToListAsync(cancellation);
    }

    public async Task<BatchDetails?> FindBatchAsync(string handle, MembershipBatchId batch, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await Batches(db, handle, reader).Where(pair => pair.Batch.Id == batch).AsNoTracking().FirstOrDefaultAsync(cancellation);
        return found is null ? null : new BatchDetails(
            new BatchRow(found.Batch.Id, found.Batch.Kind, found.By, found.Batch.At, found.Batch.LineCount, found.Batch.Changed, found.Batch.UndoneAt, found.Batch.UndoUntil),
            [.. found.Batch.Lines.Select(line => line.Outcome)]);
    }

    public async Task<int> LeftWithoutAdminAsync(PersonId person, Actor reader, CancellationToken cancellation)
    {
        if (!reader.IsPlatformAdmin)
        {
            return 0;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<ResearchEnvironment>().CountAsync(
            row => row.Admins.Any(admin => admin.Person == person)
                && !row.Admins.Any(admin => admin.Person != person && db.Set<Person>().Any(other => other.Id == admin.Person && other.IsEnabled)),
            cancellation);
    }

    private static IQueryable<ResearchEnvironment> Mine(PortalDbContext db, string handle, Actor reader)
    {
        var me = reader.Id;
        return db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me));
    }

    private static async Task<bool> IsMineAsync(PortalDbContext db, string handle, Actor reader, CancellationToken cancellation) =>
        await Mine(db, handle, reader).Select(row => (EnvironmentId?)row.Id).FirstOrDefaultAsync(cancellation) is not null;

    private static IQueryable<BatchAndBy> Batches(PortalDbContext db, string handle, Actor reader) =>
        from environment in Mine(db, handle, reader)
        join batch in db.Set<MembershipBatch>() on environment.Id equals batch.Environment
        join person in db.Set<Person>() on batch.By equals person.Id
        select new BatchAndBy { Batch = batch, By = person.DisplayName };

    private static IQueryable<Entry> Entries(PortalDbContext db, IQueryable<ResearchEnvironment> mine) =>
        from environment in mine
        from entry in environment.Authorized
        from person in db.Set<Person>().Where(item => item.Id == entry.Person).DefaultIfEmpty()
        from organization in db.Set<Organization>().Where(item => item.Id == entry.Organization).DefaultIfEmpty()
        select new Entry
        {
            Key = entry.Key,
            Person = entry.Person,
            OrganizationId = entry.Organization,
            Until = entry.Until,
            Since = entry.Since,
            Name = person == null ? organization.Handle : person.UserName,
            Title = person == null ? organization.Name : person.DisplayName,
            Email = person == null ? null : person.Email,
            IsEnabled = person == null || person.IsEnabled,
            Steps = EF.Property<IEnumerable<ReviewStep>>(environment, "_steps").Count(step => step.Reviewers.Any(reviewer => (PersonId?)reviewer.Person == entry.Person)),
        };

    private static IQueryable<Entry> Searched(PortalDbContext db, IQueryable<Entry> entries, string? search)
    {
        foreach (var pattern in Patterns(search))
        {
            entries = entries.Where(row =>
                EF.Functions.Like(row.Name!, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.Title!, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.Email!, pattern, LikePattern.Escape)
                || db.Set<Organization>().Any(item => EF.Functions.Like(item.Name, pattern, LikePattern.Escape) && item.Members.Any(member => (PersonId?)member.Person == row.Person)));
        }

        return entries;
    }

    private static IQueryable<Entry> Shown(IQueryable<Entry> entries, AuthorizedShow show, DateOnly today)
    {
        var soon = today.AddDays(AuthorizedEntry.SoonDays);
        return show switch
        {
            AuthorizedShow.People => entries.Where(row => row.Person != null),
            AuthorizedShow.Organizations => entries.Where(row => row.OrganizationId != null),
            AuthorizedShow.EndingSoon => entries.Where(row => row.Until >= today && row.Until <= soon),
            AuthorizedShow.Ended => entries.Where(row => row.Until < today),
            AuthorizedShow.Reviewers => entries.Where(row => row.Steps > 0),
            _ => entries,
        };
    }

    private static IQueryable<Entry> Sorted(IQueryable<Entry> entries, AuthorizedSort sort) => sort switch
    {
        AuthorizedSort.End => entries.OrderBy(row => row.Until == null).ThenBy(row => row.Until).ThenBy(row => row.Name),
        AuthorizedSort.Newest => entries.OrderByDescending(row => row.Since).ThenBy(row => row.Name),
        _ => entries.OrderBy(row => row.OrganizationId == null).ThenBy(row => row.Title!.ToLower()).ThenBy(row => row.Name),
    };

    private static IEnumerable<string> Patterns(string? search) =>
        (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(10).Select(LikePattern.Containing);

    // A place in the list, not a key: at most some thousand rows, and a person wants to know "51 to 100 of 1,000".
    private static int From(PageRequest page) =>
        page.After is { Parts: ["at", var place] } && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;

    private static Listing<T> Cut<T>(PageRequest page, int from, int found, List<T> rows) =>
        new(page.Cut(rows, _ => new Cursor("at", (from + page.Limit).ToString(CultureInfo.InvariantCulture))), from, found);

    private DateOnly Today() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private sealed class BatchAndBy
    {
        public required MembershipBatch Batch { get; init; }

        public required string By { get; init; }
    }

    private sealed class Entry
    {
        public required Guid Key { get; init; }

        public required PersonId? Person { get; init; }

        public required OrganizationId? OrganizationId { get; init; }

        public required DateOnly? Until { get; init; }

        public required DateTimeOffset Since { get; init; }

        public required string? Name { get; init; }

        public required string? Title { get; init; }

        public required string? Email { get; init; }

        public required bool IsEnabled { get; init; }

        public required int Steps { get; init; }
    }
}
