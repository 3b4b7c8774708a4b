using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;

namespace TrePortal.Web.Features.People;

public sealed partial class SignInPage
{
    private IReadOnlyList<DemoPersona> _personas = [];
    private Error? _refusal;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public string? UserName { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "persona")]
    public string? Persona { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Inject]
    public required AccountSession Session { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync() => _personas = await Session.PersonasAsync(HttpContext.RequestAborted);

    private async Task SignInAsync() => Go(await Session.SignInAsync(UserName ?? "", Password ?? "", HttpContext.RequestAborted));

    private async Task SignInAsPersonaAsync()
    {
        if (_personas.FirstOrDefault(persona => persona.UserName == Persona) is { } chosen)
        {
            Go(await Session.SignInAsync(chosen.Id, HttpContext.RequestAborted));
        }
    }

    private void Go(Result result)
    {
        _refusal = result.Error;
        if (result.IsOk)
        {
            Navigation.NavigateTo(LocalAddress.Of(ReturnUrl));
        }
    }
}
