using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Audit;

public sealed partial class AuditPage
{
    private Loadable<Page<AuditRow>> _events = new Loadable<Page<AuditRow>>.Loading();
    private AuditVerdict? _verdict;
    private bool _isPlatformAdmin;
    private bool _busy;
    private string? _person;
    private string? _environment;
    private string? _kind;
    private string? _action;
    private DateOnly? _from;
    private DateOnly? _until;

    [SupplyParameterFromQuery]
    public string? Person { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public Guid? Object { get; set; }

    [SupplyParameterFromQuery]
    public string? Action { get; set; }

    [SupplyParameterFromQuery]
    public DateOnly? From { get; set; }

    [SupplyParameterFromQuery]
    public DateOnly? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    [Inject]
    public required AuditReading Reading { get; init; }

    [Inject]
    public required IAuditVerifier Verifier { get; init; }

    [Inject]
    public required ICurrentActor Actors { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        (_person, _environment, _kind, _action, _from, _until) = (Person, Environment, Kind, Action, From, To);
        var cancellation = NewestLoad();
        var reader = await Actors.GetAsync(cancellation);
        _isPlatformAdmin = reader.IsPlatformAdmin;
        var asked = new AuditAsked(Environment, Person, Kind, Object, Action, StartOf(From), StartOf(To?.AddDays(1)));
        _events = new Loadable<Page<AuditRow>>.Loaded(
            await Reading.ListAsync(asked, new(PageRequest.DefaultLimit, Domain.Kernel.Cursor.Parse(Cursor)), cancellation));
    }

    private void Filter() => Navigation.NavigateTo(Address(Addresses.AdminAudit, _person, _environment, _kind, _action, _from, _until));

    private async Task VerifyAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _verdict = (await Actors.GetAsync(Lifetime)).IsPlatformAdmin ? await Verifier.VerifyAsync(Lifetime) : null;
        }
        finally
        {
            _busy = false;
        }
    }

    private string Here(string? cursor) =>
        Addresses.With(Address(Addresses.AdminAudit, Person, Environment, Kind, Action, From, To), ("object", Object?.ToString()), ("cursor", cursor));

    private string Export(string format) => Addresses.With(
        Addresses.AdminAuditExport,
        ("person", Person), ("environment", Environment), ("kind", Kind), ("action", Action), ("object", Object?.ToString()),
        ("from", StartOf(From)?.ToString("O", CultureInfo.InvariantCulture)), ("until", StartOf(To?.AddDays(1))?.ToString("O", CultureInfo.InvariantCulture)), ("format", format));

    private static string Address(string page, string? person, string? environment, string? kind, string? action, DateOnly? from, DateOnly? to) => Addresses.With(
        page,
        ("person", person?.Trim()), ("environment", environment?.Trim()), ("kind", kind), ("action", action),
        ("from", from?.ToString("O", CultureInfo.InvariantCulture)), ("to", to?.ToString("O", CultureInfo.InvariantCulture)));

    /// <summary>Days of the audit log are days in UTC, so that everybody who follows a link sees the same.</summary>
    private static DateTimeOffset? StartOf(DateOnly? day) => day is { } asked ? new DateTimeOffset(asked, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
