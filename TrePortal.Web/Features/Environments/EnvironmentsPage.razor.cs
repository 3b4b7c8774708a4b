using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class EnvironmentsPage
{
    private Loadable<IReadOnlyList<AdministeredEnvironment>> _environments = new Loadable<IReadOnlyList<AdministeredEnvironment>>.Loading();
    private bool _mayCreate;

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [Inject]
    public required IEnvironmentAdminQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static bool Concerns(Changed changed) => changed.Kind is "environment" or "inventory" or "organization";

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        _mayCreate = reader.Organizations.Any(standing => standing.MayManageEnvironments);
        _environments = new Loadable<IReadOnlyList<AdministeredEnvironment>>.Loaded(await Queries.ListAsync(reader, cancellation));
    }

    private List<AdministeredEnvironment> Shown(IReadOnlyList<AdministeredEnvironment> all) =>
        [.. all.Where(environment => (State is null || environment.State.ToString() == State)
            && (Q is null || environment.Name.Contains(Q, StringComparison.CurrentCultureIgnoreCase) || environment.Handle.Contains(Q, StringComparison.OrdinalIgnoreCase)))];

    private void FilterBy(ChangeEventArgs change) => Navigation.NavigateTo(View(Q, change.Value as string), replace: true);

    private static string View(string? search, string? state) => Addresses.With(Addresses.AdminEnvironments, ("q", search), ("state", state));
}
