using System.Globalization;
using System.Text.Json;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Tests.Disclosure;

public sealed class DisclosureGateTests
{
    public static TheoryData<DisclosureTier> Tiers => [DisclosureTier.Open, DisclosureTier.Standard, DisclosureTier.Strict];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Every_count_up_to_a_thousand_is_hidden_or_a_multiple_of_the_base_near_the_truth(DisclosureTier tier)
    {
        var gate = DisclosureGate.For(tier);
        var policy = gate.Policy;

        for (var truth = 0; truth <= 1000; truth++)
        {
            var published = gate.Publish(truth);

            if (truth == 0 && policy.ShowsZero)
            {
                Assert.Equal(0, published.Value);
            }
            else if (truth < policy.Threshold)
            {
                Assert.Null(published.Value);
                Assert.Equal(policy.Threshold, published.FewerThan);
            }
            else
            {
                Assert.Null(published.FewerThan);
                Assert.Equal(0, published.Value!.Value % policy.Base);
                Assert.InRange(published.Value.Value, policy.Threshold, int.MaxValue);
                Assert.InRange(Math.Abs(published.Value.Value - truth), 0, policy.Base / 2);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void No_answer_tells_two_neighbouring_counts_apart_more_finely_than_the_base(DisclosureTier tier)
    {
        var gate = DisclosureGate.For(tier);

        var widths = Enumerable.Range(1, 1000).GroupBy(truth => gate.Publish(truth)).SkipLast(1).Select(group => group.Count());

        // The first answer above the threshold loses the half of its interval that lies below it.
        Assert.All(widths, width => Assert.InRange(width, (gate.Policy.Base + 1) / 2, int.MaxValue));
    }

    [Theory]
    [InlineData(DisclosureTier.Open, 5, 5, true, 0, false, 10, 3, 1000, null, true)]
    [InlineData(DisclosureTier.Standard, 10, 5, false, 2, true, 6, 2, 200, 600, true)]
    [InlineData(DisclosureTier.Strict, 20, 10, false, 4, true, 4, 1, 50, 150, false)]
    public void The_tiers_are_those_of_the_policy_table(
        DisclosureTier tier, int threshold, int step, bool zeros, double noise, bool snap, int clauses, int depth, int day, int? all, bool pairs) =>
        Assert.Equal(new DisclosurePolicy(tier, threshold, step, zeros, noise, snap, clauses, depth, day, all, pairs), DisclosurePolicy.Of(tier));

    [Fact]
    public void Files_that_mostly_belong_to_one_person_are_withheld_and_those_of_few_people_hidden()
    {
        var gate = DisclosureGate.For(DisclosureTier.Standard);

        Assert.True(gate.PublishHeld(200, holders: 10, mostOfOne: 190).IsWithheld);
        Assert.Equal("withheld", gate.PublishHeld(200, holders: 10, mostOfOne: 101).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(200, gate.PublishHeld(200, holders: 10, mostOfOne: 100).Value);
        Assert.Equal(10, gate.PublishHeld(200, holders: 9, mostOfOne: 50).FewerThan);
    }

    [Theory]
    [InlineData(DisclosureTier.Standard, 1238, "about 1,240", """{"value":1240,"text":"about 1,240"}""")]
    [InlineData(DisclosureTier.Standard, 0, "fewer than 10", """{"fewerThan":10,"text":"fewer than 10"}""")]
    [InlineData(DisclosureTier.Open, 0, "0", """{"value":0,"text":"0"}""")]
    [InlineData(DisclosureTier.Strict, 19, "fewer than 20", """{"fewerThan":20,"text":"fewer than 20"}""")]
    public void A_published_count_reads_the_same_on_screen_and_in_JSON(DisclosureTier tier, int truth, string words, string json)
    {
        var published = DisclosureGate.For(tier).Publish(truth);

        Assert.Equal(words, published.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(json, JsonSerializer.Serialize(published));
    }

    [Fact]
    public void Shares_come_from_published_numbers_only()
    {
        var gate = DisclosureGate.For(DisclosureTier.Standard);

        Assert.Equal(0.5, gate.Publish(502).ShareOf(gate.Publish(999)));
        Assert.Null(gate.Publish(3).ShareOf(gate.Publish(999)));
    }

    [Fact]
    public void A_published_count_has_no_public_way_in()
    {
        Assert.Empty(typeof(PublishedCount).GetConstructors());
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<PublishedCount>("""{"value":3}"""));
    }

    [Fact]
    public void What_one_person_was_given_does_not_use_up_what_is_there_for_the_others()
    {
        var (plain, given, other) = (
            QuestionLimits.Of(DisclosurePolicy.Standard, 100, default),
            QuestionLimits.Of(DisclosurePolicy.Standard, 100, new GrantedQuestions(5_000, 5_000)),
            QuestionLimits.Of(DisclosurePolicy.Standard, 100, new GrantedQuestions(0, 5_000)));

        Assert.Equal((200, 6_000), (plain.PerDay, plain.ForAll));
        Assert.Equal((5_200, 11_000), (given.PerDay, given.ForAll));
        Assert.Equal((200, 11_000), (other.PerDay, other.ForAll)); // who was given nothing may not ask more, and not less either
    }
}
