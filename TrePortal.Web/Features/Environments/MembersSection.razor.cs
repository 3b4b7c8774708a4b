using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Who sees the environment: two lists, the page that adds to one of them, and what became of a list that was added.</summary>
public sealed partial class MembersSection
{
    private const string Batches = "batches/";

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EditorSection.Rest)]
    public string? Rest { get; set; }

    private bool IsList => Rest is null or "admins";

    private MembershipBatchId? Batch =>
        Rest is not null && Rest.StartsWith(Batches, StringComparison.Ordinal) && Guid.TryParse(Rest.AsSpan(Batches.Length), out var id) ? new MembershipBatchId(id) : null;

    private TabItem[] Lists =>
    [
        new(EnvironmentWords.AuthorizedUsers, Addresses.AdminEnvironment(Environment.Handle, "members"), Environment.Members.Authorized),
        new(EnvironmentWords.Admins, Addresses.AdminEnvironment(Environment.Handle, "members", "admins"), Environment.Members.Admins),
    ];
}
