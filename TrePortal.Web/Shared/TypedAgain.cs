using Microsoft.AspNetCore.Components;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Shared;

/// <summary>
/// Stands behind fields with a <c>data-typed</c> name: what was typed into them while the portal was away, or just before,
/// is back when the page had to be drawn anew. It draws nothing.
/// </summary>
public sealed class TypedAgain : PortalComponent
{
    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await Browser.TakeTypedAsync() > 0)
        {
            await Dispatcher.DispatchAsync(new ShowToast(Tone.Info, Words.TypedAgain));
        }
    }
}
