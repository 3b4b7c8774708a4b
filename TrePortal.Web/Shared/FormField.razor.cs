using System.Linq.Expressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace TrePortal.Web.Shared;

/// <summary>Label, hint, control and error as one. The error is given, or found in the form for <see cref="For"/>.</summary>
public sealed partial class FormField
{
    private static int _given;

    private readonly string _id = $"field-{Interlocked.Increment(ref _given)}";
    private FieldLinks _links = new("", HasHint: false, HasError: false, Required: false);
    private string? _problem;

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>What is wrong with the value, in words that say how to mend it.</summary>
    [Parameter]
    public string? Error { get; set; }

    /// <summary>The form's member, when the field stands in an <see cref="EditForm"/>: its validation messages are shown.</summary>
    [Parameter]
    public Expression<Func<object?>>? For { get; set; }

    [Parameter]
    public bool Required { get; set; }

    /// <summary>Says "optional" beside the label of a field that is not required; turn it off where nothing is required.</summary>
    [Parameter]
    public bool MarkOptional { get; set; } = true;

    /// <summary>The control; put <c>@attributes="context.Attributes"</c> on it.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment<FieldLinks> ChildContent { get; set; }

    [CascadingParameter]
    public EditContext? Form { get; set; }

    protected override void OnInitialized()
    {
        if (Form is null || For is null)
        {
            return;
        }

        Form.OnValidationStateChanged += Validated;
        WhenDisposed(() => Form.OnValidationStateChanged -= Validated);

        void Validated(object? sender, ValidationStateChangedEventArgs change)
        {
            Look();
            _ = InvokeAsync(StateHasChanged);
        }
    }

    protected override void OnParametersSet() => Look();

    private void Look()
    {
        _problem = Error;
        if (_problem is null && Form is not null && For is not null)
        {
            _problem = Form.GetValidationMessages(FieldIdentifier.Create(For)).FirstOrDefault();
        }

        _links = new(_id, Hint is not null, _problem is not null, Required);
    }
}
