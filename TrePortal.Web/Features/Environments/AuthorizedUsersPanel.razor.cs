using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class AuthorizedUsersPanel
{
    private const int Step = 50;

    private string _lines = "";
    private string _search = "";
    private int _most = Step;
    private IReadOnlyList<LineOutcome> _outcomes = [];
    private Error? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required MembershipCommands Commands { get; init; }

    private List<AuthorizedUserEntry> Matching =>
        [.. Environment.Authorized.Where(entry => entry.DisplayName.Contains(_search, StringComparison.CurrentCultureIgnoreCase) || entry.Name.Contains(_search, StringComparison.OrdinalIgnoreCase))];

    private void Restart() => _most = Step;

    private async Task AddAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var typed = _lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var read = typed.Select(line => (Text: line, Line: PastedLine.Read(line))).ToList();
            var good = read.Where(row => row.Line is not null).ToList();
            IReadOnlyList<LineOutcome> answers = [];
            if (good.Count > 0)
            {
                var result = await Commands.AuthorizeAsync(Environment.Handle, [.. good.Select(row => row.Line!)], CancellationToken.None);
                _refusal = result.Error;
                if (!result.IsOk)
                {
                    return;
                }

                answers = result.Value;
            }

            var refused = read.Where(row => row.Line is null).Select(row => new LineOutcome(row.Text, IsDone: false, "date", EnvironmentWords.LineDateWrong));
            _outcomes = [.. answers, .. refused];
            // What could not be done stays in the field, to be mended and sent again.
            _lines = string.Join('\n', good.Where((_, at) => !answers[at].IsDone).Select(row => row.Text).Concat(read.Where(row => row.Line is null).Select(row => row.Text)));
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task RemoveAsync(AuthorizedUserEntry entry)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _outcomes = [];
            _refusal = (await Commands.UnauthorizeAsync(Environment.Handle, entry.Key, null, CancellationToken.None)).Error;
            await OnChanged.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}

/// <summary>One pasted line: a name, and after a comma, semicolon or tab an optional last day as yyyy-mm-dd.</summary>
internal static class PastedLine
{
    /// <summary>Null when the day cannot be read.</summary>
    public static AuthorizationLine? Read(string line)
    {
        var parts = line.Split([',', ';', '\t'], 2, StringSplitOptions.TrimEntries);
        return parts.Length == 1 || parts[1].Length == 0 ? new AuthorizationLine(parts[0])
            : DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until) ? new AuthorizationLine(parts[0], until)
            : null;
    }
}
