using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Web.Shared.Requests;

/// <summary>What owner and reviewers write to each other on one request. Showing it is reading it.</summary>
public sealed partial class MessagesPanel
{
    private MessageThread? _thread;
    private List<MessageDetails> _messages = []; // oldest first
    private RequestMessageId? _firstUnread;
    private AccessRequestId? _loaded;
    private string _text = "";
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required AccessRequestId Request { get; set; }

    /// <summary>Where no tab above says what this is.</summary>
    [Parameter]
    public bool ShowTitle { get; set; }

    [Inject]
    public required MessageCommands Commands { get; init; }

    [Inject]
    public required IMessageQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override Task OnParametersSetAsync() => _loaded == Request ? Task.CompletedTask : LoadAsync();

    private static string RoleWords(RequestRole role) =>
        role.HasFlag(RequestRole.Owner) ? MessageWords.RoleOwner
        : role.HasFlag(RequestRole.Reviewer) ? MessageWords.RoleReviewer
        : role.HasFlag(RequestRole.Collaborator) ? MessageWords.RoleCollaborator
        : role.HasFlag(RequestRole.TreAdmin) ? MessageWords.RoleAdmin
        : MessageWords.RoleFormer;

    // The text cut where it names somebody on the request.
    private static IEnumerable<(string Part, bool IsMention)> Parts(MessageDetails message)
    {
        var rest = message.Text;
        while (rest.Length > 0)
        {
            var next = message.Mentions.Select(name => (Name: "@" + name, At: rest.IndexOf("@" + name, StringComparison.OrdinalIgnoreCase)))
                .Where(found => found.At >= 0).OrderBy(found => found.At).ThenByDescending(found => found.Name.Length).FirstOrDefault();
            if (next.Name is null)
            {
                yield return (rest, false);
                yield break;
            }

            yield return (rest[..next.At], false);
            yield return (rest.Substring(next.At, next.Name.Length), true);
            rest = rest[(next.At + next.Name.Length)..];
        }
    }

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var found = await Queries.ListAsync(Request, await CurrentActor.GetAsync(cancellation), PageRequest.First, cancellation);
        if (found is null)
        {
            return; // the page around it says that nothing is there
        }

        if (_loaded != Request)
        {
            (_loaded, _text, _refusal, _firstUnread) = (Request, "", null, null);
        }

        _thread = found;
        _messages = [.. found.Messages.Items.Reverse()];
        if (_messages.Find(message => message.IsUnread) is { } unread)
        {
            _firstUnread ??= unread.Id; // the mark stays while the page is open
            await Commands.ReadAsync(Request, _messages[^1].At, CancellationToken.None);
        }
    }

    private async Task EarlierAsync()
    {
        if (_thread?.Messages.NextCursor is { } cursor
            && await Queries.ListAsync(Request, await CurrentActor.GetAsync(Lifetime), new PageRequest(PageRequest.DefaultLimit, Cursor.Parse(cursor)), Lifetime) is { } earlier)
        {
            _messages.InsertRange(0, earlier.Messages.Items.Reverse());
            _thread = _thread with { Messages = _thread.Messages with { NextCursor = earlier.Messages.NextCursor } };
        }
    }

    private void Mention(NamedPerson person) => _text = (_text.Length == 0 || char.IsWhiteSpace(_text[^1]) ? _text : _text + " ") + "@" + person.UserName + " ";

    private async Task PostAsync()
    {
        if (_busy)
        {
            return; // a second press can arrive before the disabled button is drawn
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.PostAsync(Request, _text, CancellationToken.None)).Error;
            if (_refusal is null)
            {
                _text = "";
                await LoadAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
