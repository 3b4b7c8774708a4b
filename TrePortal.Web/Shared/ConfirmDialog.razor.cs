using Microsoft.AspNetCore.Components;

namespace TrePortal.Web.Shared;

/// <summary>
/// The one dialog of the layout. The element is the browser's own: it keeps the focus inside, closes on Escape and
/// gives the focus back to where it was.
/// </summary>
public sealed partial class ConfirmDialog
{
    private ElementReference _dialog;
    private Question? _open;
    private string _reason = "";
    private string _typed = "";
    private string? _reasonProblem;
    private string? _typedProblem;

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    protected override void OnInitialized()
    {
        Confirmation.Changed += Redraw;
        WhenDisposed(() => Confirmation.Changed -= Redraw);

        void Redraw() => _ = InvokeAsync(StateHasChanged);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_open == Confirmation.Asked)
        {
            return;
        }

        _open = Confirmation.Asked;
        (_reason, _typed, _reasonProblem, _typedProblem) = ("", "", null, null);
        await (_open is null ? Browser.CloseDialogAsync(_dialog) : Browser.OpenDialogAsync(_dialog));
    }

    private void Confirm()
    {
        if (Confirmation.Asked is not { } question)
        {
            return;
        }

        _reasonProblem = question.ReasonRequired && string.IsNullOrWhiteSpace(_reason) ? Words.ReasonNeeded : null;
        _typedProblem = question.TypeToConfirm is { } expected && !string.Equals(_typed.Trim(), expected, StringComparison.Ordinal)
            ? Words.TypedDiffers.Fill(expected)
            : null;
        if (_reasonProblem is null && _typedProblem is null)
        {
            Settle(new(Confirmed: true, _reason.Trim()));
        }
    }

    private void Settle(Answer answer)
    {
        if (Confirmation.Asked is not null)
        {
            Confirmation.Settle(answer);
        }
    }
}
