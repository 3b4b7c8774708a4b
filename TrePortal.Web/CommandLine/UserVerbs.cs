using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.CommandLine;

internal static class UserVerbs
{
    public static Verb Create { get; } = new(
        "user create",
        "Create a person with an account.",
        """
        --user NAME --name "FULL NAME" --email ADDRESS [options]

        Creates a person and prints the one-time link for setting the password. With --password-stdin the password is the
        first line of the input, and nothing is printed.

          --user NAME              what people type: a-z, 0-9, dot, dash, underscore
          --name "FULL NAME"       as shown
          --email ADDRESS
          --platform-admin         operates the portal (users, organizations, audit)
          --org HANDLE             joins this organization
          --level admin|member     in that organization; member when not given
          --manage-environments    may create and manage the organization's environments
          --password-stdin         read the password instead of printing a link
        """,
        ["--user", "--name", "--email", "--org", "--level"],
        ["--platform-admin", "--manage-environments", "--password-stdin"],
        CreateAsync);

    private static async Task<int> CreateAsync(VerbContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var details = new PersonDetails(arguments.Get("--user"), arguments.Get("--name"), arguments.Get("--email"));
        if (arguments.Find("--org") is null && (arguments.Has("--level") || arguments.Has("--manage-environments")))
        {
            throw new UsageException("--level and --manage-environments need --org.");
        }

        var password = arguments.Has("--password-stdin") ? await context.Input.ReadLineAsync(cancellation) ?? "" : null;
        if (password is not null && PasswordRules.Check(password, details.UserName) is { IsOk: false, Error: var weak })
        {
            return await context.RefuseAsync(weak); // before anybody is created
        }

        var membership = arguments.Find("--org") is { } organization
            ? new FirstMembership(organization, arguments.Word("--level", MemberLevel.Member), arguments.Has("--manage-environments"))
            : null;
        var people = context.Services.GetRequiredService<PeopleCommands>();
        var created = await people.CreateAsync(details, arguments.Has("--platform-admin"), membership, cancellation);
        if (!created.IsOk)
        {
            return await context.RefuseAsync(created.Error);
        }

        if (password is null)
        {
            await context.Output.WriteLineAsync(context.Services.GetRequiredService<AccountLinks>().SetPassword(created.Value.PasswordSecret));
            return 0;
        }

        var set = await people.SetPasswordForAsync(created.Value.Id, password, cancellation);
        return set.IsOk ? 0 : await context.RefuseAsync(set.Error);
    }
}
