using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Requests;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.PolicyRules;

/// <summary>Term, networks and terms of use at every door of a project: files, preview, download, upload, verify, dispense.</summary>
[Trait("Category", "Integration")]
public sealed class ProjectDoorTests
{
    private const string Table = "person.data.csv";

    [Fact]
    public async Task Doors_open_only_from_the_allowed_networks_and_each_refusal_is_kept()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true, MayUpload = true, AllowedNetworks = ["192.0.2.0/24"] });
        var project = await OpenProjectAsync(world);

        Assert.All(await DoorsAsync(world, project, "198.51.100.7"), refusal => Assert.Equal("network", Assert.IsType<Forbidden>(refusal).Code));
        Assert.All(await DoorsAsync(world, project, "192.0.2.9"), Assert.Null);
        Assert.All(await DoorsAsync(world, project, "::ffff:192.0.2.9"), Assert.Null);
        await EnterAsync(world, project, "198.51.100.7");

        world.Portal.As(new Caller(world["carl"], "page", "198.51.100.7"));
        var reader = await world.Portal.ActorAsync();
        var seen = (await world.Portal.Do<IProjectQueries, ProjectDetails?>(queries => queries.FindAsync(project, reader, default)))!;
        Assert.Equal(("network", true, 0), (seen.Door.ShutCode, seen.Door.IsOpen, seen.Actions.Count));
        Assert.Null(seen.Dispensals[0].Totals);
        var refused = await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "action-refused").OrderByDescending(row => row.Sequence).Select(row => new { row.Content, row.Origin }).FirstAsync());
        Assert.Contains("network", refused.Content, StringComparison.Ordinal);
        Assert.Contains("198.51.100.7", refused.Origin, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tina", RequestState.Revoked)]
    [InlineData("otto", RequestState.Closed)]
    public async Task Doors_shut_with_the_transaction_that_ends_the_request(string by, RequestState state)
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true, MayUpload = true });
        var project = await OpenProjectAsync(world);
        Assert.All(await DoorsAsync(world, project), Assert.Null);

        foreach (var words in new[] { "", " \n", new string('x', RequestEnding.MostCharacters + 1), "a\u0007" })
        {
            Assert.IsType<Invalid>((await EndAsync(world, by, words)).Error);
        }

        Assert.IsType<NotFound>((await EndAsync(world, "stan", "No right.", revoke: true)).Error);
        Assert.IsType<Forbidden>((await EndAsync(world, "carl", "No right.", revoke: false)).Error);
        Assert.Equal(RequestState.Approved, await StateAsync(world));
        DispensalWorld.Ok(await EndAsync(world, by, " It ends here. "));

        Assert.All(await DoorsAsync(world, project), refusal => Assert.Equal("access-ended", Assert.IsType<Forbidden>(refusal).Code));
        Assert.Equal(state, await StateAsync(world));
        Assert.Equal((by, "It ends here."), await world.Ask("otto", async (_, reader) => (
            await world.Portal.Do<IAccessRequestQueries, RequestDetails?>(queries => queries.FindAsync(world.Request, reader, default)))!.Ending is var ending ? (ending!.By.UserName, ending.Words) : default));
        Assert.IsType<IllegalMove>((await world.As("otto").Do(commands => commands.CreateProjectAsync(world.Request, "Another", false, default))).Error);
        Assert.IsType<IllegalMove>((await EndAsync(world, by, "Once more.")).Error);
        await world.SetPoliciesAsync(policies => policies with { AccessTermDays = 20 });
        await SweepAsync(world);
        Assert.Equal(state, await StateAsync(world)); // a longer term resumes what was over, not what was ended
        var audited = await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "request-revoked" || row.Action == "request-closed").Select(row => new { row.ActingAs, row.Content }).SingleAsync());
        Assert.Equal(state == RequestState.Revoked ? "tre admin" : "request owner", audited.ActingAs);
        Assert.DoesNotContain("ends here", audited.Content, StringComparison.Ordinal);
    }

    private static async Task<Result<long>> EndAsync(DispensalWorld world, string by, string words, bool? revoke = null)
    {
        world.As(by);
        return await world.Portal.Do<AccessRequestCommands, Result<long>>(commands =>
            revoke ?? by == "tina" ? commands.RevokeAsync(world.Request, words, null, default) : commands.CloseAsync(world.Request, words, null, default));
    }

    [Fact]
    public async Task Doors_shut_when_the_term_is_over_and_the_state_follows_both_ways()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true, MayUpload = true, AccessTermDays = 10 });
        var project = await OpenProjectAsync(world);
        Assert.Equal((true, 10), ((await world.ReadAsync(project))!.Door is var door ? (door.EndsSoon, door.DaysLeft) : default));

        world.Portal.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromSeconds(1));
        Assert.All(await DoorsAsync(world, project), Assert.Null);
        world.Portal.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.All(await DoorsAsync(world, project), refusal => Assert.Equal("access-ended", Assert.IsType<Forbidden>(refusal).Code)); // before any sweep
        await SweepAsync(world);
        Assert.Equal(RequestState.Expired, await StateAsync(world));
        Assert.All(await DoorsAsync(world, project), refusal => Assert.Equal("access-ended", refusal?.Code));
        Assert.IsType<IllegalMove>((await world.As("otto").Do(commands => commands.CreateProjectAsync(world.Request, "Another", false, default))).Error);
        Assert.False((await world.Ask("otto", (queries, reader) => queries.ListAsync(reader, PageRequest.First, default))).Items[0].Door.IsOpen);

        await world.SetPoliciesAsync(policies => policies with { AccessTermDays = 20 });
        await SweepAsync(world);
        Assert.Equal(RequestState.Approved, await StateAsync(world));
        Assert.All(await DoorsAsync(world, project), Assert.Null);
        Assert.Equal(
            ["request-expired", "request-resumed"],
            await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "request-expired" || row.Action == "request-resumed").OrderBy(row => row.Sequence).Select(row => row.Action).ToListAsync()));
    }

    [Fact]
    public async Task A_shorter_term_ends_access_at_once()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true, MayUpload = true });
        var project = await OpenProjectAsync(world);
        world.Portal.Clock.Advance(TimeSpan.FromDays(30));
        Assert.All(await DoorsAsync(world, project), Assert.Null);

        await world.SetPoliciesAsync(policies => policies with { AccessTermDays = 30 });

        Assert.All(await DoorsAsync(world, project), refusal => Assert.Equal("access-ended", refusal?.Code));
    }

    [Fact]
    public async Task Nothing_is_dispensed_after_the_term()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync(dispense: true);
        await world.SetPoliciesAsync(policies => policies with { AccessTermDays = 1 });
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));

        await world.Portal.StartWorkersAsync();

        var ended = await world.EndedAsync(project);
        Assert.Equal(DispensalState.Failed, ended.State);
        Assert.Contains(ended.FailureCode, new[] { "access-ended", "not-approved" });
    }

    [Fact]
    public async Task Terms_are_accepted_by_each_person_before_going_in_and_again_when_they_change()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true, MayUpload = true });
        var project = await OpenProjectAsync(world);
        await TermsAsync(world, "Be kind.");

        Assert.All(await DoorsAsync(world, project), refusal => Assert.Equal("terms", Assert.IsType<Forbidden>(refusal).Code));
        Assert.Equal("terms", (await world.As("carl").Do(commands => commands.CreateProjectAsync(world.Request, "Another", false, default))).Error?.Code);
        Assert.Equal("Be kind.", (await ReadTermsAsync(world, "carl"))!.Text);
        Assert.IsType<Stale>((await AcceptAsync(world, "carl", 2)).Error);
        DispensalWorld.Ok(await AcceptAsync(world, "carl", 1));
        DispensalWorld.Ok(await AcceptAsync(world, "carl", 1));
        Assert.All(await DoorsAsync(world, project), Assert.Null);
        Assert.Equal("terms", (await world.ReadAsync(project))!.Door.ShutCode); // the owner has not

        await TermsAsync(world, "Be kinder.");
        Assert.All(await DoorsAsync(world, project), refusal => Assert.Equal("terms", refusal?.Code));
        DispensalWorld.Ok(await AcceptAsync(world, "carl", 2));
        Assert.All(await DoorsAsync(world, project), Assert.Null);
        var signers = (await SignersAsync(world, "tina"))!;
        Assert.Equal([("otto", 0), ("carl", 2)], signers.Select(person => (person.UserName, person.Accepted)));
        Assert.Equal(2, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "terms-accepted")));

        await TermsAsync(world, "");
        Assert.Null((await world.ReadAsync(project))!.Door.ShutCode);
        Assert.IsType<IllegalMove>((await AcceptAsync(world, "otto", 2)).Error);
    }

    [Fact]
    public async Task A_stranger_learns_nothing_of_terms()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await TermsAsync(world, "Be kind.");

        Assert.IsType<NotFound>((await AcceptAsync(world, "stan", 1)).Error);
        Assert.Null(await ReadTermsAsync(world, "stan"));
        Assert.Null(await SignersAsync(world, "otto"));
    }

    [Fact]
    public async Task A_download_that_begins_after_the_change_is_refused_however_they_race()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true });
        var project = await OpenProjectAsync(world);
        var carl = await world.ActorAsync("carl");
        using var isOff = new CancellationTokenSource();
        var late = 0;
        world.As("carl");

        var downloads = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var began = isOff.IsCancellationRequested;
                var opened = await world.Portal.Do<DispensedFileCommands, Result<OpenedFile>>(files => files.DownloadAsync(project, null, Table, default));
                if (opened.IsOk)
                {
                    await opened.Value.Content.DisposeAsync();
                    Interlocked.Add(ref late, began ? 1 : 0);
                }
            }
        })).ToList();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = false });
        await isOff.CancelAsync();
        await Task.WhenAll(downloads);

        Assert.Equal(0, late);
        world.As("carl");
        Assert.IsType<Forbidden>((await world.Portal.Do<DispensedFileCommands, Result<OpenedFile>>(files => files.DownloadAsync(project, null, Table, default))).Error);
    }

    /// <summary>Random moves of clock, term and terms against what the rules of the specification say, in a few lines.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Doors_agree_with_a_model_whatever_happens(int seed)
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync(dispense: false);
        var random = new Random(seed);
        var (approved, term, inForce, written, accepted) = (world.Portal.Clock.GetUtcNow(), (int?)null, 0, 0, 0);
        for (var move = 0; move < 40; move++)
        {
            switch (random.Next(6))
            {
                case 0:
                    world.Portal.Clock.Advance(TimeSpan.FromDays(random.Next(1, 15)));
                    break;
                case 1:
                    term = random.Next(3) == 0 ? null : random.Next(1, 120);
                    await world.SetPoliciesAsync(policies => policies with { AccessTermDays = term });
                    break;
                case 2:
                    inForce = ++written;
                    await TermsAsync(world, $"Terms {written}");
                    break;
                case 3:
                    inForce = 0;
                    await TermsAsync(world, "");
                    break;
                case 4 when inForce > 0:
                    DispensalWorld.Ok(await AcceptAsync(world, "carl", inForce));
                    accepted = inForce;
                    break;
                default:
                    await SweepAsync(world);
                    break;
            }

            // The state may lag behind a longer term until the sweep; after it, it may not.
            await SweepAsync(world);
            var hasEnded = term is { } days && approved.AddDays(days) <= world.Portal.Clock.GetUtcNow();
            var expected = hasEnded ? "access-ended" : inForce > 0 && accepted != inForce ? "terms" : null;
            var seen = (await world.ReadAsync(project, "carl"))!;
            Assert.True(expected == seen.Door.ShutCode, $"Move {move}: {seen.Door.ShutCode ?? "open"} instead of {expected ?? "open"}.");
            Assert.Equal(hasEnded ? RequestState.Expired : RequestState.Approved, await StateAsync(world));
        }
    }

    /// <summary>A project of the approved request with its data, and a file in work/ if uploads are allowed.</summary>
    private static async Task<ProjectId> OpenProjectAsync(DispensalWorld world)
    {
        var allowed = await world.Portal.Look(db => db.Set<ResearchEnvironment>().Select(row => row.Policies).SingleAsync());
        var from = allowed.AllowedNetworks.Count > 0 ? "192.0.2.9" : "127.0.0.1";
        world.Portal.As(new Caller(world["otto"], "page", from));
        var project = DispensalWorld.Ok(await world.Do(commands => commands.CreateProjectAsync(world.Request, "Strokes", true, default)));
        await world.Portal.StartWorkersAsync();
        await world.EndedAsync(project);
        return project;
    }

    /// <summary>What carl is answered at each door; null where he gets in.</summary>
    private static async Task<IReadOnlyList<Error?>> DoorsAsync(DispensalWorld world, ProjectId project, string from = "127.0.0.1")
    {
        world.Portal.As(new Caller(world["carl"], "page", from));
        var reader = await world.Portal.ActorAsync();
        using var content = new MemoryStream("x <- 1\n"u8.ToArray());
        var opened = await world.Portal.Do<DispensedFileCommands, Result<OpenedFile>>(files => files.DownloadAsync(project, null, Table, default));
        if (opened.IsOk)
        {
            await opened.Value.Content.DisposeAsync();
        }

        var started = await world.Do(commands => commands.StartAsync(project, default));
        return
        [
            opened.Error,
            (await world.Portal.Do<IProjectQueries, Result<DeliveredFiles>>(queries => queries.FilesAsync(project, null, reader, default))).Error,
            (await world.Portal.Do<IProjectQueries, Result<TablePreview>>(queries => queries.PreviewAsync(project, null, Table, 1, reader, default))).Error,
            (await world.Portal.Do<IProjectQueries, Result<Page<ProjectActivity>>>(queries => queries.ActivityAsync(project, reader, PageRequest.First, default))).Error,
            (await world.Portal.Do<IWorkQueries, Result<WorkFolder>>(queries => queries.ListAsync(project, reader, default))).Error,
            (await world.Portal.Do<WorkFileCommands, Result<WorkFileId>>(files => files.UploadAsync(project, "model.R", content, default))).Error,
            started.Error is IllegalMove ? null : started.Error, // delivered already, and he was let in to be told so
        ];
    }

    private static async Task EnterAsync(DispensalWorld world, ProjectId project, string from)
    {
        world.Portal.As(new Caller(world["carl"], "page", from));
        Assert.Equal("network", (await world.Portal.Do<ProjectEntryCommands, Result>(entries => entries.EnterAsync(project, ProjectAction.List, default))).Error?.Code);
    }

    private static Task<int> SweepAsync(DispensalWorld world) => world.Portal.Services.GetRequiredService<AccessTermSweeper>().SweepAsync(default);

    private static Task<RequestState> StateAsync(DispensalWorld world) => world.Portal.Look(db => db.Set<AccessRequest>().Select(row => row.State).SingleAsync());

    private static async Task TermsAsync(DispensalWorld world, string text)
    {
        var now = await world.Portal.Look(db => db.Set<ResearchEnvironment>().Select(row => row.Policies).SingleAsync());
        DispensalWorld.Ok(await world.As("tina").Portal.Do<PolicyCommands, Result>(commands => commands.SetAsync("tre-north", new PolicyDraft(now, text), null, default)));
    }

    private static Task<Result> AcceptAsync(DispensalWorld world, string by, int number) =>
        world.As(by).Portal.Do<TermsCommands, Result>(commands => commands.AcceptAsync("tre-north", number, default));

    private static async Task<TermsDetails?> ReadTermsAsync(DispensalWorld world, string by)
    {
        var reader = await world.ActorAsync(by);
        return await world.Portal.Do<IPolicyQueries, TermsDetails?>(queries => queries.TermsAsync("tre-north", reader, default));
    }

    private static async Task<IReadOnlyList<TermsSigner>?> SignersAsync(DispensalWorld world, string by)
    {
        var reader = await world.ActorAsync(by);
        return await world.Portal.Do<IPolicyQueries, IReadOnlyList<TermsSigner>?>(queries => queries.SignersAsync("tre-north", reader, default));
    }
}
