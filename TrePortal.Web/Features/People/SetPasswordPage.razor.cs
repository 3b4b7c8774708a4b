using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

public sealed partial class SetPasswordPage
{
    private Error? _refusal;
    private bool _isSpent;

    [SupplyParameterFromQuery]
    public string? Secret { get; set; }

    [SupplyParameterFromForm(FormName = "set-password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "set-password")]
    public string? Again { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Inject]
    public required AccountSession Session { get; init; }

    [Inject]
    public required ISignIns SignIns { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized() => _isSpent = Secret is null || SignIns.HolderOf(Secret) is null;

    private async Task SetAsync()
    {
        if (_isSpent)
        {
            return;
        }

        _refusal = Password == Again
            ? (await Session.SetPasswordAsync(Secret!, Password ?? "", HttpContext.RequestAborted)).Error
            : new Invalid(nameof(Again), "differs", PeopleWords.PasswordsDiffer);
        _isSpent = _refusal is LinkExpired;
        if (_refusal is null)
        {
            Navigation.NavigateTo(Addresses.ResourceCenter);
        }
    }
}
