using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Kernel;

public sealed class ChangeFeedTests
{
    [Fact]
    public async Task Who_subscribes_hears_what_was_announced_while_they_read_and_everything_after_it()
    {
        await using var portal = await TestPortal.CreateAsync();
        var feed = portal.Services.GetRequiredService<IChangeFeed>();
        var (before, after) = (new Changed("request", EntityId.New<Domain.Requests.AccessRequestId>(DateTimeOffset.UnixEpoch).Value, null), new Changed("request", EntityId.New<Domain.Requests.AccessRequestId>(DateTimeOffset.UnixEpoch).Value, null));
        var heard = new List<Changed>();

        feed.Publish(before);
        using (feed.Subscribe(heard.Add))
        {
            feed.Publish(after);
        }

        feed.Publish(before);
        Assert.Equal([before, after], heard.Where(changed => changed.Kind == "request"));
    }

    /// <summary>However the announcement and the subscription fall together, nothing is missed.</summary>
    [Fact]
    public async Task Nobody_falls_between()
    {
        await using var portal = await TestPortal.CreateAsync();
        var feed = portal.Services.GetRequiredService<IChangeFeed>();
        for (var round = 0; round < 500; round++)
        {
            var changed = new Changed("request", EntityId.New<Domain.Requests.AccessRequestId>(DateTimeOffset.UnixEpoch).Value, null);
            var heard = 0;
            var publishing = Task.Run(() => feed.Publish(changed));
            using var subscription = feed.Subscribe(other => _ = other == changed ? Interlocked.Increment(ref heard) : 0);
            await publishing;
            Assert.InRange(heard, 1, 2);
        }
    }
}
