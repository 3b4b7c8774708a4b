using TrePortal.Domain.Notifications;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Notifications;

/// <summary>How a notification reads, and where it leads.</summary>
/// <param name="Icon">Of the kind.</param>
/// <param name="Text">A sentence with the request's reference or the environment's name; never data.</param>
/// <param name="Href">Null when there is nothing to open any more.</param>
public sealed record NotificationLook(string Icon, string Text, string? Href)
{
    public static NotificationLook Of(NotificationRow row)
    {
        var (request, review, project) = (Addresses.Request(row.Subject), Addresses.Review(row.Subject), Addresses.Project(row.Subject));
        var messages = Addresses.With(request, ("tab", "messages"));
        var (icon, text, href) = row.Kind switch
        {
            NotificationKind.WaitsForReview => ("inbox", NotificationWords.WaitsForReview, review),
            NotificationKind.StepDecided => ("eye", NotificationWords.StepDecided, request),
            NotificationKind.RequestReturned => ("undo", NotificationWords.RequestReturned, request),
            NotificationKind.RequestApproved => ("check-circle", NotificationWords.RequestApproved, request),
            NotificationKind.RequestRejected => ("x", NotificationWords.RequestRejected, request),
            NotificationKind.RequestRevoked => ("ban", NotificationWords.RequestRevoked, request),
            NotificationKind.RequestClosed => ("lock", NotificationWords.RequestClosed, request),
            NotificationKind.RequestExpired => ("clock", NotificationWords.RequestExpired, request),
            NotificationKind.NamedOnRequest => ("user", row.Reference.Length == 0 ? NotificationWords.NamedOnDraft : NotificationWords.NamedOnRequest, request),
            NotificationKind.MessageReceived => ("message", NotificationWords.MessageReceived, messages),
            NotificationKind.Mentioned => ("message", NotificationWords.Mentioned, messages),
            NotificationKind.DataDelivered => ("folder", NotificationWords.DataDelivered, project),
            NotificationKind.DeliveryFailed => ("alert-circle", NotificationWords.DeliveryFailed, project),
            NotificationKind.MaintenanceBegan => ("settings", NotificationWords.MaintenanceBegan, Addresses.Environment(row.Environment)),
            NotificationKind.MaintenanceEnded => ("check-circle", NotificationWords.MaintenanceEnded, Addresses.Environment(row.Environment)),
            NotificationKind.MadeReviewer => ("inbox", NotificationWords.MadeReviewer, Addresses.MyReviews),
            NotificationKind.MadeAdmin => ("layers", NotificationWords.MadeAdmin, Addresses.AdminEnvironment(row.Environment)),
            NotificationKind.OwnershipPassed => ("user", NotificationWords.OwnershipPassed, request),
            NotificationKind.QuorumOutOfReach => ("users", NotificationWords.QuorumOutOfReach, Addresses.AdminEnvironment(row.Environment)),
            NotificationKind.AccessEndsInMonth => ("clock", NotificationWords.AccessEnds, request),
            NotificationKind.AccessEndsInWeek => ("clock", NotificationWords.AccessEnds, request),
            NotificationKind.StepOverdue => ("clock", NotificationWords.StepOverdue, review),
            NotificationKind.StepLongOverdue => ("clock", NotificationWords.StepLongOverdue, request),
            _ => throw new ArgumentOutOfRangeException(nameof(row), row.Kind, null),
        };
        var isGone = row.Environment.Length == 0;
        return new NotificationLook(icon, text.Fill(row.Reference, isGone ? NotificationWords.GoneEnvironment : row.EnvironmentName, DaysOf(row.Kind)), isGone ? null : href);
    }

    private static int DaysOf(NotificationKind kind) => kind == NotificationKind.AccessEndsInMonth ? 30 : 7;
}
