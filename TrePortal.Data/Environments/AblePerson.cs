using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Environments;

/// <summary>Somebody who could review in an environment.</summary>
internal sealed class AblePerson
{
    public EnvironmentId Environment { get; init; }

    public PersonId Person { get; init; }

    /// <summary>The same rule as <see cref="EligibleReviewers"/>, for the database: enabled people who are authorized users of an environment.</summary>
    public static IQueryable<AblePerson> In(PortalDbContext db, DateOnly today) =>
        from environment in db.Set<ResearchEnvironment>()
        from person in db.Set<Person>()
        where person.IsEnabled
            && (environment.Visibility == Visibility.Public
                || environment.Authorized.Any(entry => (entry.Until == null || entry.Until >= today)
                    && (entry.Person == person.Id
                        || db.Set<Organization>().Any(organization => organization.Id == entry.Organization && organization.Members.Any(member => member.Person == person.Id)))))
        select new AblePerson { Environment = environment.Id, Person = person.Id };
}
