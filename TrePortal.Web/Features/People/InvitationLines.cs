using TrePortal.Domain.People;

namespace TrePortal.Web.Features.People;

/// <summary>A pasted list: on each line an address or user name, then perhaps a level, apart by comma, semicolon or tab.</summary>
internal static class InvitationLines
{
    private static readonly char[] Between = [',', ';', '\t'];

    /// <summary>Empty lines say nothing. A word after the address that is no level stays with the address, so that it is refused and shown.</summary>
    public static IReadOnlyList<(string Line, InvitationDraft Draft)> Read(string text, MemberLevel level, bool mayManageEnvironments, string note) =>
    [
        .. from raw in text.Split('\n')
           let line = raw.Trim()
           where line.Length > 0
           select (line, Draft(line, level, mayManageEnvironments, note)),
    ];

    private static InvitationDraft Draft(string line, MemberLevel level, bool mayManageEnvironments, string note)
    {
        var parts = line.Split(Between, StringSplitOptions.TrimEntries);
        return parts is [var address, var word] && Enum.TryParse<MemberLevel>(word, ignoreCase: true, out var own) && !char.IsAsciiDigit(word[0])
            ? new InvitationDraft(address, own, mayManageEnvironments, note)
            : new InvitationDraft(parts is [var alone, ""] ? alone : line, level, mayManageEnvironments, note);
    }
}
