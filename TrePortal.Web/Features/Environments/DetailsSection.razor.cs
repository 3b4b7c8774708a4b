using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class DetailsSection
{
    private DetailsForm _form = new();
    private DetailsForm _read = new();
    private EnvironmentForAdmin? _shown;
    private long _version;
    private string _region = "";
    private string? _regionProblem;
    private Error? _refusal;
    private bool _conflict;
    private bool _saved;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    private Error? General => _refusal is Invalid ? null : _refusal;

    // Another person's change arrives here as well: what was typed stays, and only a clash is spoken of.
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_shown, Environment))
        {
            return;
        }

        _shown = Environment;
        var theirs = DetailsForm.Of(Environment.Details);
        if (theirs == _read || _form == _read || _form == theirs)
        {
            _form = _form == _read ? theirs with { } : _form;
            (_read, _version, _conflict) = (theirs, Environment.Version, false);
        }
        else
        {
            _conflict = true;
        }
    }

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    private void KeepMine() => (_read, _version, _conflict, _refusal) = (DetailsForm.Of(Environment.Details), Environment.Version, false, null);

    private void TakeTheirs()
    {
        KeepMine();
        _form = _read with { };
    }

    private async Task SaveAsync()
    {
        if (_busy || _conflict)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await Commands.DescribeAsync(Environment.Handle, _form.ToDetails(), _version, CancellationToken.None)).Error;
            _saved = _refusal is null;
            if (_saved)
            {
                _read = DetailsForm.Of(_form.ToDetails());
                _form = _read with { };
            }

            await OnChanged.InvokeAsync();
            if (_refusal is Stale && !_conflict)
            {
                _refusal = (await Commands.DescribeAsync(Environment.Handle, _form.ToDetails(), _version, CancellationToken.None)).Error; // something else had changed
                _saved = _refusal is null;
                await OnChanged.InvokeAsync();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task MoveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var moved = await Commands.MoveAsync(Environment.Handle, _region, null, CancellationToken.None);
            _regionProblem = moved.Error?.Message;
            _region = moved.IsOk ? "" : _region;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}

/// <summary>Details as they are typed: lists are words between commas.</summary>
internal sealed record DetailsForm
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public string Contact { get; set; } = "";

    public string Keywords { get; set; } = "";

    public string Categories { get; set; } = "";

    public static DetailsForm Of(EnvironmentDetails details) => new()
    {
        Name = details.Name,
        Description = details.Description,
        Contact = details.Contact,
        Keywords = string.Join(", ", details.Keywords),
        Categories = string.Join(", ", details.Categories),
    };

    public EnvironmentDetails ToDetails() => new(Name.Trim(), Description.Trim(), Contact.Trim(), Split(Keywords), Split(Categories));

    private static string[] Split(string words) => words.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
