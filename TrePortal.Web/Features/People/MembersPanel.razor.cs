using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

/// <summary>One page of the members, with what an admin may change of each.</summary>
public sealed partial class MembersPanel
{
    private Error? _refusal;
    private bool _busy;
    private string _search = "";

    [Parameter, EditorRequired]
    public required OrganizationDetails Organization { get; set; }

    [Parameter, EditorRequired]
    public required Page<MemberRow> Rows { get; set; }

    [Parameter]
    public PersonId Me { get; set; }

    [Parameter]
    public string? Q { get; set; }

    [Parameter]
    public string? Show { get; set; }

    [Parameter]
    public bool IsFirstPage { get; set; }

    /// <summary>After a change, so that the page reads again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required OrganizationCommands Commands { get; init; }

    [Inject]
    public required PageAsker Ask { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized() => _search = Q ?? "";

    private static MemberLevel LevelOf(ChangeEventArgs change) => change.Value?.ToString() == nameof(MemberLevel.Admin) ? MemberLevel.Admin : MemberLevel.Member;

    private string Address(string? search, string? show, string? cursor) =>
        Addresses.With(Addresses.Organization(Organization.Handle), ("q", search), ("show", show), ("cursor", cursor));

    private void Search() => Go(_search.Trim(), Show);

    private void Go(string? search, string? show) => Navigation.NavigateTo(Address(search, show, cursor: null));

    private async Task SetAsync(MemberRow member, MemberLevel level, bool manages)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var set = await Commands.SetMemberAsync(Organization.Handle, member.UserName, level, manages, Organization.Version, CancellationToken.None);
            _refusal = await Ask.ToldAsync(set, OrganizationWords.Changed.Fill(member.DisplayName));
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
