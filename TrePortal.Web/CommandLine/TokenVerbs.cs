using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Web.CommandLine;

internal static class TokenVerbs
{
    public static Verb Create { get; } = new(
        "token create",
        "Make an access token for the API.",
        $"""
        --user NAME [options]

        Makes a personal access token for somebody and prints the token, alone on its line. It is shown this once.

          --user NAME            whose token
          --scope read|write     write when not given
          --days N               how long it lives: {AccessToken.DefaultDays} when not given, at most {AccessToken.MaxDays}
          --name TEXT            what it is for; "command line" when not given
        """,
        ["--user", "--scope", "--days", "--name"],
        [],
        CreateAsync);

    private static async Task<int> CreateAsync(VerbContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var details = new TokenDetails(arguments.Find("--name") ?? "command line", arguments.Word("--scope", TokenScope.Write), arguments.Number("--days", AccessToken.DefaultDays));
        var created = await context.Services.GetRequiredService<AccessTokenCommands>().CreateForAsync(arguments.Get("--user"), details, cancellation);
        if (!created.IsOk)
        {
            return await context.RefuseAsync(created.Error);
        }

        await context.Output.WriteLineAsync(created.Value.Secret);
        return 0;
    }
}
