using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Notifications;

namespace TrePortal.Tests.Notifications;

/// <summary>Mails carry links and no data, whatever they are about.</summary>
public sealed class MailWordsTests
{
    private static readonly MailWriter Writer = new(MailWorld.Address);

    public static TheoryData<NotificationKind> Kinds => [.. Enum.GetValues<NotificationKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mail_says_where_to_look_and_nothing_else(NotificationKind kind)
    {
        var row = Row(kind);
        foreach (var text in new[] { Writer.Notice(row)!, Writer.Digest([row])! })
        {
            var all = text.Subject + "\n" + text.Body;
            Assert.Contains(MailWorld.Address + NotificationLook.Of(row).Href + "\n", text.Body, StringComparison.Ordinal);
            Assert.Contains(MailWorld.Address + "/me/notifications/settings\n", text.Body, StringComparison.Ordinal);
            Assert.StartsWith("TRE Portal: ", text.Subject, StringComparison.Ordinal);
            Assert.All(["AR-2026-0147", "Heart cohort", "approved", "reject", "revok", "return", "fail", "expired"], word => Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(text.Body.Split('\n').Where(line => !line.StartsWith(MailWorld.Address, StringComparison.Ordinal)), line => line.Any(char.IsAsciiDigit)); // no count either
            Assert.True(all.All(char.IsAscii) && !text.Subject.Contains('\n', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_decision_reads_the_same_however_it_was_made()
    {
        var row = Row(NotificationKind.StepDecided);

        Assert.Single(new[] { NotificationKind.RequestApproved, NotificationKind.RequestRejected, NotificationKind.RequestReturned, NotificationKind.StepDecided, NotificationKind.RequestRevoked }
            .Select(kind => Writer.Notice(row with { Kind = kind })).Distinct());
    }

    [Fact]
    public void What_cannot_be_opened_any_more_is_not_written_about()
    {
        var gone = Row(NotificationKind.MadeAdmin) with { Environment = "" };

        Assert.Null(Writer.Notice(gone));
        Assert.Null(Writer.Digest([gone]));
        Assert.NotNull(Writer.Digest([gone, Row(NotificationKind.Mentioned)]));
    }

    [Fact]
    public void A_long_daily_mail_ends_with_the_list_of_the_portal_and_the_same_link_stands_once()
    {
        var rows = Enumerable.Range(0, MailWriter.MostLinks + 5).Select(_ => Row(NotificationKind.WaitsForReview)).ToList();

        var body = Writer.Digest([.. rows, .. rows])!.Body;

        Assert.Equal(MailWriter.MostLinks, rows.Count(row => body.Contains($"{MailWorld.Address}/reviews/{row.Subject}\n", StringComparison.Ordinal)));
        Assert.Contains(MailWorld.Address + "/me/notifications\n", body, StringComparison.Ordinal);
        Assert.Equal(MailWriter.MostLinks + 2, body.Split('\n').Count(line => line.StartsWith(MailWorld.Address, StringComparison.Ordinal)));
    }

    private static NotificationRow Row(NotificationKind kind) =>
        new(EntityId.New<NotificationId>(Some.Monday), kind, EntityId.New<NotificationId>(Some.Monday).Value, "AR-2026-0147", "tre-heart", "Heart cohort", Some.Monday, IsRead: false);
}
