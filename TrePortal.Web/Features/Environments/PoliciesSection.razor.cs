using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class PoliciesSection
{
    private static readonly DisclosurePolicy[] Tiers = [DisclosurePolicy.Open, DisclosurePolicy.Standard, DisclosurePolicy.Strict];

    private Policies _form = Policies.Default;
    private Policies? _read;
    private long _version;
    private Error? _refusal;
    private bool _conflict;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required EnvironmentCommands Commands { get; init; }

    [Inject]
    public required Confirmation Confirmation { get; init; }

    private bool IsDirty => _form != _read;

    protected override void OnParametersSet()
    {
        if (_read is null || Environment.Policies == _read || !IsDirty)
        {
            _form = _read is null || !IsDirty ? Environment.Policies : _form;
            (_read, _version, _conflict) = (Environment.Policies, Environment.Version, false);
        }
        else
        {
            _conflict = true;
        }
    }

    private void KeepMine()
    {
        _form = _form with { Version = Environment.Policies.Version };
        (_read, _version, _conflict, _refusal) = (Environment.Policies, Environment.Version, false, null);
    }

    private void TakeTheirs()
    {
        KeepMine();
        _form = Environment.Policies;
    }

    private void SetMaximum(ChangeEventArgs change)
    {
        if (int.TryParse(change.Value as string, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var most))
        {
            _form = _form with { MaximumCollaborators = most };
        }
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
            if (Environment.State == EnvironmentState.Draft
                || (await Confirmation.AskAsync(new Question(EnvironmentWords.PoliciesBindTitle, EnvironmentWords.PoliciesBindText, EnvironmentWords.SavePolicies))).Confirmed)
            {
                _refusal = (await Commands.SetPoliciesAsync(Environment.Handle, _form, _version, CancellationToken.None)).Error;
                _form = _refusal is null ? _form with { Version = _read == _form ? _form.Version : _form.Version + 1 } : _form;
                _read = _refusal is null ? _form : _read;
            }

            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private static string TitleOf(DisclosureTier tier) => tier switch
    {
        DisclosureTier.Open => EnvironmentWords.TierOpen,
        DisclosureTier.Standard => EnvironmentWords.TierStandard,
        _ => EnvironmentWords.TierStrict,
    };
}
