using TrePortal.Domain.Environments;
using TrePortal.Web.Features.Environments;

namespace TrePortal.Tests.Environments;

public sealed class MemberListTests
{
    [Theory]
    [InlineData("ada\n\ngrace, 2027-06-30\r\norg-north;2027/01/31\nx\t20270131", "1 ada -|3 grace 2027-06-30|4 org-north 2027-01-31|5 x 2027-01-31")]
    [InlineData("\uFEFFUser_name;Department;End date\nada;Data;2027-06-30\n\"grace\";\"a; b\";", "2 ada 2027-06-30|3 grace -")]
    [InlineData("until,email\n2027-06-30,ada@example.org", "2 ada@example.org 2027-06-30")]
    [InlineData("Ada Lovelace <ada@example.org>, 2027-06-30", "1 ada@example.org 2027-06-30")]
    [InlineData("ada, 30.06.2027\ngrace, soon", "1 ada ?|2 grace ?")]
    [InlineData("\n , ;\n", "")]
    public void Pasted_lines_and_tables_are_read(string text, string expected) => Assert.Equal(expected, string.Join('|', MemberList.Read(text).Select(Written)));

    [Fact]
    public void The_result_is_a_table_in_which_nothing_is_a_formula()
    {
        var csv = MemberList.Csv([new LineOutcome(3, "=1+1", IsDone: false, "unknown", "No \"one\", nobody")]);

        Assert.Equal("line,name,person or organization,last day,result,done,message\r\n\"3\",\"'=1+1\",\"\",\"\",\"unknown\",\"no\",\"No \"\"one\"\", nobody\"\r\n", csv);
    }

    private static string Written(AuthorizationLine line) =>
        $"{line.Line} {line.Name} {(line.HasUnreadableEnd ? "?" : line.Until is { } until ? until.ToString("yyyy-MM-dd", null) : "-")}";
}
