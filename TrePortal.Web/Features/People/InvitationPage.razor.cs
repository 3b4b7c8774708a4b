using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

/// <summary>Where the link of an invitation leads. The page is the same whether or not somebody has an account with the invited address.</summary>
public sealed partial class InvitationPage
{
    private LinkedInvitation? _invitation;
    private Error? _refusal;

    [SupplyParameterFromQuery]
    public string? Secret { get; set; }

    [SupplyParameterFromForm(FormName = "join")]
    public JoinForm? Form { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Inject]
    public required IInvitationQueries Queries { get; init; }

    [Inject]
    public required InvitationAnswers Answers { get; init; }

    [Inject]
    public required AccountSession Session { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync() =>
        _invitation = Secret is null ? null : await Queries.FindBySecretAsync(Secret, HttpContext.RequestAborted);

    private Task AcceptAsync() => EndAsync(() => Answers.AcceptBySecretAsync(Secret ?? "", HttpContext.RequestAborted));

    private Task DeclineAsync() => EndAsync(() => Answers.DeclineBySecretAsync(Secret ?? "", HttpContext.RequestAborted));

    private Task JoinAsync() => EndAsync(async () =>
    {
        var form = Form ?? new();
        var account = new NewAccount((form.UserName ?? "").Trim(), form.DisplayName ?? "", form.Password ?? "");
        return form.Password == form.Again
            ? await Session.JoinAsync(Secret ?? "", account, HttpContext.RequestAborted)
            : new Invalid(nameof(JoinForm.Again), "differs", PeopleWords.PasswordsDiffer);
    });

    private async Task EndAsync(Func<Task<Result>> work)
    {
        _refusal = (await work()).Error;
        if (_refusal is null)
        {
            Navigation.NavigateTo(Addresses.ResourceCenter);
        }
        else if (_refusal is LinkExpired)
        {
            _invitation = null;
        }
    }

    public sealed class JoinForm
    {
        public string? UserName { get; set; }

        public string? DisplayName { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
