using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>The life of a request as its audit events tell it, read by the same table that the request itself goes by.</summary>
public static class RequestTrail
{
    /// <summary>The first event of every request.</summary>
    public const string Beginning = "request-started";

    private static readonly Dictionary<string, RequestAction> Actions = Enum.GetValues<RequestAction>().ToDictionary(
        action => action switch
        {
            RequestAction.Decide => PlainWords.Kebab(nameof(StepDecided)),
            RequestAction.RejectFinally => PlainWords.Kebab(nameof(RequestRejected)),
            RequestAction.Recuse => PlainWords.Kebab(nameof(ReviewerRecused)),
            RequestAction.HandOver => PlainWords.Kebab(nameof(PlaceHandedOver)),
            RequestAction.PassOwnership => PlainWords.Kebab(nameof(OwnershipPassed)),
            _ => $"request-{PlainWords.Past(action.ToString())}".Replace(' ', '-'),
        },
        StringComparer.Ordinal);

    /// <summary>The move that an audit event tells of; null when the event moves nothing.</summary>
    public static RequestAction? ActionOf(string audited) => Actions.TryGetValue(audited, out var action) ? action : null;

    /// <summary>Where a move leads; null when the table does not have it.</summary>
    public static RequestState? Next(RequestState from, RequestAction action) =>
        RequestLifecycle.Table.Moves.FirstOrDefault(move => move.From == from && move.Action == action)?.To;

    /// <summary>Nothing leads out of it.</summary>
    public static bool IsEnd(RequestState state) => RequestLifecycle.Table.Moves.All(move => move.From != state || move.To == state);
}
