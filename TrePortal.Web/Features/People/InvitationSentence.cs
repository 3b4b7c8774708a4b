using TrePortal.Domain.People;
using TrePortal.Web.Shared;
using O = TrePortal.Web.Features.People.OrganizationWords;

namespace TrePortal.Web.Features.People;

/// <summary>"Ada invites you as a member who manages environments."</summary>
internal static class InvitationSentence
{
    public static string Of(string invitedBy, MemberLevel level, bool mayManageEnvironments) =>
        (mayManageEnvironments ? O.MineAsManager : O.MineAs).Fill(invitedBy, level == MemberLevel.Admin ? O.MineAdmin : O.MineMember);
}
