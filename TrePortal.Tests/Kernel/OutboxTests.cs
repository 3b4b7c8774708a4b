using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Kernel;

[Trait("Category", "Integration")]
public sealed class OutboxTests
{
    [Fact]
    public async Task A_message_that_failed_is_tried_again_later_until_it_is_delivered()
    {
        var handler = new Handler(failures: 1);
        await using var portal = await TestPortal.CreateAsync(services => services.AddSingleton<IOutboxHandler>(handler));
        await portal.StartWorkersAsync();

        await portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", (session, _) =>
        {
            session.Post(new OutboxMessage("test", new { text = "hello" }));
            return Task.FromResult(Result.Ok);
        }, CancellationToken.None));
        await TestPortal.Until(async () => (await portal.Look(db => db.Outbox.AsNoTracking().SingleAsync())).Attempts == 1);
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await TestPortal.Until(async () => (await portal.Look(db => db.Outbox.AsNoTracking().SingleAsync())).SentAt is not null);

        Assert.Equal("hello", handler.Delivered);
    }

    private sealed class Handler(int failures) : IOutboxHandler
    {
        private int _left = failures;

        public string Kind => "test";

        public string? Delivered { get; private set; }

        public Task HandleAsync(JsonElement payload, CancellationToken cancellation)
        {
            if (_left-- > 0)
            {
                throw new IOException("the other side does not answer");
            }

            Delivered = payload.GetProperty("text").GetString();
            return Task.CompletedTask;
        }
    }
}
