using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>People are named exactly: by user name or by e-mail address.</summary>
public static class PersonLookup
{
    public static async Task<Person?> FindAsync(IWriteSession session, string name, CancellationToken cancellation)
    {
        var wanted = name.Trim();
        if (wanted.Length == 0)
        {
            return null;
        }

        return wanted.Contains('@', StringComparison.Ordinal)
            ? await session.FirstAsync<Person>(person => person.Email == wanted && person.IsEnabled, cancellation)
            : await session.FirstAsync<Person>(person => person.UserName == wanted && person.IsEnabled, cancellation);
    }

    public static Invalid Unknown(string name) => new("name", "unknown", $"Nobody with the user name or e-mail address \"{name.Trim()}\" was found.");
}
