using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Projects;

/// <summary>Creates a project from an approved request, with its first dispensal unless told otherwise.</summary>
public sealed partial class NewProjectPage
{
    private Loadable<ProjectOffer> _offer = new Loadable<ProjectOffer>.Loading();
    private ProjectForm _form = new();
    private Error? _refusal;
    private bool _busy;

    /// <summary>Id of the request.</summary>
    [SupplyParameterFromQuery]
    public string? Request { get; set; }

    [Inject]
    public required DispensalCommands Commands { get; init; }

    [Inject]
    public required IProjectQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        _form = new ProjectForm { Name = _offer is Loadable<ProjectOffer>.Loaded { Value.Title: var title } ? title : "" };
    }

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        var found = Guid.TryParse(Request, out var id) ? await Queries.OfferAsync(new(id), reader, cancellation) : null;
        _offer = found is null ? new Loadable<ProjectOffer>.Missing() : new Loadable<ProjectOffer>.Loaded(found);
    }

    private async Task CreateAsync()
    {
        if (_busy || _offer is not Loadable<ProjectOffer>.Loaded { Value: var offer })
        {
            return;
        }

        _busy = true;
        try
        {
            var created = await Commands.CreateProjectAsync(offer.Request, _form.Name, _form.Dispense, CancellationToken.None, _form.IsPinned);
            _refusal = created.Error;
            if (created.IsOk)
            {
                Navigation.NavigateTo(Addresses.Project(created.Value.Value));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed class ProjectForm
    {
        [Required(ErrorMessageResourceType = typeof(ProjectWords), ErrorMessageResourceName = nameof(ProjectWords.NameMissing))]
        [StringLength(200, ErrorMessageResourceType = typeof(ProjectWords), ErrorMessageResourceName = nameof(ProjectWords.NameTooLong))]
        public string Name { get; set; } = "";

        public bool Dispense { get; set; } = true;

        /// <summary>Keep to the inventory version on which the request was approved.</summary>
        public bool IsPinned { get; set; }
    }
}
