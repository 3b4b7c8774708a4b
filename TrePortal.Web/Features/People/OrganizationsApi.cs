using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.People;

internal static class OrganizationsApi
{
    public static void MapOrganizationsApi(this RouteGroupBuilder api)
    {
        var orgs = api.MapGroup("/orgs").WithTags("Organizations");
        orgs.MapGet("", async (ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
            TypedResults.Ok(new Page<OrganizationRow>(await people.ListOrganizationsAsync(await actors.GetAsync(cancellation), cancellation), null)))
            .WithSummary("The organizations that I may see");
        orgs.MapPost("", CreateAsync).Produces<OrganizationDetails>(201).WithSummary("Create an organization with its first admin");
        orgs.MapGet("/{org}", FindAsync).Produces<OrganizationDetails>().WithSummary("One organization");
        orgs.MapPatch("/{org}", RenameAsync).Produces<OrganizationDetails>().WithSummary("Rename an organization");
        orgs.MapGet("/{org}/members", MembersAsync).Produces<Page<MemberRow>>().WithSummary("The members of an organization, by name");
        orgs.MapPost("/{org}/members", AddMemberAsync).Produces<OrganizationDetails>(201).WithSummary("Add somebody with an account at once; an invitation asks them first");
        orgs.MapPatch("/{org}/members/{user}", ChangeMemberAsync).Produces<OrganizationDetails>().WithSummary("Change level or permission of a member");
        orgs.MapDelete("/{org}/members/{user}", async (string org, string user, IfMatch seen, OrganizationCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RemoveMemberAsync(org, user, seen.Version, cancellation)))
            .Produces(204).WithSummary("Remove a member");
        orgs.MapGet("/{org}/members/{user}/holdings", async (string org, string user, ICurrentActor actors, IHoldingsQueries holdings, CancellationToken cancellation) =>
            ApiResults.Found(await holdings.FindAsync(await actors.GetAsync(cancellation), org, user, cancellation)))
            .Produces<Holdings>().WithSummary("What a member still holds, before they are removed");
    }

    private static async Task<IResult> RenameAsync(
        string org, OrganizationBody body, IfMatch seen, OrganizationCommands commands, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        await ApiResults.OfAsync(await commands.RenameAsync(org, body.Name, seen.Version, cancellation), () => FindAsync(org, actors, people, cancellation));

    private static async Task<IResult> CreateAsync(
        NewOrganizationBody body, OrganizationCommands commands, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.CreateAsync(body.Handle, body.Name, body.Admin, cancellation),
            _ => CreatedAsync(body.Handle, actors, people, cancellation));

    private static async Task<IResult> FindAsync(string org, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        ApiResults.Found(await people.FindOrganizationAsync(await actors.GetAsync(cancellation), org, cancellation), found => found.Version);

    private static async Task<IResult> MembersAsync(
        string org, string? search, MemberLevel? level, bool? managers, Paging paging, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        ApiResults.Found(await people.ListMembersAsync(
            await actors.GetAsync(cancellation), org, new MemberFilter(search, level, managers == true), paging.Request, cancellation));

    private static async Task<IResult> AddMemberAsync(
        string org, NewMemberBody body, OrganizationCommands commands, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.SetMemberAsync(org, body.UserName, body.Level, body.MayManageEnvironments, version: null, cancellation),
            () => CreatedAsync(org, actors, people, cancellation));

    private static async Task<IResult> ChangeMemberAsync(
        string org, string user, MemberBody body, IfMatch seen, OrganizationCommands commands, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.SetMemberAsync(org, user, body.Level, body.MayManageEnvironments, seen.Version, cancellation),
            () => FindAsync(org, actors, people, cancellation));

    private static async Task<IResult> CreatedAsync(string org, ICurrentActor actors, IPeopleQueries people, CancellationToken cancellation) =>
        await people.FindOrganizationAsync(await actors.GetAsync(cancellation), org, cancellation) is { } found
            ? ApiResults.Created($"orgs/{org}", found)
            : ApiResults.Found<OrganizationDetails>(null);

    /// <param name="Admin">The exact user name of the first admin.</param>
    internal sealed record NewOrganizationBody(string Handle, string Name, string Admin);

    internal sealed record OrganizationBody(string Name);

    internal sealed record NewMemberBody(string UserName, MemberLevel Level, bool MayManageEnvironments = false);

    internal sealed record MemberBody(MemberLevel Level, bool MayManageEnvironments);
}
