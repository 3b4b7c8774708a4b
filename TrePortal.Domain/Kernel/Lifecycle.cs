namespace TrePortal.Domain.Kernel;

/// <summary>One row of a lifecycle: from which state, by which action, to which state, open to which roles.</summary>
public sealed record Move<TState, TAction, TRole>(TState From, TAction Action, TState To, TRole By);

/// <summary>
/// The table of an aggregate's life. The aggregate, the buttons, the tests and docs/lifecycles all read this one table.
/// </summary>
/// <typeparam name="TState">Enum of states.</typeparam>
/// <typeparam name="TAction">Enum of actions.</typeparam>
/// <typeparam name="TRole">Flags enum of roles relative to the object; 0 means a stranger.</typeparam>
public sealed class Lifecycle<TState, TAction, TRole>
    where TState : struct, Enum
    where TAction : struct, Enum
    where TRole : struct, Enum
{
    private readonly string _what;

    /// <param name="what">The thing as people call it, for messages: "This request".</param>
    /// <param name="initial">The state of a new one.</param>
    /// <param name="moves">The table.</param>
    public Lifecycle(string what, TState initial, params (TState From, TAction Action, TState To, TRole By)[] moves)
    {
        _what = what;
        Initial = initial;
        Moves = [.. moves.Select(move => new Move<TState, TAction, TRole>(move.From, move.Action, move.To, move.By))];
    }

    public TState Initial { get; }

    public IReadOnlyList<Move<TState, TAction, TRole>> Moves { get; }

    /// <summary>Where the action leads, or why it does not: not-found to a stranger, forbidden to the wrong role, illegal in this state.</summary>
    public Result<TState> Next(TState from, TAction action, TRole roles)
    {
        if (Bits(roles) == 0)
        {
            return new NotFound(_what);
        }

        var move = Moves.FirstOrDefault(row => Same(row.From, from) && Same(row.Action, action));
        if (move is null)
        {
            return new IllegalMove($"{_what} is {Words(from)}; it cannot be {Past(action)} now.");
        }

        return (Bits(move.By) & Bits(roles)) != 0
            ? move.To
            : new Forbidden($"You may not {Words(action)} this; it takes {Words(move.By)}.");
    }

    /// <summary>What somebody holding these roles can do now: the buttons of the page.</summary>
    public IEnumerable<TAction> ActionsFrom(TState from, TRole roles) =>
        Moves.Where(row => Same(row.From, from) && (Bits(row.By) & Bits(roles)) != 0).Select(row => row.Action).Distinct();

    private static bool Same<T>(T one, T other)
        where T : struct => EqualityComparer<T>.Default.Equals(one, other);

    private static long Bits(TRole roles) => Convert.ToInt64(roles, System.Globalization.CultureInfo.InvariantCulture);

    private static string Words<T>(T value)
        where T : struct, Enum => PlainWords.Of(value);

    private static string Past(TAction action) => PlainWords.Past(action.ToString());
}

/// <summary>Enum names as people say them: "InReview" becomes "in review".</summary>
public static class PlainWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => Split(value.ToString());

    /// <summary>Words in lower case, from a name in Pascal case.</summary>
    public static string Split(string name) =>
        string.Concat(name.Select((letter, at) => char.IsUpper(letter) && at > 0 && name[at - 1] != ' ' ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    /// <summary>The name in kebab case, as it stands in the audit log.</summary>
    public static string Kebab(string name) => Split(name).Replace(' ', '-');

    internal static string Past(string verb) => Split(verb) switch
    {
        "submit" => "submitted",
        "withdraw" => "withdrawn",
        "reject finally" => "rejected finally",
        var word when word.EndsWith('e') => word + "d",
        var word when word.EndsWith('y') => word[..^1] + "ied",
        var word => word + "ed",
    };
}
