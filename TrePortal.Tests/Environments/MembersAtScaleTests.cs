using System.Diagnostics;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Environments;

/// <summary>A thousand authorized users and a hundred admins, pasted at once. Times are printed; round trips are judged.</summary>
public sealed class MembersAtScaleTests(ITestOutputHelper output)
{
    private const string Handle = AdminWorld.Handle;

    [Fact]
    public async Task A_thousand_users_and_a_hundred_admins_are_pasted_searched_ended_and_undone_without_lag()
    {
        await using var world = await AdminWorld.CreateAsync();
        await world.PeopleAsync("user", 1000);
        (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default))).MustBeOk();
        AuthorizationLine[] users = [.. Enumerable.Range(0, 1000).Select(number => new AuthorizationLine(number % 2 == 0 ? $"user{number}" : $"user{number}@example.org"))];
        AuthorizationLine[] admins = [.. Enumerable.Range(0, 99).Select(number => new AuthorizationLine($"user{number}"))];

        var preview = await MeasuredAsync("preview of 1,000 lines", 4, () => world.PreviewAsync(MemberKind.AuthorizedUser, users));
        var batch = (await MeasuredAsync("paste of 1,000 users", 20, () => world.Members(commands => commands.AddAsync(Handle, MemberKind.AuthorizedUser, users, default)), writes: 2_100)).MustBeOk();
        (await MeasuredAsync("paste of 99 admins", 20, () => world.Members(commands => commands.AddAsync(Handle, MemberKind.Admin, admins, default)), writes: 320)).MustBeOk(); // a row, an audit event and a notification each
        (await MeasuredAsync("one reviewer more", 20, () => world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "user7", null, default)), writes: 20)).MustBeOk();

        Assert.All(preview, line => Assert.Equal("added", line.Code));
        Assert.Equal(preview, batch.Lines);
        var environment = (await MeasuredAsync("environment", 2, world.FindAsync))!;
        Assert.Equal(new MemberCounts(100, 1000, 0, 0, 0, 1), environment.Members);
        var first = await ListAsync(world, "first page", new AuthorizedView());
        var found = await ListAsync(world, "search", new AuthorizedView("user99"));
        var reviewers = await ListAsync(world, "reviewers", new AuthorizedView(Show: AuthorizedShow.Reviewers, Sort: AuthorizedSort.End));
        Assert.Equal((1000, 50, 11, 1), (first.Found, first.Rows.Items.Count, found.Found, reviewers.Found));

        var keys = first.Rows.Items.Select(entry => entry.Key).ToList();
        (await MeasuredAsync("last day of 50", 20, () => world.Members(commands => commands.EndAsync(Handle, keys, new DateOnly(2099, 1, 1), default)), writes: 200)).MustBeOk();
        var undone = (await MeasuredAsync("undo of 1,000", 20, () => world.Members(commands => commands.UndoAsync(Handle, batch.Batch!.Value, default)), writes: 2_100)).MustBeOk();

        Assert.Equal((50 - 0, 1), (undone.Count(line => line.Code == "changed-since"), undone.Count(line => line.Code == "reviewer")));
        Assert.Equal(51, (await world.FindAsync())!.Members.Authorized);
    }

    private async Task<Listing<AuthorizedUserEntry>> ListAsync(AdminWorld world, string what, AuthorizedView view)
    {
        var reader = await world.Portal.ActorAsync();
        return (await MeasuredAsync(what, 2, () => world.Portal.Do<IMembershipQueries, Listing<AuthorizedUserEntry>?>(queries =>
            queries.AuthorizedAsync(Handle, reader, view, PageRequest.First, default))))!;
    }

    /// <param name="trips">At most so many questions; what is written row by row comes on top.</param>
    private async Task<T> MeasuredAsync<T>(string what, int trips, Func<Task<T>> work, int writes = 0)
    {
        T result = default!;
        var clock = Stopwatch.StartNew();
        var asked = await RoundTrips.CommandsOfAsync(async () => result = await work());
        clock.Stop();
        var questions = asked.Count(command => command.TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase));
        output.WriteLine($"{what}: {questions} questions, {asked.Count - questions} writes, {clock.ElapsedMilliseconds} ms");
        Assert.True(questions <= trips, $"{what}: {questions} questions");
        Assert.True(asked.Count - questions <= writes, $"{what}: {asked.Count - questions} writes");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        return result;
    }
}
