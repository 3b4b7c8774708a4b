using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.People;

/// <summary>The question before something dangerous, and the short word after it was done.</summary>
public sealed class PageAsker(Confirmation confirmation, IDispatcher dispatcher)
{
    public async Task<bool> IsSureAsync(string title, string text, string confirm) =>
        (await confirmation.AskAsync(new Question(title, text, confirm) { IsDangerous = true })).Confirmed;

    /// <summary>Says that it was done; the refusal, if it was not, is for the page to show.</summary>
    public async Task<Error?> ToldAsync(Result result, string done)
    {
        if (result.IsOk)
        {
            await dispatcher.DispatchAsync(new ShowToast(Tone.Good, done));
        }

        return result.Error;
    }
}
