using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;

namespace TrePortal.Web.Features.Environments;

public sealed partial class MembersSection
{
    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }
}
