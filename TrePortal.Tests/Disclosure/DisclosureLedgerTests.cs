using TrePortal.Data.Disclosure;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Disclosure;

public sealed class DisclosureLedgerTests : IDisposable
{
    private static readonly DateTimeOffset _monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly DisclosureGate _gate = DisclosureGate.For(DisclosureTier.Standard);
    private static readonly QuestionLimits _limits = new(PerDay: 3, InAll: 5, ForAll: 7);
    private static readonly PersonId _ada = new(Guid.CreateVersion7(_monday));
    private static readonly PersonId _ben = new(Guid.CreateVersion7(_monday.AddMinutes(1)));
    private static readonly Crowd _crowd = new(5_000, seed: 2);

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "one.ledger");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_question_is_charged_once_however_often_it_is_asked()
    {
        using var ledger = Open();

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(Ask(ledger, _ada, "a").IsOk));

        Assert.Equal(1, ledger.Budget(_ada, 1, _limits, _monday).UsedToday);
    }

    [Fact]
    public void The_day_the_chain_and_everybody_together_have_an_end()
    {
        using var ledger = Open();
        foreach (var question in (string[])["a", "b", "c"])
        {
            Assert.True(Ask(ledger, _ada, question).IsOk);
        }

        var today = Assert.IsType<BudgetSpent>(Ask(ledger, _ada, "d").Error);
        Assert.Equal(TimeSpan.FromHours(15), today.RetryAfter);
        Assert.True(Ask(ledger, _ada, "b").IsOk); // what was answered stays open
        var tomorrow = _monday.AddDays(1);
        Assert.True(Ask(ledger, _ada, "d", tomorrow).IsOk);
        Assert.True(Ask(ledger, _ada, "e", tomorrow).IsOk);
        Assert.Null(Assert.IsType<BudgetSpent>(Ask(ledger, _ada, "f", tomorrow).Error).RetryAfter);
        Assert.True(Ask(ledger, _ben, "a").IsOk);
        Assert.True(Ask(ledger, _ben, "b").IsOk);
        Assert.Contains("Everybody", Assert.IsType<BudgetSpent>(Ask(ledger, _ben, "c").Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_questions_at_once_never_pass_the_budget()
    {
        using var ledger = Open();
        var answered = 0;

        await Parallel.ForAsync(0, 1000, (question, _) =>
        {
            if (Ask(ledger, _ada, $"q{question}").IsOk)
            {
                Interlocked.Increment(ref answered);
            }

            return ValueTask.CompletedTask;
        });

        Assert.Equal(3, answered);
        Assert.Equal(3, ledger.Budget(_ada, 1, _limits, _monday).UsedInAll);
    }

    [Fact]
    public void A_restart_changes_no_answer_and_gives_no_question_back()
    {
        IReadOnlyList<PublishedCount> before;
        using (var ledger = Open())
        {
            before = [.. Enumerable.Range(0, 40).Select(at => Publish(ledger, at))];
            Ask(ledger, _ada, "a");
        }

        using var again = new DisclosureLedger(File, new SeededDice(99));

        Assert.Equal(before, Enumerable.Range(0, 40).Select(at => Publish(again, at)));
        Assert.Equal(1, again.Budget(_ada, 1, _limits, _monday).UsedInAll);
    }

    [Fact]
    public void An_entry_that_was_torn_is_cut_off_and_the_answers_before_it_stay()
    {
        PublishedCount first;
        long good;
        using (var ledger = Open())
        {
            first = Publish(ledger, 0);
            ledger.Flush();
            good = new FileInfo(File).Length;
            Publish(ledger, 5);
        }

        var whole = new FileInfo(File).Length;
        foreach (var length in (long[])[good + 1, good + 4, good + 50, whole - 1])
        {
            var torn = Path.Combine(_folder.Path, $"torn-{length}.ledger");
            System.IO.File.WriteAllBytes(torn, System.IO.File.ReadAllBytes(File)[..(int)length]);

            using (var ledger = new DisclosureLedger(torn, new SeededDice(1)))
            {
                Assert.Equal(first, Publish(ledger, 0));
            }

            Assert.Equal(good, new FileInfo(torn).Length);
        }
    }

    [Fact]
    public void A_ledger_that_was_changed_answers_nothing()
    {
        using (var ledger = Open())
        {
            Publish(ledger, 0);
            Publish(ledger, 5);
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        bytes[60] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.Throws<InvalidDataException>(Open);
    }

    [Fact]
    public void What_fails_while_it_is_answered_leaves_nothing()
    {
        using var ledger = Open();

        Assert.Throws<InvalidOperationException>(() => ledger.Answer<int>("tabular", _gate, Question(_ada, "a", _monday), publishing =>
        {
            publishing.Of(_crowd.Set(0, 500), _crowd.Everybody);
            throw new InvalidOperationException();
        }));

        Assert.Equal(0, ledger.Budget(_ada, 1, _limits, _monday).UsedInAll);
        ledger.Answer("tabular", _gate, null, publishing =>
        {
            publishing.Of(_crowd.Set(0, 500), _crowd.Everybody);
            return Assert.Single(publishing.Made);
        });
    }

    [Fact]
    public void A_question_one_clause_away_is_noted()
    {
        using var ledger = Open();
        Ask(ledger, _ada, "a");
        Ask(ledger, _ada, "near");

        Assert.Equal([false, true], ledger.ChargesFrom(0, 10).Select(charge => charge.IsNeighbour));
    }

    private DisclosureLedger Open() => new(File, new SeededDice(5));

    private static PublishedCount Publish(DisclosureLedger ledger, int at) =>
        ledger.Answer("tabular", _gate, null, publishing => publishing.Of(_crowd.Set(at * 100, 600 + at), _crowd.Everybody)).Value;

    private static Result<int> Ask(DisclosureLedger ledger, PersonId person, string question, DateTimeOffset? at = null) =>
        ledger.Answer("tabular", _gate, Question(person, question, at ?? _monday), _ => 0);

    private static Asking Question(PersonId person, string question, DateTimeOffset at) =>
        new(person, question, question, 1, at, _limits, question == "near" ? new HashSet<string> { "one", "two" } : new HashSet<string> { "one", "two", "three" });
}
