using System.Text.Json;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>What is set here, taken elsewhere: a copy, a file, and a file taken in.</summary>
public sealed partial class ConfigurationSection
{
    private static readonly JsonSerializerOptions Answer = new(JsonSerializerDefaults.Web);

    private IReadOnlyList<OrganizationName>? _organizations;
    private ImportAnswer? _imported;
    private string _name = "";
    private string _handle = "";
    private string _organization = "";
    private string? _importProblem;
    private Error? _refusal;
    private bool _copyPeople;
    private bool _exportDocuments = true;
    private bool _exportPeople;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required ConfigurationCommands Commands { get; init; }

    [Inject]
    public required IEnvironmentAdminQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private Error? General => _refusal is Invalid ? null : _refusal;

    protected override async Task OnInitializedAsync()
    {
        (_name, _handle) = (EditorWords.CopySuffix.Fill(Environment.Details.Name), $"{Environment.Handle}-copy");
        _organizations = await Queries.OrganizationsForNewAsync(Reader ?? await CurrentActor.GetAsync(Lifetime), Lifetime);
        _organization = _organizations.OrderByDescending(choice => choice.Id == Environment.Organization.Id).FirstOrDefault()?.Handle ?? "";
    }

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field.EndsWith(field, StringComparison.OrdinalIgnoreCase))?.Message;

    private async Task CopyAsync()
    {
        if (_busy || _organizations?.FirstOrDefault(choice => choice.Handle == _organization) is not { } owner)
        {
            return;
        }

        _busy = true;
        try
        {
            var copied = await Commands.CopyAsync(Environment.Handle, new NewEnvironment(_handle.Trim(), _name, owner.Id, Environment.Region), _copyPeople, CancellationToken.None);
            _refusal = copied.Error;
            if (copied.IsOk)
            {
                await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, EditorWords.Copied.Fill(_name.Trim())));
                Navigation.NavigateTo(Addresses.AdminEnvironment(copied.Value.Handle));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task ImportedAsync(Uploaded answer)
    {
        (_imported, _importProblem) = (JsonSerializer.Deserialize<ImportAnswer>(answer.Body, Answer), null);
        await OnChanged.InvokeAsync();
    }

    private void Refused(Uploaded answer)
    {
        using var problem = answer.Body.StartsWith('{') ? JsonDocument.Parse(answer.Body) : null;
        _imported = null;
        _importProblem = problem?.RootElement is { } root && root.TryGetProperty("detail", out var detail)
            ? $"{detail.GetString()} {(root.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0 ? errors[0].GetProperty("path").GetString() : null)}".Trim()
            : Words.UploadRefused;
    }
}
