using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Tests.Disclosure;

public sealed class AnchorBookTests
{
    private static readonly Crowd _crowd = new(20_000, seed: 1);

    [Fact]
    public void A_set_that_differs_by_fewer_people_than_the_threshold_gets_the_earlier_answer()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var book = new Book(DisclosurePolicy.Standard, seed);
            var first = book.Of(_crowd.Set(seed * 10, 700));

            Assert.Equal(first, book.Of(_crowd.Set((seed * 10) + 1, 699)));
            Assert.Equal(first, book.Of(_crowd.Set((seed * 10) + 1, 700)));
            Assert.Equal(first, book.Of(_crowd.Set((seed * 10) + 4, 701)));
            Assert.Equal(1, book.Anchors);
        }
    }

    [Fact]
    public void A_set_that_differs_by_more_than_twice_the_threshold_has_an_answer_of_its_own()
    {
        var book = new Book(DisclosurePolicy.Standard, seed: 3);
        book.Of(_crowd.Set(0, 700));

        book.Of(_crowd.Set(30, 700));
        book.Of(_crowd.Set(0, 725));

        Assert.Equal(3, book.Anchors);
    }

    [Theory]
    [InlineData(25, 1, 1.0)]
    [InlineData(60, 1, 1.0)]
    [InlineData(60, 5, 0.99)]
    [InlineData(130, 9, 0.99)]
    [InlineData(150, 1, 1.0)]
    [InlineData(2_000, 5, 1.0)]
    [InlineData(2_000, 9, 0.99)]
    public void A_close_set_is_found_among_thousands_of_others(int people, int apart, double share)
    {
        var book = new Book(DisclosurePolicy.Standard, seed: 8);
        var random = new Random(9);
        HashSet<int> Some(int count)
        {
            var some = new HashSet<int>();
            while (some.Count < count)
            {
                some.Add(random.Next(20_000));
            }

            return some;
        }

        var known = Enumerable.Range(0, 700).Select(_ => Some(people)).ToList();
        known.ForEach(set => book.Of(_crowd.Set(set)));
        var anchors = book.Anchors;
        foreach (var set in known)
        {
            var near = set.Skip(apart).ToList(); // so many people fewer: within the shortest reach there is
            book.Of(_crowd.Set(near));
        }

        Assert.InRange(1 - ((book.Anchors - anchors) / (double)known.Count), share, 1);
    }

    [Fact]
    public void Closeness_does_not_chain()
    {
        var book = new Book(DisclosurePolicy.Standard, seed: 4);
        var answers = Enumerable.Range(0, 40).Select(step => book.Of(_crowd.Set(step * 5, 900))).ToList();

        Assert.True(book.Anchors is > 5 and < 25, $"{book.Anchors} anchors");
        Assert.True(answers.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(DisclosureTier.Standard)]
    [InlineData(DisclosureTier.Strict)]
    public void An_answer_is_never_further_from_the_truth_than_the_policy_says(DisclosureTier tier)
    {
        var policy = DisclosurePolicy.Of(tier);
        var book = new Book(policy, seed: 5);
        var random = new Random(6);
        for (var question = 0; question < 3000; question++)
        {
            var (from, count) = (random.Next(0, 300), random.Next(policy.Threshold * 2, 900));
            var published = book.Of(_crowd.Set(from, count));

            if (published.Value is { } value)
            {
                Assert.Equal(0, value % policy.Base);
                Assert.InRange(Math.Abs(value - count), 0, policy.WidestError);
            }
            else
            {
                Assert.Equal((policy.Threshold, DisclosurePolicy.BandEnd - 1), (published.From, published.To));
                Assert.InRange(count, 0, DisclosurePolicy.BandEnd + policy.WidestError);
            }
        }
    }

    [Fact]
    public void Fewer_than_the_threshold_are_always_hidden_and_twice_as_many_never()
    {
        var book = new Book(DisclosurePolicy.Standard, seed: 7);
        for (var from = 0; from < 1000; from += 20)
        {
            Assert.All(Enumerable.Range(0, 10), count => Assert.True(book.Of(_crowd.Set(from, count)).IsHidden));
            Assert.False(book.Of(_crowd.Set(from, 20)).IsHidden);
        }

        Assert.True(book.Of(CountedSet.Nobody).IsHidden);
    }

    [Fact]
    public void Between_the_two_nobody_knows_where_the_edge_is_but_the_same_set_is_always_on_the_same_side()
    {
        var book = new Book(DisclosurePolicy.Standard, seed: 8);
        var sets = Enumerable.Range(0, 600).Select(at => _crowd.Set(at * 30, 14)).ToList();

        var shown = sets.Select(set => !book.Of(set).IsHidden).ToList();

        Assert.InRange(shown.Count(isShown => isShown), 150, 450);
        Assert.Equal(shown, sets.Select(set => !book.Of(set).IsHidden));
    }

    [Fact]
    public void A_small_set_gets_the_answer_of_one_with_which_it_shares_most_people_and_of_no_other()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var book = new Book(DisclosurePolicy.Standard, seed);
            var first = book.Of(_crowd.Set(0, 14));

            Assert.Equal(first, book.Of(_crowd.Set(1, 13)));
            Assert.Equal(first, book.Of(_crowd.Set(0, 15)));
            Assert.Equal(first, book.Of(_crowd.Set(2, 14)));
            Assert.Equal(1, book.Anchors);

            book.Of(_crowd.Set(1000, 3)); // shares nobody: it is far, however few both are
            book.Of(_crowd.Set(2000, 11));
            Assert.Equal(3, book.Anchors);
            Assert.True(book.Of(CountedSet.Nobody).IsHidden);
        }
    }

    [Fact]
    public void A_set_keeps_its_answer_whatever_is_answered_nearer_by_later()
    {
        foreach (var size in (int[])[12, 40, 300])
        {
            for (var seed = 0; seed < 100; seed++)
            {
                var book = new Book(DisclosurePolicy.Standard, seed);
                var (near, far) = (_crowd.Set(0, size), _crowd.Set(6, size));
                book.Of(_crowd.Set(12, size));
                var answers = (Near: book.Of(near), Far: book.Of(far));

                for (var step = -5; step < 18; step++)
                {
                    book.Of(_crowd.Set(step + 20, size));
                }

                Assert.Equal(answers, (book.Of(near), book.Of(far)));
            }
        }
    }

    [Fact]
    public void Whoever_leaves_out_a_few_people_of_all_is_told_of_all()
    {
        foreach (var policy in (DisclosurePolicy[])[DisclosurePolicy.Open, DisclosurePolicy.Standard, DisclosurePolicy.Strict])
        {
            var book = new Book(policy, seed: 9);
            var whole = book.Whole();

            Assert.Equal(whole, book.Of(_crowd.Set(policy.Threshold - 1, 20_000 - policy.Threshold + 1)));
        }
    }

    [Fact]
    public void The_sketch_tells_how_many_people_two_sets_differ_by()
    {
        var set = _crowd.Set(0, 5000);
        foreach (var apart in (int[])[0, 1, 2, 5, 9, 15, 19])
        {
            var distance = CountedSet.Distance(set.Sketch.Span, _crowd.Set(apart, 5000 - apart).Sketch.Span);

            Assert.InRange(distance, (int)(apart * 0.7), apart);
        }
    }

    [Fact]
    public void Noise_has_the_spread_of_the_policy_and_no_tail()
    {
        var book = new Book(DisclosurePolicy.Standard, seed: 10);
        for (var from = 0; from < 400; from++)
        {
            book.Of(_crowd.Set(from * 45, 400 + from));
        }

        var noise = book.Made.Select(anchor => (double)anchor.Noise).ToList();

        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 1.7, 2.3);
        Assert.InRange(noise.Average(), -0.3, 0.3);
        Assert.All(noise, value => Assert.InRange(value, -7, 7));
        Assert.All(book.Made, anchor => Assert.InRange(anchor.Reach, 10, 20));
    }

    private sealed class Book(DisclosurePolicy policy, int seed)
    {
        private readonly AnchorBook _book = new(new DisclosureGate(policy), new SeededDice(seed));

        public List<Anchor> Made { get; } = [];

        public int Anchors => _book.Count - _book.TakenOver;

        public PublishedCount Of(CountedSet set) => _book.Publish(set, _crowd.Everybody, _book.DrawReach(), Made);

        public PublishedCount Whole() => _book.PublishWhole(_crowd.Everybody, _book.DrawReach(), Made);
    }
}
