using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Notifications;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.People;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Notifications;

/// <summary>The world of a review on a portal that writes mail, with nothing told and nothing mailed yet.</summary>
internal sealed class MailWorld : IAsyncDisposable
{
    public const string Address = "https://portal.example.org";

    private MailWorld(RequestWorld requests, PostBox box) => (Requests, Box) = (requests, box);

    public RequestWorld Requests { get; }

    /// <summary>Takes the letters where no server was named.</summary>
    public PostBox Box { get; }

    public TestPortal Portal => Requests.Portal;

    public static MailOptions Options { get; } = new() { Host = "127.0.0.1", Tls = MailTls.None, From = "portal@example.org", PublicAddress = Address, TimeoutSeconds = 5 };

    /// <param name="options">Where mail goes, and when.</param>
    /// <param name="server">Mail goes to the server that the options name, not into the box.</param>
    /// <param name="mode">Of the review.</param>
    public static async Task<MailWorld> CreateAsync(MailOptions? options = null, bool server = false, ReviewMode mode = ReviewMode.Parallel)
    {
        var box = new PostBox();
        var requests = await RequestWorld.CreateAsync(mode, more: services =>
        {
            services.Replace(ServiceDescriptor.Singleton(options ?? Options));
            services.AddSingleton<ILoggerProvider>(box);
            if (!server)
            {
                services.Replace(ServiceDescriptor.Singleton<IMailTransport>(box));
            }
        });
        var world = new MailWorld(requests, box);
        await world.ForgetAsync();
        return world;
    }

    /// <summary>Sends what is due, as the worker does; answers how many were looked at.</summary>
    public async Task<int> SendAsync()
    {
        await Portal.Services.GetRequiredService<DigestPlanner>().PlanAsync(default);
        return await Post().SendDueAsync(default);
    }

    /// <summary>A worker of its own, on the same database.</summary>
    public MailPost Post(IMailTransport? transport = null) => transport is null
        ? ActivatorUtilities.CreateInstance<MailPost>(Portal.Services)
        : ActivatorUtilities.CreateInstance<MailPost>(Portal.Services, transport);

    public async Task ChooseAsync(string name, MailChoice choice)
    {
        Requests.As(name);
        (await Portal.Do<NotificationCommands, Result>(commands => commands.ChooseMailAsync(choice, default))).MustBeOk();
    }

    /// <summary>What is written of mails: user name, state, attempts and reason.</summary>
    public async Task<string> MailsAsync()
    {
        var rows = await Portal.Look(db => db.Set<OutgoingMail>().Join(db.Set<Person>(), row => row.Person, person => person.Id, (row, person) => new { person.UserName, row.State, row.Attempts, row.Reason }).ToListAsync());
        return string.Join(", ", rows.Select(row => $"{row.UserName} {row.State} {row.Attempts} {row.Reason}".TrimEnd()).Order(StringComparer.Ordinal));
    }

    public async Task ForgetAsync()
    {
        await Portal.Look(db => db.Set<OutgoingMail>().ExecuteDeleteAsync());
        await Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());
        Box.Empty();
    }

    public ValueTask DisposeAsync() => Requests.DisposeAsync();
}
