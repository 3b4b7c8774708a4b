using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;
using O = TrePortal.Web.Features.People.OrganizationWords;

namespace TrePortal.Web.Features.People;

/// <summary>The invitations that wait for the person's answer.</summary>
public sealed partial class MyInvitationsPage
{
    private Loadable<IReadOnlyList<MyInvitation>> _invitations = new Loadable<IReadOnlyList<MyInvitation>>.Loading();
    private Error? _refusal;
    private bool _busy;

    [Inject]
    public required InvitationAnswers Answers { get; init; }

    [Inject]
    public required IInvitationQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static bool Concerns(Changed changed) => changed.Kind == "invitation";

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        _invitations = new Loadable<IReadOnlyList<MyInvitation>>.Loaded(await Queries.ListMineAsync(reader.Id, cancellation));
    }

    private Task AcceptAsync(MyInvitation invitation) => DoAsync(() => Answers.AcceptAsync(invitation.Id, CancellationToken.None), O.Accepted.Fill(invitation.Organization));

    private async Task DeclineAsync(MyInvitation invitation)
    {
        if (await Ask.IsSureAsync(O.DeclineTitle.Fill(invitation.Organization), O.DeclineText, O.DeclineConfirm))
        {
            await DoAsync(() => Answers.DeclineAsync(invitation.Id, CancellationToken.None), O.Declined.Fill(invitation.Organization));
        }
    }

    private async Task DoAsync(Func<Task<Result>> work, string done)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = await Ask.ToldAsync(await work(), done);
            await LoadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
