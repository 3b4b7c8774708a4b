using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>One organization and its people: an admin of environments, the organization's admin, a researcher, two reviewers, a stranger.</summary>
internal sealed class AdminWorld : IAsyncDisposable
{
    public const string Handle = "tre-north";

    private AdminWorld(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    public PersonId Admin { get; private set; }

    public PersonId OrgAdmin { get; private set; }

    public PersonId Researcher { get; private set; }

    public PersonId Stranger { get; private set; }

    public OrganizationId Organization { get; private set; }

    public static async Task<AdminWorld> CreateAsync(Action<IServiceCollection>? more = null)
    {
        var world = new AdminWorld(await TestPortal.CreateAsync(more));
        world.OrgAdmin = await world.Portal.PersonAsync("boss");
        world.Admin = await world.Portal.PersonAsync("ada");
        world.Researcher = await world.Portal.PersonAsync("rita");
        await world.Portal.PersonAsync("rex");
        await world.Portal.PersonAsync("roy");
        world.Stranger = await world.Portal.PersonAsync("sam");
        world.Organization = await world.Portal.OrganizationAsync("org-north", "boss");
        await world.Portal.MemberAsync("org-north", "ada", MemberLevel.Member, mayManageEnvironments: true);
        world.Portal.As(world.Admin);
        (await world.Environments(commands => commands.CreateAsync(new NewEnvironment(Handle, "North", world.Organization, "eu-north"), default))).MustBeOk();
        return world;
    }

    /// <summary>A draft of which every line of the checklist is done.</summary>
    public static async Task<AdminWorld> ReadyAsync(Action<IServiceCollection>? more = null, SmallInventory? release = null)
    {
        var world = await CreateAsync(more);
        (await world.Environments(commands => commands.DescribeAsync(Handle, new EnvironmentDetails("North", "What it is", "north@example.org", ["sea"], []), null, default))).MustBeOk();
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rita"), new("rex"), new("roy")], default))).MustBeOk();
        (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default))).MustBeOk();
        (await world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "rex", null, default))).MustBeOk();
        (await world.Environments(commands => commands.ChooseShowcaseAsync(Handle, ShowcaseMode.None, null, default))).MustBeOk();
        (await world.Environments(commands => commands.SetPoliciesAsync(Handle, Policies.Default, null, default))).MustBeOk();
        await world.Portal.StartWorkersAsync();
        Assert.Equal(ImportState.Accepted, (await world.ImportAsync(1, release ?? new SmallInventory())).State);
        await world.AcknowledgeAsync(1);
        return world;
    }

    public static async Task<AdminWorld> InAsync(EnvironmentState state)
    {
        var world = await ReadyAsync();
        if (state != EnvironmentState.Draft)
        {
            (await world.Life(commands => commands.PublishAsync(Handle, null, default))).MustBeOk();
        }

        if (state == EnvironmentState.Maintenance)
        {
            (await world.Life(commands => commands.DeactivateAsync(Handle, null, default))).MustBeOk();
        }

        return world;
    }

    public Task<T> Environments<T>(Func<EnvironmentCommands, Task<T>> work) => Portal.Do(work);

    public Task<T> Members<T>(Func<MembershipCommands, Task<T>> work) => Portal.Do(work);

    public Task<T> Life<T>(Func<LifecycleCommands, Task<T>> work) => Portal.Do(work);

    public Task<T> Versions<T>(Func<VersionCommands, Task<T>> work) => Portal.Do(work);

    /// <summary>Takes every warning as it is.</summary>
    public async Task AcknowledgeAsync(int number) => (await Versions(commands => commands.AcknowledgeAsync(Handle, number, null, "", null, default))).MustBeOk();

    public Task<T> Inventory<T>(Func<InventoryCommands, Task<T>> work) => Portal.Do(work);

    public async Task<EnvironmentForAdmin?> FindAsync()
    {
        var reader = await Portal.ActorAsync();
        return await Portal.Do<IEnvironmentAdminQueries, EnvironmentForAdmin?>(queries => queries.FindAsync(Handle, reader, default));
    }

    public async Task<IReadOnlyList<AuthorizedUserEntry>> AuthorizedAsync(AuthorizedView? view = null)
    {
        var reader = await Portal.ActorAsync();
        return (await Portal.Do<IMembershipQueries, Listing<AuthorizedUserEntry>?>(queries =>
            queries.AuthorizedAsync(Handle, reader, view ?? new(), new PageRequest(PageRequest.MaxLimit, null), default)))!.Rows.Items;
    }

    public async Task<IReadOnlyList<LineOutcome>> PreviewAsync(MemberKind kind, IReadOnlyList<AuthorizationLine> lines)
    {
        var reader = await Portal.ActorAsync();
        return (await Portal.Do<IMembershipQueries, Result<IReadOnlyList<LineOutcome>>>(queries => queries.PreviewAsync(Handle, reader, kind, lines, default))).MustBeOk();
    }

    /// <summary>Many people at once: name0, name1, ...</summary>
    public Task PeopleAsync(string name, int count) => Portal.Look(async db =>
    {
        for (var number = 0; number < count; number++)
        {
            db.Add(Person.Create(new($"{name}{number}", $"Person {name} {number}", $"{name}{number}@example.org"), isPlatformAdmin: false, Portal.Clock.GetUtcNow()).MustBeOk());
        }

        return await db.SaveChangesAsync();
    });

    public Task<PersonId> IdOfAsync(string userName) => Portal.Look(async db => (await db.Set<Person>().SingleAsync(person => person.UserName == userName)).Id);

    public async Task<T> Ask<TQueries, T>(Func<TQueries, Actor, Task<T>> ask)
        where TQueries : notnull
    {
        var reader = await Portal.ActorAsync();
        return await Portal.Do<TQueries, T>(queries => ask(queries, reader));
    }

    public async Task<InventoryForAdmin?> FindInventoryAsync()
    {
        var reader = await Portal.ActorAsync();
        return await Portal.Do<IInventoryQueries, InventoryForAdmin?>(queries => queries.FindAsync(Handle, reader, default));
    }

    /// <summary>Uploads a whole release as one archive and queues its import.</summary>
    public async Task<Result<ImportTicket>> UploadAsync(int number, SmallInventory release)
    {
        await using var upload = Portal.Services.GetRequiredService<IUploads>().Begin();
        (await upload.ReceiveAsync("release.zip", null, new MemoryStream(release.Zip("")), default)).MustBeOk();
        var ticket = await Inventory(async commands => await commands.ImportAsync(Handle, number, upload.Assets(null).MustBeOk(), default));
        if (ticket.IsOk)
        {
            upload.Keep();
        }

        return ticket;
    }

    public async Task<ImportDetails> ImportAsync(int number, SmallInventory release)
    {
        var ticket = (await UploadAsync(number, release)).MustBeOk();
        await EndOf(ticket.Import);
        return (await ImportOf(ticket.Import))!;
    }

    /// <summary>Imports a release that lies in a folder, as one archive.</summary>
    public async Task<ImportDetails> ImportFolderAsync(int number, string release)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.EnumerateFiles(release, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                zip.CreateEntryFromFile(file, Path.GetRelativePath(release, file), CompressionLevel.Fastest);
            }
        }

        archive.Position = 0;
        await using var upload = Portal.Services.GetRequiredService<IUploads>().Begin();
        (await upload.ReceiveAsync("release.zip", null, archive, default)).MustBeOk();
        var ticket = (await Inventory(async commands => await commands.ImportAsync(Handle, number, upload.Assets(null).MustBeOk(), default))).MustBeOk();
        upload.Keep();
        await EndOf(ticket.Import);
        return (await ImportOf(ticket.Import))!;
    }

    /// <summary>Makes the version under construction the active one, whatever the checklist says.</summary>
    public async Task ActivateAsync()
    {
        var me = await Portal.ActorAsync();
        (await Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test.activate", async (session, token) =>
        {
            var environment = (await session.FirstAsync<ResearchEnvironment>(item => item.Handle == Handle, token))!;
            var version = (await session.FindAsync<InventoryVersion, InventoryVersionId>(environment.PendingVersion!.Value, token))!;
            environment.Describe(me, new EnvironmentDetails("North", "What it is", "north@example.org", [], []), session.Now);
            environment.AddStep(me, new StepDraft("ethics", "Ethics", "", 1), session.Now);
            environment.Authorize(me, me.Id, null, null, session.Now);
            environment.AssignReviewer(me, "ethics", me, session.Now);
            environment.ChooseShowcase(me, ShowcaseMode.Inventory, session.Now);
            environment.SetPolicies(me, Policies.Default, session.Now);
            return environment.Publish(me, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), session.Now).Then(() => version.Activate(DisclosureTier.Standard, session.Now));
        }, default))).MustBeOk();
    }

    public async Task<ImportDetails?> ImportOf(InventoryImportId import)
    {
        var reader = await Portal.ActorAsync();
        return await Portal.Do<IInventoryQueries, ImportDetails?>(queries => queries.FindImportAsync(Handle, import, reader, default));
    }

    public Task EndOf(InventoryImportId import) => TestPortal.Until(async () => await ImportOf(import) is { State: not ImportState.Queued }, seconds: 30);

    public string[] FoldersIn(string folder) => Directory.Exists(Path.Combine(Portal.Folder, folder)) ? Directory.GetDirectories(Path.Combine(Portal.Folder, folder)) : [];

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}

internal static class MustBe
{
    public static void MustBeOk(this Result result) => Assert.True(result.IsOk, result.Error?.Message);

    public static T MustBeOk<T>(this Result<T> result)
    {
        Assert.True(result.IsOk, result.Error?.Message);
        return result.Value;
    }

    public static TError MustRefuse<TError>(this Result result)
        where TError : Error => Assert.IsType<TError>(result.Error);
}
