using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;
using O = TrePortal.Web.Features.People.OrganizationWords;

namespace TrePortal.Web.Features.People;

/// <summary>What a member still holds, and the button that removes them knowing it.</summary>
public sealed partial class RemovalPanel
{
    private Loadable<Holdings> _holdings = new Loadable<Holdings>.Loading();
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required OrganizationDetails Organization { get; set; }

    [Parameter, EditorRequired]
    public required string UserName { get; set; }

    [Parameter, EditorRequired]
    public required string CloseHref { get; set; }

    [Inject]
    public required IHoldingsQueries Queries { get; init; }

    [Inject]
    public required OrganizationCommands Commands { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        _holdings = await Queries.FindAsync(reader, Organization.Handle, UserName, cancellation) is { } found
            ? new Loadable<Holdings>.Loaded(found)
            : new Loadable<Holdings>.Missing();
    }

    private static IEnumerable<(string Text, string? Warning)> Staying(Holdings held)
    {
        foreach (var environment in held.Environments)
        {
            yield return (O.RemoveAdmins.Fill(environment.Name), environment.IsOnlyAdmin ? O.RemoveOnlyAdmin : null);
        }

        foreach (var step in held.Steps)
        {
            yield return (O.RemoveStep.Fill(step.Step, step.Environment), step.FailsQuorum ? O.RemoveQuorum : null);
        }

        (bool IsThere, string Text)[] counted =
        [
            (held.OtherEnvironments > 0, O.RemoveOtherEnvironments.Fill(held.OtherEnvironments)),
            (held.OtherSteps > 0, O.RemoveOtherSteps.Fill(held.OtherSteps)),
            (held.OpenRequests + held.ApprovedRequests > 0, O.RemoveRequests.Fill(held.OpenRequests, held.ApprovedRequests)),
            (held.CollaborationsInRequests > 0, O.RemoveNamed.Fill(held.CollaborationsInRequests)),
            (held.OwnProjects + held.CollaborationsInProjects > 0, O.RemoveProjects.Fill(held.OwnProjects, held.CollaborationsInProjects)),
        ];
        foreach (var line in counted.Where(line => line.IsThere))
        {
            yield return (line.Text, null);
        }
    }

    private async Task RemoveAsync(Holdings held)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var removed = await Commands.RemoveMemberAsync(Organization.Handle, UserName, Organization.Version, CancellationToken.None);
            _refusal = await Ask.ToldAsync(removed, O.Removed.Fill(held.Member.DisplayName));
            if (_refusal is null)
            {
                Navigation.NavigateTo(CloseHref);
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
