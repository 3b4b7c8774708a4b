using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Api;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.Features.People;

internal static class InvitationsApi
{
    public static void MapInvitationsApi(this RouteGroupBuilder api)
    {
        var invitations = api.MapGroup("/orgs/{org}/invitations").WithTags("Organizations");
        invitations.MapGet("", ListAsync).Produces<Page<InvitationRow>>().WithSummary("Invitations into an organization: those that wait, or with open=false those that were answered");
        invitations.MapPost("", SendAsync).Produces<IReadOnlyList<SentInvitation>>().WithSummary("Invite people; every row has its own outcome, and one-time links are shown once");
        invitations.MapDelete("/{id:guid}", async (string org, Guid id, InvitationCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.WithdrawAsync(org, new(id), cancellation)))
            .Produces(204).WithSummary("Withdraw an invitation");
        invitations.MapPost("/{id:guid}/renew", RenewAsync).Produces<SentInvitation>().WithSummary("Give an invitation a new end and a new link; the link before stops working");
    }

    private static async Task<IResult> ListAsync(string org, bool? open, Paging paging, ICurrentActor actors, IInvitationQueries invitations, CancellationToken cancellation) =>
        ApiResults.Found(await invitations.ListAsync(await actors.GetAsync(cancellation), org, open ?? true, paging.Request, cancellation));

    private static async Task<IResult> SendAsync(string org, InvitationsBody body, InvitationCommands commands, AccountLinks links, CancellationToken cancellation)
    {
        var drafts = body.People.Select(person => new InvitationDraft(person.Address, person.Level, person.MayManageEnvironments, body.Note ?? "")).ToList();
        return ApiResults.Of(
            await commands.SendAsync(org, drafts, cancellation),
            rows => TypedResults.Ok<IReadOnlyList<SentInvitation>>([.. rows.Select(row => new SentInvitation(row.Invitation, row.Address, row.Code, row.Message, links.Invitation(row.Secret)))]));
    }

    private static async Task<IResult> RenewAsync(string org, Guid id, InvitationCommands commands, AccountLinks links, CancellationToken cancellation) =>
        ApiResults.Of(
            await commands.RenewAsync(org, new(id), cancellation),
            renewed => TypedResults.Ok(new SentInvitation(renewed.Invitation, null, "renewed", "", links.Invitation(renewed.Secret))));

    /// <param name="Note">A word to all of them.</param>
    internal sealed record InvitationsBody(IReadOnlyList<InvitedPerson> People, string? Note = null);

    /// <param name="Address">An e-mail address or an exact user name.</param>
    internal sealed record InvitedPerson(string Address, MemberLevel Level = MemberLevel.Member, bool MayManageEnvironments = false);

    /// <param name="Invitation">Null when the row was refused.</param>
    /// <param name="Code">"invited", "renewed", or why not.</param>
    /// <param name="Link">One-time link for an e-mail address; null for a user name, whose owner sees the invitation in their account.</param>
    internal sealed record SentInvitation(InvitationId? Invitation, string? Address, string Code, string Message, string? Link);
}
