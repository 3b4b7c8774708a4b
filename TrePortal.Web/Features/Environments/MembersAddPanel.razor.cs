using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>Adds a whole list: typed, pasted or from a file; looked at line by line before anything is done.</summary>
public sealed partial class MembersAddPanel
{
    private const int MostBytes = 1024 * 1024;

    private string _text = "";
    private IReadOnlyList<LineOutcome> _preview = [];
    private IReadOnlyList<BatchRow> _batches = [];
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required MemberKind Kind { get; set; }

    [Inject]
    public required MembershipCommands Commands { get; init; }

    [Inject]
    public required IMembershipQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsAdmins => Kind == MemberKind.Admin;

    private string Back => Addresses.AdminEnvironment(Environment.Handle, "members", IsAdmins ? "admins" : null);

    private int Changes => _preview.Count(line => line.Code is "added" or "end-changed");

    protected override async Task OnInitializedAsync() =>
        _batches = await Queries.BatchesAsync(Environment.Handle, await CurrentActor.GetAsync(Lifetime), Lifetime);

    private string Count(string code) => _preview.Count(line => line.Code == code).ToString("N0", CultureInfo.CurrentCulture);

    private async Task TakeFileAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.File.Size > MostBytes)
        {
            _refusal = new Invalid("file", "too-large", MemberWords.FileTooLarge);
            return;
        }

        using var reader = new StreamReader(chosen.File.OpenReadStream(MostBytes, Lifetime), Encoding.UTF8);
        _text = await reader.ReadToEndAsync(Lifetime);
        await PreviewAsync();
    }

    private Task PreviewAsync() => DoAsync(async () =>
    {
        var result = await Queries.PreviewAsync(Environment.Handle, await CurrentActor.GetAsync(Lifetime), Kind, MemberList.Read(_text), Lifetime);
        _refusal = result.Error;
        _preview = result.IsOk ? result.Value : [];
    });

    private void Mend() => _preview = [];

    private Task AddAsync() => DoAsync(async () =>
    {
        var result = await Commands.AddAsync(Environment.Handle, Kind, MemberList.Read(_text), CancellationToken.None);
        _refusal = result.Error;
        if (result is { IsOk: true, Value.Batch: { } batch })
        {
            Navigation.NavigateTo(Addresses.AdminEnvironment(Environment.Handle, "members", $"batches/{batch}"));
        }
        else if (result.IsOk)
        {
            _preview = result.Value.Lines; // somebody else was quicker: nothing is left to add
        }
    });

    private async Task DoAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }
}
