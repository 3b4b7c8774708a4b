using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Requests;

[Trait("Category", "Integration")]
public sealed class MessageTests
{
    [Fact]
    public async Task Owner_and_reviewers_write_and_everybody_on_the_request_reads()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "carl", null, default)));
        Assert.IsType<IllegalMove>((await PostAsync(world, "otto", id, "Nobody reads a draft.")).Error);
        RequestWorld.Ok(await world.SubmitAsync(id));

        RequestWorld.Ok(await PostAsync(world, "rita", id, " Which outcome, @otto? Mail @stan or x@otto.example. "));
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        RequestWorld.Ok(await PostAsync(world, "otto", id, "Stroke."));
        Assert.IsType<Forbidden>((await PostAsync(world, "carl", id, "I only read.")).Error);
        Assert.IsType<Forbidden>((await PostAsync(world, "tina", id, "I only read.")).Error);
        Assert.IsType<NotFound>((await PostAsync(world, "stan", id, "Hello.")).Error);

        foreach (var name in new[] { "otto", "carl", "rita", "remo", "tina" })
        {
            var thread = await ThreadAsync(world, name, id);
            Assert.Equal(["Stroke.", "Which outcome, @otto? Mail @stan or x@otto.example."], thread!.Messages.Items.Select(message => message.Text));
            Assert.Equal(["otto"], thread.Messages.Items[1].Mentions); // a stranger is not named, and no address is
            Assert.Equal((RequestRole.Owner, RequestRole.Reviewer), (thread.Messages.Items[0].Role, thread.Messages.Items[1].Role));
            Assert.Equal(name is "otto" or "rita" or "remo", thread.MayWrite);
        }

        Assert.Null(await ThreadAsync(world, "stan", id));
        var audited = await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "message-posted").Select(row => row.Content).ToListAsync());
        Assert.Equal(2, audited.Count);
        Assert.DoesNotContain("Stroke", string.Join(' ', audited), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_is_marked_and_never_undone()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();
        RequestWorld.Ok(await PostAsync(world, "rita", id, "First?"));
        var first = (await ThreadAsync(world, "otto", id))!.Messages.Items[0];
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        RequestWorld.Ok(await PostAsync(world, "remo", id, "Second?"));

        Assert.Equal(2, await UnreadAsync(world, "otto", id));
        Assert.Equal(1, await UnreadAsync(world, "rita", id)); // the own message is read
        Assert.Equal(0, await UnreadAsync(world, "stan", id));
        RequestWorld.Ok(await ReadAsync(world, "otto", id, first.At));
        Assert.Equal(1, await UnreadAsync(world, "otto", id));
        RequestWorld.Ok(await ReadAsync(world, "otto", id, first.At.AddYears(1)));
        Assert.Equal(0, await UnreadAsync(world, "otto", id));
        RequestWorld.Ok(await ReadAsync(world, "otto", id, first.At));
        Assert.Equal(0, await UnreadAsync(world, "otto", id));
        Assert.IsType<NotFound>((await ReadAsync(world, "stan", id, first.At)).Error);
        Assert.Equal(["otto"], (await ThreadAsync(world, "remo", id))!.SeenBy.Select(person => person.UserName));

        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        RequestWorld.Ok(await PostAsync(world, "rita", id, "Third?"));
        Assert.Equal(1, await UnreadAsync(world, "otto", id)); // a mark from the future does not hide what comes
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("a\u0000b")]
    [InlineData(null)]
    public async Task Bad_words_are_refused_and_leave_nothing(string? text)
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();

        Assert.IsType<Invalid>((await PostAsync(world, "otto", id, text ?? new string('x', RequestMessage.MostCharacters + 1))).Error);

        Assert.Equal(0, await world.Portal.Look(db => db.Set<RequestMessage>().CountAsync()));
    }

    [Fact]
    public async Task A_long_thread_comes_in_pages_without_gaps_or_doubles()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();
        for (var number = 0; number < 23; number++)
        {
            RequestWorld.Ok(await PostAsync(world, number % 2 == 0 ? "otto" : "rita", id, $"Message {number}"));
            world.Portal.Clock.Advance(TimeSpan.FromSeconds(number % 3)); // some of one instant
        }

        var (read, page) = (new List<string>(), new PageRequest(5, null));
        do
        {
            var part = (await ThreadAsync(world, "remo", id, page))!.Messages;
            read.AddRange(part.Items.Select(message => message.Text));
            page = page with { After = Cursor.Parse(part.NextCursor) };
        }
        while (page.After is not null);

        Assert.Equal(Enumerable.Range(0, 23).Select(number => $"Message {number}").ToHashSet(), read.ToHashSet());
        Assert.Equal(23, read.Count);
    }

    [Fact]
    public async Task In_sequence_a_later_reviewer_reads_nothing_before_the_turn_and_nobody_writes_after_the_end()
    {
        await using var world = await RequestWorld.CreateAsync(Domain.Environments.ReviewMode.Sequential);
        var id = await world.SubmittedAsync();
        RequestWorld.Ok(await PostAsync(world, "rita", id, "Only the first step."));
        Assert.Null(await ThreadAsync(world, "remo", id));
        Assert.IsType<NotFound>((await PostAsync(world, "remo", id, "Too early.")).Error);

        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.WithdrawAsync(id, null, default)));

        Assert.IsType<IllegalMove>((await PostAsync(world, "otto", id, "Too late.")).Error);
        Assert.Equal("Only the first step.", (await ThreadAsync(world, "otto", id))!.Messages.Items.Single().Text);
    }

    [Theory]
    [InlineData("@otto", "otto")]
    [InlineData("Ask @otto, or @rita.", "otto rita")]
    [InlineData("mail otto@north.example and @@otto", "")]
    [InlineData("@rita-1._x.", "rita-1._x")]
    [InlineData("@", "")]
    public void Names_are_read_as_people_write_them(string text, string expected) => Assert.Equal(expected, string.Join(' ', RequestMessage.NamesIn(text)));

    private static Task<Result<RequestMessageId>> PostAsync(RequestWorld world, string by, AccessRequestId id, string text) =>
        world.As(by).Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(id, text, default));

    private static Task<Result> ReadAsync(RequestWorld world, string by, AccessRequestId id, DateTimeOffset until) =>
        world.As(by).Portal.Do<MessageCommands, Result>(commands => commands.ReadAsync(id, until, default));

    private static async Task<MessageThread?> ThreadAsync(RequestWorld world, string by, AccessRequestId id, PageRequest? page = null)
    {
        var reader = await world.ActorAsync(by);
        return await world.Portal.Do<IMessageQueries, MessageThread?>(queries => queries.ListAsync(id, reader, page ?? PageRequest.First, default));
    }

    private static async Task<int> UnreadAsync(RequestWorld world, string by, AccessRequestId id)
    {
        var reader = await world.ActorAsync(by);
        return await world.Portal.Do<IAccessRequestQueries, int>(async queries => (await queries.FindAsync(id, reader, default))?.UnreadMessages ?? 0);
    }
}
