using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>What a change of members would do, and the button that does it.</summary>
public sealed partial class ImpactCard
{
    private const int MostNames = 12;

    private ElementReference _card;
    private MembershipImpact? _impact;
    private Error? _refusal;
    private DateOnly? _until;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required MembershipChange Change { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Confirm { get; set; }

    /// <summary>The last day is typed here; <see cref="OnEnd"/> gets it.</summary>
    [Parameter]
    public bool AsksEnd { get; set; }

    [Parameter]
    public bool IsDangerous { get; set; }

    [Parameter]
    public EventCallback OnConfirm { get; set; }

    /// <summary>The last day; null for no end.</summary>
    [Parameter]
    public EventCallback<DateOnly?> OnEnd { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    [Inject]
    public required IMembershipQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _card.FocusAsync();
        }
    }

    private async Task SetEndAsync(ChangeEventArgs change)
    {
        _until = DateOnly.TryParseExact(change.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        // Without a last day nothing ends, so there is nothing to consider but who is named.
        var considered = AsksEnd ? Change with { Until = _until ?? DateOnly.MaxValue.AddDays(-1) } : Change;
        var result = await Queries.ImpactAsync(Environment.Handle, await CurrentActor.GetAsync(cancellation), considered, cancellation);
        (_impact, _refusal) = (result.IsOk ? result.Value : null, result.Error);
    }

    private async Task ConfirmAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await (AsksEnd ? OnEnd.InvokeAsync(_until) : OnConfirm.InvokeAsync());
        }
        finally
        {
            _busy = false;
        }
    }

    private IEnumerable<(bool IsOpen, string Text)> Lines(MembershipImpact impact)
    {
        foreach (var kept in impact.Kept)
        {
            yield return (true, kept);
        }

        if (Change.Admins.Count > 0)
        {
            yield return (false, MemberWords.AdminsLose.Fill(Environment.Details.Name));
        }

        if (AsksEnd && _until is null)
        {
            yield return (false, MemberWords.NoEndChosen);
            yield break;
        }

        if (Change.Entries.Count > 0 || Change.Restricts)
        {
            yield return (false, impact.Losing == 0 ? MemberWords.NobodyLoses : MemberWords.PeopleLose.Fill(impact.From.ToString("d MMM yyyy", CultureInfo.CurrentCulture), impact.Losing));
        }

        foreach (var drafts in impact.Drafts)
        {
            yield return (true, MemberWords.DraftsBlocked.Fill(drafts.Owner, drafts.Drafts, drafts.InRevision.Count == 0 ? MemberWords.NoneWord : string.Join(", ", drafts.InRevision)));
        }

        foreach (var request in impact.Open)
        {
            yield return (false, MemberWords.RunsOn.Fill(request.Reference, request.Owner));
        }

        if (impact.Approved > 0)
        {
            yield return (false, MemberWords.ApprovedRunOn.Fill(impact.Approved, impact.Projects));
        }

        foreach (var step in impact.Steps)
        {
            yield return (step.Able < step.Quorum, MemberWords.StepLoses.Fill(step.Step, string.Join(", ", step.Losing), step.Able, step.Quorum));
        }
    }
}
