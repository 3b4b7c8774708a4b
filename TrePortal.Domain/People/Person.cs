using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>
/// Somebody with an account. The sign-in itself (password, factors, lock-out) is the identity system's; the portal knows
/// the person by the same id.
/// </summary>
public sealed class Person : AggregateRoot
{
    private Person()
    {
    }

    public PersonId Id { get; private set; }

    /// <summary>What people type to name somebody: a-z, 0-9, dot, dash, underscore; unique.</summary>
    public string UserName { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Operates the portal. Sees no data by this role.</summary>
    public bool IsPlatformAdmin { get; private set; }

    public bool IsEnabled { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Result<Person> Create(PersonDetails details, bool isPlatformAdmin, DateTimeOffset now)
    {
        var problems = details.Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var person = new Person
        {
            Id = EntityId.New<PersonId>(now),
            UserName = details.UserName,
            DisplayName = details.DisplayName.Trim(),
            Email = details.Email.Trim().ToLowerInvariant(),
            IsPlatformAdmin = isPlatformAdmin,
            IsEnabled = true,
            CreatedAt = now,
        };
        person.Record(new PersonCreated(person.Id, person.UserName, isPlatformAdmin));
        return person;
    }

    public Result Enable(Actor actor, bool isEnabled)
    {
        if (!actor.IsPlatformAdmin)
        {
            return new NotFound("This person");
        }

        if (actor.Id == Id)
        {
            return new Invalid(nameof(IsEnabled), "yourself", "You cannot disable your own account. Ask another platform admin.");
        }

        if (IsEnabled != isEnabled)
        {
            IsEnabled = isEnabled;
            Record(new PersonEnabled(Id, isEnabled));
        }

        return Result.Ok;
    }
}

/// <summary>What is asked of a new person.</summary>
public sealed record PersonDetails(string UserName, string DisplayName, string Email)
{
    internal static bool IsEmail(string text) =>
        text.Length <= 254 && text.Count(letter => letter == '@') == 1 && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter))
        && !text.StartsWith('@') && !text.EndsWith('@');

    internal IEnumerable<FieldProblem> Problems()
    {
        if (UserName.Length is < 2 or > 64 || !UserName.All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '-' or '_'))
        {
            yield return new(nameof(UserName), "user-name", "A user name has 2 to 64 characters: a to z, 0 to 9, dot, dash, underscore.");
        }

        if (string.IsNullOrWhiteSpace(DisplayName) || DisplayName.Length > 200 || DisplayName.Any(char.IsControl))
        {
            yield return new(nameof(DisplayName), "display-name", "Give a name of at most 200 characters.");
        }

        if (!IsEmail(Email))
        {
            yield return new(nameof(Email), "email", "Give an e-mail address such as name@example.org.");
        }
    }
}

public sealed record PersonCreated(PersonId Person, string UserName, bool IsPlatformAdmin) : DomainEvent
{
    public override EventSubject Subject => new("person", Person.Value);
}

public sealed record PersonEnabled(PersonId Person, bool IsEnabled) : DomainEvent
{
    public override EventSubject Subject => new("person", Person.Value);
}
