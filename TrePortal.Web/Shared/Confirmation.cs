namespace TrePortal.Web.Shared;

/// <summary>One question before something that cannot be taken back.</summary>
public sealed record Question(string Title, string Text, string ConfirmLabel)
{
    public bool IsDangerous { get; init; }

    /// <summary>The person must type this exactly, such as the name of what is deleted.</summary>
    public string? TypeToConfirm { get; init; }

    /// <summary>Asks for words as well, such as the reason of a rejection.</summary>
    public string? ReasonLabel { get; init; }

    public bool ReasonRequired { get; init; }
}

/// <summary>What the person said. Without a confirmation there is no reason either.</summary>
public sealed record Answer(bool Confirmed, string Reason)
{
    public static Answer No { get; } = new(Confirmed: false, "");
}

/// <summary>Asks the person through the one dialog of the layout.</summary>
public sealed class Confirmation
{
    private TaskCompletionSource<Answer>? _waiting;

    public event Action? Changed;

    public Question? Asked { get; private set; }

    /// <summary>A question asked while another is open answers that one with no.</summary>
    public Task<Answer> AskAsync(Question question)
    {
        _waiting?.TrySetResult(Answer.No);
        _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked = question;
        Changed?.Invoke();
        return _waiting.Task;
    }

    public void Settle(Answer answer)
    {
        Asked = null;
        _waiting?.TrySetResult(answer);
        _waiting = null;
        Changed?.Invoke();
    }
}
