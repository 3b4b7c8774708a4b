using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Environments;

/// <inheritdoc cref="IPolicyQueries"/>
internal sealed class PolicyQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IPolicyQueries
{
    private const int HistoryAtOnce = 10;

    public async Task<PolicyDetails?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);

        // Everything that the page shows at once, in one trip. Of the texts the newest is the one in force, or none is.
        var found = await Administered(db, handle, reader)
            .AsSingleQuery()
            .Select(row => new
            {
                row.Policies,
                row.Version,
                row.CreatedAt,
                Terms = db.Set<TermsOfUse>().Where(terms => terms.Environment == row.Id).OrderByDescending(terms => terms.Number).Select(terms => terms.Text).FirstOrDefault(),
                Tier = db.Set<InventoryVersion>().Where(version => version.Id == row.ActiveVersion).Select(version => version.Tier).FirstOrDefault(),
                HasActive = row.ActiveVersion != null,
                Versions = db.Set<PolicyVersion>().Where(version => version.Environment == row.Id).OrderByDescending(version => version.Number).Take(HistoryAtOnce + 1)
                    .Select(version => new VersionRow
                    {
                        Number = version.Number,
                        At = version.At,
                        Author = db.Set<Person>().Where(person => person.Id == version.Author).Select(person => person.DisplayName).FirstOrDefault(),
                        Note = version.Note,
                        Before = version.Before,
                        After = version.After,
                    })
                    .ToList(),
            })
            .FirstOrDefaultAsync(cancellation);
        return found is null ? null : new PolicyDetails(
            found.Policies,
            found.Policies.TermsVersion == 0 ? "" : found.Terms ?? "",
            found.HasActive ? found.Tier ?? found.Policies.Tier : null,
            Cut([.. found.Versions.OrderByDescending(row => row.Number)], found.CreatedAt, new PageRequest(HistoryAtOnce, null)),
            found.Version);
    }

    public async Task<Page<PolicyVersionDetails>?> VersionsAsync(string handle, Actor reader, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await Administered(db, handle, reader).Select(row => new { row.Id, row.CreatedAt }).FirstOrDefaultAsync(cancellation);
        if (environment is null)
        {
            return null;
        }

        var before = page.After is { Parts: [var text] } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        var rows = await Versions(db, environment.Id).Where(row => row.Number < before).OrderByDescending(row => row.Number).Take(page.Limit + 1).ToListAsync(cancellation);
        return before > Policies.Default.Version ? Cut(rows, environment.CreatedAt, page) : new Page<PolicyVersionDetails>([], null);
    }

    public async Task<PolicyVersionDetails?> FindVersionAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await Administered(db, handle, reader).Select(row => new { row.Id, row.CreatedAt }).FirstOrDefaultAsync(cancellation);
        if (environment is null)
        {
            return null;
        }

        if (number == Policies.Default.Version)
        {
            return Beginning(environment.CreatedAt);
        }

        return await Versions(db, environment.Id).FirstOrDefaultAsync(row => row.Number == number, cancellation) is { } found
            ? Details(found, await TextAsync(db, environment.Id, found.After.TermsVersion, cancellation))
            : null;
    }

    public async Task<Result<IReadOnlyList<PolicyImpact>>> ImpactAsync(string handle, PolicyDraft draft, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await Administered(db, handle, reader).Select(row => new { row.Id, row.Policies, row.ActiveVersion }).FirstOrDefaultAsync(cancellation);
        if (environment is null)
        {
            return new NotFound("This environment");
        }

        if (draft.Check() is { IsOk: false } wrong)
        {
            return wrong.Error;
        }

        var terms = await TextAsync(db, environment.Id, environment.Policies.TermsVersion, cancellation);
        var change = new ProposedPolicies(environment.Policies, draft.Onto(environment.Policies, terms), draft.AsksAgain(terms), environment.ActiveVersion is not null);
        return await new PolicyImpacts(db, environment.Id, clock.GetUtcNow()).OfAsync(change, cancellation);
    }

    public async Task<TermsDetails?> TermsAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var found = await db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Handle == handle)
            .Select(row => new
            {
                row.Id,
                row.Policies,
                IsParty = db.Set<AccessRequest>().Any(request => request.Environment == row.Id
                        && (request.Owner == me || request.Collaborators.Any(named => named.Person == me && named.Until == null)))
                    || db.Set<Project>().Any(project => project.Environment == row.Id && (project.Owner == me || project.Members.Any(member => member.Person == me))),
            })
            .FirstOrDefaultAsync(cancellation);
        if (found is null || !(found.IsParty || await db.Set<ResearchEnvironment>().Where(row => row.Id == found.Id).AnyAsync(Discoverable.By(reader, clock), cancellation)))
        {
            return null;
        }

        var (id, number) = (found.Id, found.Policies.TermsVersion);
        if (number == 0)
        {
            return new TermsDetails(0, "", null, null);
        }

        return await db.Set<TermsOfUse>().AsNoTracking().Where(row => row.Environment == id && row.Number == number)
            .Select(row => new TermsDetails(
                row.Number, row.Text, row.At,
                db.Set<TermsAcceptance>().Where(accepted => accepted.Environment == id && accepted.Person == me && accepted.Number == number).Select(accepted => (DateTimeOffset?)accepted.At).FirstOrDefault()))
            .FirstAsync(cancellation);
    }

    public async Task<IReadOnlyList<TermsSigner>?> SignersAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await Administered(db, handle, reader).Select(row => new { row.Id }).FirstOrDefaultAsync(cancellation);
        if (environment is null)
        {
            return null;
        }

        var id = environment.Id;
        var projects = db.Set<Project>().AsNoTracking().Where(row => row.Environment == id);
        var works = (await projects.Select(row => row.Owner).ToListAsync(cancellation))
            .Concat(await projects.SelectMany(row => row.Members, (_, member) => member.Person).ToListAsync(cancellation))
            .CountBy(person => person).ToDictionary();
        var people = works.Keys.ToList();
        var names = await db.Set<Person>().Where(row => people.Contains(row.Id)).Select(row => new { row.Id, row.UserName, row.DisplayName }).ToListAsync(cancellation);
        var accepted = (await db.Set<TermsAcceptance>().AsNoTracking().Where(row => row.Environment == id).Select(row => new { row.Person, row.Number, row.At }).ToListAsync(cancellation))
            .GroupBy(row => row.Person).ToDictionary(group => group.Key, group => group.MaxBy(row => row.Number)!);
        return
        [
            .. names.Select(person => accepted.TryGetValue(person.Id, out var newest)
                    ? new TermsSigner(person.UserName, person.DisplayName, works[person.Id], newest.Number, newest.At)
                    : new TermsSigner(person.UserName, person.DisplayName, works[person.Id], 0, null))
                .OrderBy(person => person.Accepted).ThenBy(person => person.DisplayName, StringComparer.CurrentCultureIgnoreCase),
        ];
    }

    private static IQueryable<ResearchEnvironment> Administered(PortalDbContext db, string handle, Actor reader)
    {
        var me = reader.Id;
        return db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me));
    }

    private static IQueryable<VersionRow> Versions(PortalDbContext db, EnvironmentId environment) =>
        from version in db.Set<PolicyVersion>().AsNoTracking()
        where version.Environment == environment
        join author in db.Set<Person>() on version.Author equals author.Id into authors
        from author in authors.DefaultIfEmpty()
        select new VersionRow
        {
            Number = version.Number,
            At = version.At,
            Author = author == null ? null : author.DisplayName,
            Note = version.Note,
            Before = version.Before,
            After = version.After,
        };

    private static PolicyVersionDetails Details(VersionRow row, string? terms) =>
        new(row.Number, row.At, row.Author, row.Note, PolicySettings.Between(row.Before, row.After), row.After, terms);

    /// <summary>One page of them, with the beginning after the oldest.</summary>
    private static Page<PolicyVersionDetails> Cut(List<VersionRow> rowsAndOneMore, DateTimeOffset createdAt, PageRequest page)
    {
        var versions = rowsAndOneMore.ConvertAll(row => Details(row, null));
        if (versions.Count <= page.Limit)
        {
            versions.Add(Beginning(createdAt));
        }

        return page.Cut(versions, version => new Cursor(version.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private static PolicyVersionDetails Beginning(DateTimeOffset at) => new(Policies.Default.Version, at, null, "", [], Policies.Default, null);

    private static async Task<string?> TextAsync(PortalDbContext db, EnvironmentId environment, int number, CancellationToken cancellation) => number == 0
        ? null
        : await db.Set<TermsOfUse>().Where(row => row.Environment == environment && row.Number == number).Select(row => row.Text).FirstOrDefaultAsync(cancellation);

    private sealed class VersionRow
    {
        public required int Number { get; init; }

        public required DateTimeOffset At { get; init; }

        public required string? Author { get; init; }

        public required string Note { get; init; }

        public required Policies Before { get; init; }

        public required Policies After { get; init; }
    }
}
