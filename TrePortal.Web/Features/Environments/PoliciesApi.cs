using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>Policies with their history, what a change would do, and the terms of use.</summary>
internal static class PoliciesApi
{
    public static void MapPoliciesApi(this RouteGroupBuilder api)
    {
        var policies = api.MapGroup("/environments/{handle}/policies").WithTags("Policies");
        policies.MapGet("", FindAsync).Produces<PoliciesView>().WithSummary("The policies in force");
        policies.MapPut("", SetAsync).Produces<PoliciesView>().WithSummary("Set and confirm the policies; what is not sent becomes the default");
        policies.MapPost("/impact", ImpactAsync).OnlyReads().Produces<Page<PolicyImpact>>().WithSummary("What policies would do to requests and projects that are there now; nothing is changed");
        policies.MapGet("/versions", VersionsAsync).Produces<Page<PolicyVersionDetails>>().WithSummary("Every version with before and after in words, the newest first");
        policies.MapGet("/versions/{number:int}", VersionAsync).Produces<PolicyVersionDetails>().WithSummary("One version with its terms of use");
        policies.MapGet("/acceptances", SignersAsync).Produces<Page<TermsSigner>>().WithSummary("Who works in projects, and which terms of use they have accepted");
        var terms = api.MapGroup("/environments/{handle}/terms").WithTags("Policies");
        terms.MapGet("", TermsAsync).Produces<TermsDetails>().WithSummary("The terms of use in force, and whether I have accepted them");
        terms.MapPost("/acceptance", AcceptAsync).Produces<TermsDetails>().WithSummary("Accept the terms of use in force");
    }

    private static async Task<IResult> FindAsync(string handle, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation) is { } found
            ? ApiResults.Found(PoliciesView.Of(found), _ => found.Version)
            : ApiResults.Found<PoliciesView>(null);

    private static async Task<IResult> SetAsync(
        string handle, PoliciesBody body, IfMatch seen, PolicyCommands commands, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.SetAsync(handle, body.ToDraft(), seen.Version, cancellation),
            () => FindAsync(handle, actors, queries, cancellation));

    private static async Task<IResult> ImpactAsync(string handle, PoliciesBody body, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        ApiResults.Of(
            await queries.ImpactAsync(handle, body.ToDraft(), await actors.GetAsync(cancellation), cancellation),
            impacts => TypedResults.Ok(new Page<PolicyImpact>(impacts, null)));

    private static async Task<IResult> VersionsAsync(string handle, Paging paging, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        ApiResults.Found(await queries.VersionsAsync(handle, await actors.GetAsync(cancellation), paging.Request, cancellation));

    private static async Task<IResult> VersionAsync(string handle, int number, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        ApiResults.Found(await queries.FindVersionAsync(handle, number, await actors.GetAsync(cancellation), cancellation));

    private static async Task<IResult> SignersAsync(string handle, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        ApiResults.Found(await queries.SignersAsync(handle, await actors.GetAsync(cancellation), cancellation) is { } found ? new Page<TermsSigner>(found, null) : null);

    private static async Task<IResult> TermsAsync(string handle, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        ApiResults.Found(await queries.TermsAsync(handle, await actors.GetAsync(cancellation), cancellation));

    private static async Task<IResult> AcceptAsync(string handle, AcceptanceBody body, TermsCommands commands, ICurrentActor actors, IPolicyQueries queries, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.AcceptAsync(handle, body.Version, cancellation),
            () => TermsAsync(handle, actors, queries, cancellation));

    /// <summary>The policies with what follows from them.</summary>
    /// <param name="Version">Of the policies: 1, 2, 3, ...</param>
    /// <param name="Tier">Chosen; for the next inventory version.</param>
    /// <param name="TierInForce">Of the active inventory version; null before the first.</param>
    /// <param name="AccessTermDays">Null for no end.</param>
    /// <param name="AllowedNetworks">Empty for everywhere.</param>
    /// <param name="TermsVersion">0 for none.</param>
    /// <param name="TermsOfUse">Markdown; empty for none.</param>
    /// <param name="Restrictions">In words, as members of a project read them.</param>
    internal sealed record PoliciesView(
        int Version, DisclosureTier Tier, DisclosureTier? TierInForce, bool MayDownload, bool MayUpload, bool MayPreview, int MaximumCollaborators, int? AccessTermDays,
        IReadOnlyList<string> AllowedNetworks, bool JustificationOnApprove, bool FinalRejectionAllowed, int TermsVersion, string TermsOfUse, IReadOnlyList<string> Restrictions)
    {
        public static PoliciesView Of(PolicyDetails details)
        {
            var policies = details.Policies;
            return new(
                policies.Version, policies.Tier, details.TierInForce, policies.MayDownload, policies.MayUpload, policies.MayPreview, policies.MaximumCollaborators, policies.AccessTermDays,
                policies.AllowedNetworks, policies.JustificationOnApprove, policies.FinalRejectionAllowed, policies.TermsVersion, details.Terms, [.. policies.Restrictions()]);
        }
    }

    /// <param name="AccessTermDays">1 to 3,650; left out for no end.</param>
    /// <param name="AllowedNetworks">CIDR, IPv4 or IPv6; left out for everywhere.</param>
    /// <param name="TermsOfUse">Markdown; left out for none. Another text is a new version, which everybody is asked for again.</param>
    /// <param name="Note">Why, for the history.</param>
    internal sealed record PoliciesBody(
        DisclosureTier Tier = DisclosureTier.Standard, bool MayDownload = false, bool MayUpload = false, bool MayPreview = true, int MaximumCollaborators = 20, int? AccessTermDays = null,
        IReadOnlyList<string>? AllowedNetworks = null, bool JustificationOnApprove = false, bool FinalRejectionAllowed = false, string TermsOfUse = "", string Note = "")
    {
        public PolicyDraft ToDraft() => new(
            new Policies(0, Tier)
            {
                MayDownload = MayDownload,
                MayUpload = MayUpload,
                MayPreview = MayPreview,
                MaximumCollaborators = MaximumCollaborators,
                AccessTermDays = AccessTermDays,
                AllowedNetworks = AllowedNetworks ?? [],
                JustificationOnApprove = JustificationOnApprove,
                FinalRejectionAllowed = FinalRejectionAllowed,
            },
            TermsOfUse,
            Note);
    }

    /// <param name="Version">Number of the terms that were read: those in force.</param>
    internal sealed record AcceptanceBody(int Version);
}
