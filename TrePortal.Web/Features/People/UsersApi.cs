using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Api;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.Features.People;

internal static class UsersApi
{
    public static void MapUsersApi(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("", ListAsync).Produces<Page<PersonRow>>().WithSummary("Everybody with an account (platform admins)");
        users.MapPost("", CreateAsync).Produces<CreatedUser>(201).WithSummary("Create a person; answers the one-time link for setting the password");
        users.MapGet("/{id:guid}", async (Guid id, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
            ApiResults.Found(await people.FindPersonAsync(await actors.GetAsync(cancellation), new(id), cancellation), person => person.Version))
            .Produces<PersonRow>().WithSummary("One person (platform admins)");
        users.MapPatch("/{id:guid}", ChangeAsync).Produces<PersonRow>().WithSummary("Enable or disable an account");
        users.MapPost("/{id:guid}/password-link", async (Guid id, PeopleCommands commands, AccountLinks links, CancellationToken cancellation) =>
            ApiResults.Of(await commands.NewPasswordSecretAsync(new(id), cancellation), given => TypedResults.Ok(new PasswordLink(links.SetPassword(given.PasswordSecret)))))
            .Produces<PasswordLink>().WithSummary("A new one-time link for setting the password");
    }

    private static async Task<IResult> ListAsync(string? search, Paging paging, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation)
    {
        var reader = await actors.GetAsync(cancellation);
        return reader.IsPlatformAdmin
            ? TypedResults.Ok(await people.ListPeopleAsync(reader, search, paging.Request, cancellation))
            : ApiResults.Found<PersonRow>(null);
    }

    private static async Task<IResult> CreateAsync(
        NewUserBody body, PeopleCommands commands, ICurrentActor actors, IPeopleQueries people, AccountLinks links, CancellationToken cancellation)
    {
        var created = await commands.CreateAsync(new(body.UserName, body.DisplayName, body.Email), body.IsPlatformAdmin, membership: null, cancellation);
        return await ApiResults.OfAsync(created, async made =>
            await people.FindPersonAsync(await actors.GetAsync(cancellation), made.Id, cancellation) is { } person
                ? ApiResults.Created($"users/{made.Id}", new CreatedUser(person, links.SetPassword(made.PasswordSecret)))
                : ApiResults.Found<PersonRow>(null));
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, UserBody body, IfMatch seen, PeopleCommands commands, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        await ApiResults.OfAsync(await commands.SetEnabledAsync(new(id), body.IsEnabled, seen.Version, cancellation), async () =>
            ApiResults.Found(await people.FindPersonAsync(await actors.GetAsync(cancellation), new(id), cancellation), person => person.Version));

    internal sealed record NewUserBody(string UserName, string DisplayName, string Email, bool IsPlatformAdmin = false);

    internal sealed record UserBody(bool IsEnabled);

    /// <param name="PasswordLink">Null when the call was a repetition under the same Idempotency-Key.</param>
    internal sealed record CreatedUser(PersonRow User, string? PasswordLink);

    internal sealed record PasswordLink(string? Link);
}
