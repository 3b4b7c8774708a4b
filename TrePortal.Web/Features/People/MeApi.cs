using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.People;

internal static class MeApi
{
    public static void MapMeApi(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Me");
        me.MapGet("", async (ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
            TypedResults.Ok(await people.MeAsync(await actors.GetAsync(cancellation), cancellation)))
            .WithSummary("Who I am, and my organizations");
        me.MapGet("/tokens", async (ICurrentActor actors, IAccessTokenQueries tokens, CancellationToken cancellation) =>
            TypedResults.Ok(new Page<AccessTokenRow>(await tokens.ListMineAsync(await actors.GetAsync(cancellation), cancellation), null)))
            .WithSummary("My access tokens");
        me.MapPost("/tokens", CreateTokenAsync).Produces<CreatedToken>(201).WithSummary("Make an access token; its secret is shown once");
        me.MapDelete("/tokens/{id:guid}", async (Guid id, AccessTokenCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RevokeAsync(new(id), cancellation)))
            .Produces(204).WithSummary("Revoke one of my access tokens");
        me.MapGet("/invitations", async (ICurrentActor actors, IInvitationQueries invitations, CancellationToken cancellation) =>
            TypedResults.Ok(new Page<MyInvitation>(await invitations.ListMineAsync((await actors.GetAsync(cancellation)).Id, cancellation), null)))
            .WithSummary("Invitations that wait for my answer");
        me.MapPost("/invitations/{id:guid}/accept", async (Guid id, InvitationAnswers answers, CancellationToken cancellation) =>
            ApiResults.Of(await answers.AcceptAsync(new(id), cancellation)))
            .Produces(204).WithSummary("Accept an invitation and join the organization");
        me.MapPost("/invitations/{id:guid}/decline", async (Guid id, InvitationAnswers answers, CancellationToken cancellation) =>
            ApiResults.Of(await answers.DeclineAsync(new(id), cancellation)))
            .Produces(204).WithSummary("Decline an invitation");
    }

    private static async Task<IResult> CreateTokenAsync(
        NewTokenBody body, AccessTokenCommands commands, IAccessTokenQueries tokens, ICurrentActor actors, CancellationToken cancellation)
    {
        var created = await commands.CreateAsync(new(body.Name, body.Scope, body.Days ?? AccessToken.DefaultDays), cancellation);
        return await ApiResults.OfAsync(created, async made =>
        {
            var row = await tokens.FindMineAsync(await actors.GetAsync(cancellation), made.Id, cancellation);
            return row is null ? ApiResults.Found<AccessTokenRow>(null) : ApiResults.Created($"me/tokens/{made.Id}", new CreatedToken(row, made.Secret));
        });
    }

    /// <param name="Days">90 when not given, at most 365.</param>
    internal sealed record NewTokenBody(string Name, TokenScope Scope, int? Days = null);

    /// <param name="Secret">Null when the call was a repetition under the same Idempotency-Key: it is kept nowhere.</param>
    internal sealed record CreatedToken(AccessTokenRow Token, string? Secret);
}
