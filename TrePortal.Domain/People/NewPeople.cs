using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>How every command that makes a person makes one: with an account, and with a name and an address that nobody has.</summary>
internal static class NewPeople
{
    public static async Task<Result<Person>> AddAsync(IWriteSession session, IAccounts accounts, PersonDetails details, bool isPlatformAdmin, CancellationToken cancellation)
    {
        var created = Person.Create(details, isPlatformAdmin, session.Now);
        if (!created.IsOk)
        {
            return created;
        }

        var person = created.Value;
        if (await session.AnyAsync<Person>(other => other.UserName == person.UserName, cancellation))
        {
            return new Invalid(nameof(PersonDetails.UserName), "taken", "Somebody has this user name already.");
        }

        if (await session.AnyAsync<Person>(other => other.Email == person.Email, cancellation))
        {
            return new Invalid(nameof(PersonDetails.Email), "taken", "Somebody has this e-mail address already.");
        }

        session.Add(person);
        accounts.Add(session, person);
        return person;
    }
}
