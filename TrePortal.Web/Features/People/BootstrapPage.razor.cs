using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Hosting;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

public sealed partial class BootstrapPage
{
    private Error? _refusal;

    [SupplyParameterFromForm(FormName = "bootstrap")]
    public BootstrapForm? Form { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Inject]
    public required IFirstStart FirstStart { get; init; }

    [Inject]
    public required AccountSession Session { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Form ??= new();
        if (!FirstStart.IsOpen)
        {
            Navigation.NavigateTo(Addresses.SignIn);
        }
    }

    private async Task CreateAsync()
    {
        var form = Form!;
        var created = await FirstStart.UseAsync(
            form.Token ?? "", new(form.UserName ?? "", form.DisplayName ?? "", form.Email ?? ""), form.Password ?? "", HttpContext.RequestAborted);
        _refusal = created.IsOk ? (await Session.SignInAsync(created.Value, HttpContext.RequestAborted)).Error : created.Error;
        if (_refusal is null)
        {
            Navigation.NavigateTo(Addresses.ResourceCenter);
        }
    }

    public sealed class BootstrapForm
    {
        public string? Token { get; set; }

        public string? UserName { get; set; }

        public string? DisplayName { get; set; }

        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
