using System.Text.RegularExpressions;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

public readonly record struct RequestMessageId(Guid Value) : IEntityId<RequestMessageId>
{
    public static RequestMessageId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What the owner or a reviewer writes to the others on a request (spec.md Q5). Never changed, never taken back.</summary>
public sealed partial class RequestMessage : AggregateRoot
{
    /// <summary>Characters of a message.</summary>
    public const int MostCharacters = 5_000;

    private readonly List<PersonId> _mentions = [];

    private RequestMessage()
    {
    }

    public RequestMessageId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public AccessRequestId Request { get; private set; }

    public PersonId Author { get; private set; }

    public string Text { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>People on the request who are named in it by <c>@user</c>.</summary>
    public IReadOnlyList<PersonId> Mentions => _mentions;

    /// <param name="actor">The author.</param>
    /// <param name="request">What it is about; its lifecycle says who may write when.</param>
    /// <param name="environment">Of the request.</param>
    /// <param name="text">Plain text.</param>
    /// <param name="named">People whose user names stand in it; those without a role on the request are passed over.</param>
    /// <param name="now">When.</param>
    public static Result<RequestMessage> Post(Actor actor, AccessRequest request, ResearchEnvironment environment, string text, IEnumerable<PersonId> named, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(request.State, RequestAction.Message, request.RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (WrittenText.ProblemWith("text", text, MostCharacters, "Write something first.") is { } problem)
        {
            return problem;
        }

        var message = new RequestMessage
        {
            Id = EntityId.New<RequestMessageId>(now),
            Environment = environment.Id,
            Request = request.Id,
            Author = actor.Id,
            Text = text.Trim(),
            At = now,
        };
        message._mentions.AddRange(named.Distinct().Where(person => person != actor.Id && request.RolesOf(person, environment) != RequestRole.None));
        message.Record(new MessagePosted(request.Id, environment.Id, request.Reference!, message.Id, actor.Id == request.Owner, [.. message._mentions]));
        return message;
    }

    /// <summary>The user names that a text names by <c>@</c>.</summary>
    public static IReadOnlyList<string> NamesIn(string text) =>
        [.. Mention().Matches(text).Select(match => match.Groups["name"].Value.TrimEnd('.', '-')).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    // Not within a word or an e-mail address.
    [GeneratedRegex(@"(?<![\w@.])@(?<name>[A-Za-z0-9._-]{1,64})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mention();
}

/// <summary>How far one person has read the messages of one request.</summary>
public sealed class MessageMark : AggregateRoot
{
    private MessageMark()
    {
    }

    public MessageMarkId Id { get; private set; }

    public AccessRequestId Request { get; private set; }

    public PersonId Person { get; private set; }

    /// <summary>Everything that was written up to then is read.</summary>
    public DateTimeOffset ReadUntil { get; private set; }

    public static MessageMark Of(AccessRequestId request, PersonId person, DateTimeOffset now) =>
        new() { Id = EntityId.New<MessageMarkId>(now), Request = request, Person = person };

    /// <summary>Never back.</summary>
    public void Read(DateTimeOffset until) => ReadUntil = until > ReadUntil ? until : ReadUntil;
}

public readonly record struct MessageMarkId(Guid Value) : IEntityId<MessageMarkId>
{
    public static MessageMarkId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
