using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Features.Environments;

/// <summary>Edits the policies. Saving goes by what it would change and touch, then the history has one more version.</summary>
public sealed partial class PoliciesSection
{
    private static readonly DisclosurePolicy[] Tiers = [DisclosurePolicy.Open, DisclosurePolicy.Standard, DisclosurePolicy.Strict];

    private static readonly PolicyForm Empty = new(Policies.Default, "", "", "");

    private PolicyForm _form = Empty;
    private PolicyForm _read = Empty;
    private PolicyDetails? _details;
    private IReadOnlyList<PolicyImpact>? _impacts;
    private Error? _refusal;
    private bool _showsTerms;
    private bool _conflict;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>Whom the page around was read for; asked for again where there is none.</summary>
    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required PolicyCommands Commands { get; init; }

    [Inject]
    public required IPolicyQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    private bool IsDirty => _details is not null && _form.DiffersFrom(_read);

    private IEnumerable<string> Restrictions => (_form.Meant with { TermsVersion = _form.Terms.Trim().Length > 0 ? 1 : 0 }).Restrictions();

    /// <summary>Before and after in words; the number of new terms is not known yet.</summary>
    private IReadOnlyList<PolicyChange> Changes
    {
        get
        {
            var changes = PolicySettings.Between(_read.Meant, _form.ToDraft("").Onto(_read.Meant, _read.Terms));
            return _form.ToDraft("").AsksAgain(_read.Terms)
                ? [.. changes.Select(change => change.Setting == nameof(Policies.TermsVersion) ? change with { After = PolicyWords.NewTerms } : change)]
                : changes;
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_details is not null && Environment.Version == _details.Version)
        {
            return;
        }

        var cancellation = NewestLoad();
        if (await Queries.FindAsync(Environment.Handle, Reader ?? await CurrentActor.GetAsync(cancellation), cancellation) is not { } found)
        {
            return; // no admin any more: the page around says so
        }

        var theirs = PolicyForm.Of(found);
        _conflict = IsDirty && theirs.DiffersFrom(_read);
        if (!IsDirty)
        {
            _form = theirs;
        }

        if (!_conflict)
        {
            _read = theirs;
        }

        _details = found;
    }

    private void KeepMine()
    {
        _read = PolicyForm.Of(_details!);
        (_conflict, _refusal, _impacts) = (false, null, null);
    }

    private void TakeTheirs()
    {
        KeepMine();
        _form = _read;
    }

    private void Discard() => (_form, _refusal) = (_read, null);

    private void Set(Func<Policies, Policies> change) => _form = _form with { Policies = change(_form.Policies) };

    private void Type(Func<PolicyForm, PolicyForm> change) => _form = change(_form);

    private void SetMaximum(ChangeEventArgs change)
    {
        if (int.TryParse(TextOf(change), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var most))
        {
            Set(policies => policies with { MaximumCollaborators = most });
        }
    }

    private bool Is(string setting) => _form.IsDefault(setting);

    private string? ProblemOf(string field) => (_refusal as Invalid)?.Problems.FirstOrDefault(problem => problem.Field == field)?.Message;

    /// <summary>A change is shown with what it does before it is saved; a mere confirmation needs no such look.</summary>
    private Task ReviewAsync() => DoAsync(async () =>
    {
        if (!IsDirty)
        {
            await SetAsync("");
            return;
        }

        var reader = await CurrentActor.GetAsync(Lifetime);
        var impacts = await Queries.ImpactAsync(Environment.Handle, _form.ToDraft(""), reader, Lifetime);
        (_refusal, _impacts) = (impacts.Error, impacts.IsOk ? impacts.Value : null);
    });

    private Task SaveAsync(string note) => DoAsync(() => SetAsync(note));

    private async Task SetAsync(string note)
    {
        _refusal = (await Commands.SetAsync(Environment.Handle, _form.ToDraft(note), _details!.Version, CancellationToken.None)).Error;
        _impacts = null;
        if (_refusal is null)
        {
            _read = _form;
            await Dispatcher.DispatchAsync(new ShowToast(Tone.Good, PolicyWords.Saved));
        }

        await OnChanged.InvokeAsync();
    }

    private async Task DoAsync(Func<Task> work)
    {
        if (_busy || _conflict)
        {
            return; // a second click can arrive before the disabled button is drawn
        }

        _busy = true;
        try
        {
            await work();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task GuardAsync(LocationChangingContext leaving)
    {
        if (IsDirty && !(await Confirmation.AskAsync(new Question(PolicyWords.LeaveTitle, PolicyWords.LeaveText, PolicyWords.Leave) { IsDangerous = true })).Confirmed)
        {
            leaving.PreventNavigation();
        }
    }

    private static string TextOf(ChangeEventArgs change) => change.Value as string ?? "";

    private static string TitleOf(DisclosureTier tier) => tier switch
    {
        DisclosureTier.Open => EnvironmentWords.TierOpen,
        DisclosureTier.Standard => EnvironmentWords.TierStandard,
        _ => EnvironmentWords.TierStrict,
    };
}
