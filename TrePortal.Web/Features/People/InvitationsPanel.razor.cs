using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Hosting;
using TrePortal.Web.Shared;
using O = TrePortal.Web.Features.People.OrganizationWords;

namespace TrePortal.Web.Features.People;

/// <summary>Inviting people, the links to hand over, and what became of the invitations.</summary>
public sealed partial class InvitationsPanel
{
    private IReadOnlyList<InvitedRow> _outcomes = [];
    private IReadOnlyList<(string Address, string Link)> _links = [];
    private Error? _refusal;
    private bool _busy;
    private string _who = "";
    private MemberLevel _level;
    private bool _manages;
    private string _note = "";

    [Parameter, EditorRequired]
    public required OrganizationDetails Organization { get; set; }

    [Parameter, EditorRequired]
    public required Page<InvitationRow> Rows { get; set; }

    /// <summary>Not null for the answered ones.</summary>
    [Parameter]
    public string? Answered { get; set; }

    /// <summary>After a change, so that the page reads again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required InvitationCommands Commands { get; init; }

    [Inject]
    public required AccountLinks Links { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    private string AllLinks => string.Join('\n', _links.Select(link => $"{link.Address}\t{link.Link}"));

    private string OutcomeText =>
        O.InviteDone.Fill(_outcomes.Count(row => row.IsDone), _outcomes.Count) + (_outcomes.All(row => row.IsDone) ? "" : " " + O.InviteLeft);

    private static (string Text, Tone Tone, string Icon) LookOf(InvitationState state) => state switch
    {
        InvitationState.Pending => (O.StatePending, Tone.Info, "clock"),
        InvitationState.Expired => (O.StateExpired, Tone.Attention, "clock"),
        InvitationState.Accepted => (O.StateAccepted, Tone.Good, "check-circle"),
        InvitationState.Declined => (O.StateDeclined, Tone.Outline, "minus"),
        _ => (O.StateWithdrawn, Tone.Outline, "minus"),
    };

    private Task SendAsync() => DoAsync(async () =>
    {
        var lines = InvitationLines.Read(_who, _level, _manages, _note);
        var sent = await Commands.SendAsync(Organization.Handle, [.. lines.Select(line => line.Draft)], CancellationToken.None);
        if (!sent.IsOk)
        {
            return sent.Error;
        }

        _outcomes = sent.Value;
        _links = [.. sent.Value.Where(row => row.Secret is not null).Select(row => (row.Address, Links.Invitation(row.Secret)!))];
        _who = string.Join('\n', lines.Zip(sent.Value).Where(pair => !pair.Second.IsDone).Select(pair => pair.First.Line));
        return null;
    });

    private Task RenewAsync(InvitationRow row) => DoAsync(async () =>
    {
        var renewed = await Commands.RenewAsync(Organization.Handle, row.Id, CancellationToken.None);
        (_outcomes, _links) = ([], renewed.IsOk && Links.Invitation(renewed.Value.Secret) is { } link ? [(row.Address, link)] : []);
        return await Ask.ToldAsync(renewed.ToResult(), O.Renewed.Fill(row.Address, Invitation.Days));
    });

    private async Task WithdrawAsync(InvitationRow row)
    {
        if (await Ask.IsSureAsync(O.WithdrawTitle.Fill(row.Address), O.WithdrawText, O.WithdrawConfirm))
        {
            await DoAsync(async () =>
            {
                (_outcomes, _links) = ([], []);
                return await Ask.ToldAsync(await Commands.WithdrawAsync(Organization.Handle, row.Id, CancellationToken.None), O.Withdrawn.Fill(row.Address));
            });
        }
    }

    private async Task DoAsync(Func<Task<Error?>> work)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = await work();
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
