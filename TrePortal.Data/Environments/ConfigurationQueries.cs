using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Environments;

/// <inheritdoc cref="IConfigurationQueries"/>
internal sealed class ConfigurationQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IConfigurationQueries
{
    public async Task<EnvironmentConfiguration?> FindAsync(string handle, Actor reader, bool withDocuments, bool withPeople, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me), cancellation);
        if (environment is null)
        {
            return null;
        }

        var id = environment.Id;
        var documents = withDocuments ? await db.Set<EnvironmentDocument>().AsNoTracking().Where(document => document.Environment == id).ToListAsync(cancellation) : null;
        var number = environment.Policies.TermsVersion;
        var terms = await db.Set<TermsOfUse>().Where(item => item.Environment == id && item.Number == number).Select(item => item.Text).FirstOrDefaultAsync(cancellation);
        return ConfigurationBuilder.Of(environment, documents, terms, withPeople ? await NamesAsync(db, environment, cancellation) : null);
    }

    public async Task<Result> MayImportAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        return environment?.May(reader, EnvironmentAction.EditOwnership, clock.GetUtcNow()) ?? new NotFound("This environment");
    }

    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(PortalDbContext db, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var (people, organizations) = ConfigurationBuilder.NamedIn(environment);
        var names = await db.Set<Person>().Where(person => people.Contains(person.Id)).Select(person => new { person.Id, person.UserName }).ToListAsync(cancellation);
        var handles = await db.Set<Organization>().Where(organization => organizations.Contains(organization.Id)).Select(organization => new { organization.Id, organization.Handle }).ToListAsync(cancellation);
        return names.Select(row => KeyValuePair.Create(row.Id.Value, row.UserName)).Concat(handles.Select(row => KeyValuePair.Create(row.Id.Value, row.Handle))).ToDictionary();
    }
}
