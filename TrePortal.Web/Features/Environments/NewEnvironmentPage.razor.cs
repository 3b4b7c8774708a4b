using System.Text;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class NewEnvironmentPage
{
    private const string Prefix = "tre-";
    private const int MostOfHandle = 60;

    private Loadable<IReadOnlyList<OrganizationName>> _organizations = new Loadable<IReadOnlyList<OrganizationName>>.Loading();
    private string _name = "";
    private string _handle = Prefix;
    private string _region = "";
    private string _organization = "";
    private bool _isHandleTyped;
    private bool _busy;
    private Error? _refusal;

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required IEnvironmentAdminQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>What no field of the form can show.</summary>
    private Error? General => _refusal is Invalid ? null : _refusal;

    protected override async Task OnInitializedAsync()
    {
        var found = await Queries.OrganizationsForNewAsync(await CurrentActor.GetAsync(Lifetime), Lifetime);
        _organizations = found.Count == 0 ? new Loadable<IReadOnlyList<OrganizationName>>.Missing() : new Loadable<IReadOnlyList<OrganizationName>>.Loaded(found);
        _organization = found.Count == 0 ? "" : found[0].Handle;
    }

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private void Typed(ChangeEventArgs change)
    {
        _handle = change.Value as string ?? "";
        _isHandleTyped = _handle.Length > 0 && _handle != Prefix;
    }

    /// <summary>The handle follows the name until somebody types one.</summary>
    private void Suggest()
    {
        if (!_isHandleTyped)
        {
            _handle = Prefix + Slug(_name);
        }
    }

    private async Task CreateAsync()
    {
        if (_busy || _organizations is not Loadable<IReadOnlyList<OrganizationName>>.Loaded { Value: var organizations })
        {
            return;
        }

        _busy = true;
        try
        {
            var owner = organizations.First(organization => organization.Handle == _organization);
            var created = await Commands.CreateAsync(new NewEnvironment(_handle.Trim(), _name, owner.Id, _region), CancellationToken.None);
            _refusal = created.Error;
            if (created.IsOk)
            {
                Navigation.NavigateTo(Addresses.AdminEnvironment(created.Value));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-' && !char.IsControl(letter) && char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                slug.Append('-');
            }
        }

        return slug.ToString()[..Math.Min(slug.Length, MostOfHandle)].Trim('-');
    }
}
