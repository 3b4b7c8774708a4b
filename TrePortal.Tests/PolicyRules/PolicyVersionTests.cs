using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.PolicyRules;

/// <summary>P3: each change is a version with its author, its reason, and before and after.</summary>
[Trait("Category", "Integration")]
public sealed class PolicyVersionTests
{
    private const string Handle = AdminWorld.Handle;

    [Fact]
    public async Task Each_change_is_kept_with_author_reason_and_what_differs()
    {
        await using var world = await AdminWorld.CreateAsync();

        (await SetAsync(world, new(Policies.Default with { MayDownload = true }, Note: "The committee agreed."))).MustBeOk();
        (await SetAsync(world, new(Policies.Default with { MayDownload = true, AccessTermDays = 365 }, "# Be kind"))).MustBeOk();
        (await SetAsync(world, new(Policies.Default with { MayDownload = true, AccessTermDays = 365 }, "# Be kind"))).MustBeOk();

        var versions = (await VersionsAsync(world))!.Items;
        Assert.Equal([3, 2, 1], versions.Select(version => version.Number));
        Assert.Equal(("Test ada", ""), (versions[0].Author, versions[0].Note));
        Assert.Equal("The committee agreed.", versions[1].Note);
        Assert.Equal(new PolicyChange("MayDownload", "Download", "off", "allowed"), Assert.Single(versions[1].Changes));
        Assert.Equal(["Access term", "Terms of use"], versions[0].Changes.Select(change => change.Title));
        Assert.Equal((null, Policies.Default), (versions[2].Author, versions[2].Policies));
        Assert.Equal("# Be kind", (await FindVersionAsync(world, 3))!.Terms);
        Assert.Null((await FindVersionAsync(world, 2))!.Terms);
        Assert.Null(await FindVersionAsync(world, 4));
        var audited = await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "policy-version-kept").OrderBy(row => row.Sequence).Select(row => row.Content).ToListAsync());
        Assert.Equal(2, audited.Count);
        Assert.Contains("365 days from approval", audited[1], StringComparison.Ordinal);
        Assert.DoesNotContain("committee", string.Concat(audited), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirming_without_a_change_makes_no_version()
    {
        await using var world = await AdminWorld.CreateAsync();

        (await SetAsync(world, new(Policies.Default))).MustBeOk();

        Assert.True((await world.FindAsync())!.ArePoliciesConfirmed);
        Assert.Equal(1, Assert.Single((await VersionsAsync(world))!.Items).Number);
    }

    [Fact]
    public async Task Terms_are_numbered_on_through_a_time_without_any()
    {
        await using var world = await AdminWorld.CreateAsync();
        foreach (var text in new[] { "One", "", "One", "Two" })
        {
            (await SetAsync(world, new(Policies.Default, text))).MustBeOk();
        }

        Assert.Equal([3, 2, 0, 1, 0], (await VersionsAsync(world))!.Items.Select(version => version.Policies.TermsVersion));
    }

    [Fact]
    public async Task Policies_set_without_a_word_about_terms_leave_them()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await SetAsync(world, new(Policies.Default, "One"))).MustBeOk();

        (await SetAsync(world, new(Policies.Default with { MayUpload = true }))).MustBeOk();

        Assert.Equal((1, true), (await world.FindAsync() is { Policies: var now } ? (now.TermsVersion, now.MayUpload) : default));
    }

    [Theory]
    [InlineData(0, 20, "192.0.2.0/24", "")]
    [InlineData(3651, 20, "192.0.2.0/24", "")]
    [InlineData(30, 201, "192.0.2.0/24", "")]
    [InlineData(30, -1, "192.0.2.0/24", "")]
    [InlineData(30, 20, "192.0.2.1/24", "")]
    [InlineData(30, 20, "nowhere", "")]
    [InlineData(30, 20, "192.0.2.0/24", "long")]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing(int days, int collaborators, string network, string note)
    {
        await using var world = await AdminWorld.CreateAsync();
        var draft = new PolicyDraft(
            Policies.Default with { AccessTermDays = days, MaximumCollaborators = collaborators, AllowedNetworks = [network] }, "Terms", note.Length > 0 ? new string('x', 1001) : "");

        Assert.IsType<Invalid>((await SetAsync(world, draft)).Error);

        Assert.Equal(Policies.Default, (await world.FindAsync())!.Policies);
        Assert.Equal(0, await world.Portal.Look(db => db.Set<TermsOfUse>().CountAsync()));
    }

    [Fact]
    public async Task A_change_made_on_an_older_reading_is_stale()
    {
        await using var world = await AdminWorld.CreateAsync();
        var read = (await world.FindAsync())!.Version;
        (await SetAsync(world, new(Policies.Default with { MayUpload = true }), read)).MustBeOk();

        Assert.IsType<Stale>((await SetAsync(world, new(Policies.Default with { MayDownload = true }), read)).Error);
        Assert.False((await world.FindAsync())!.Policies.MayDownload);
    }

    [Fact]
    public async Task Five_hundred_versions_are_listed_in_few_round_trips()
    {
        await using var world = await AdminWorld.CreateAsync();
        var ada = await world.Portal.ActorAsync();
        (await world.Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test", async (session, token) =>
        {
            var environment = (await session.FirstAsync<ResearchEnvironment>(row => row.Handle == Handle, token))!;
            for (var change = 0; change < 499; change++)
            {
                var before = environment.Policies;
                Assert.True(environment.SetPolicies(ada, before with { MayDownload = !before.MayDownload }, session.Now).IsOk);
                session.Add(PolicyVersion.Of(environment, before, "", ada, session.Now));
            }

            return Result.Ok;
        }, default))).MustBeOk();
        Page<PolicyVersionDetails>? first = null;

        var trips = await RoundTrips.OfAsync(async () => first = await world.Portal.Do<IPolicyQueries, Page<PolicyVersionDetails>?>(queries =>
            queries.VersionsAsync(Handle, ada, new PageRequest(200, null), default)));

        var second = await VersionsAsync(world, first!.NextCursor);
        var third = await VersionsAsync(world, second!.NextCursor);
        Assert.InRange(trips, 1, 3);
        Assert.Equal(Enumerable.Range(1, 500).Reverse(), first.Items.Concat(second.Items).Concat(third!.Items).Select(version => version.Number));
        Assert.Null(third.NextCursor);
    }

    [Fact]
    public async Task The_api_sets_reads_and_tells_the_history()
    {
        await using var world = await AdminWorld.CreateAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        using var ada = await web.ApiAs("ada");
        using var sam = await web.ApiAs("sam");
        var policies = $"/api/v1/environments/{Handle}/policies";

        using var before = await ada.GetAsync(policies);
        using var put = new HttpRequestMessage(HttpMethod.Put, policies) { Content = JsonContent.Create(new { mayUpload = true, allowedNetworks = new[] { " 2001:DB8::/32 " }, termsOfUse = "Be kind.", note = "Why not" }) };
        put.Headers.TryAddWithoutValidation("If-Match", before.Headers.ETag!.Tag);
        using var set = await ada.SendAsync(put);
        var now = await set.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal((2, true, 1, "Be kind."), (now.GetProperty("version").GetInt32(), now.GetProperty("mayUpload").GetBoolean(), now.GetProperty("termsVersion").GetInt32(), now.GetProperty("termsOfUse").GetString()));
        Assert.Equal("2001:db8::/32", now.GetProperty("allowedNetworks")[0].GetString());
        var history = (await ada.GetFromJsonAsync<JsonElement>($"{policies}/versions")).GetProperty("items");
        Assert.Equal(("Why not", 3), (history[0].GetProperty("note").GetString(), history[0].GetProperty("changes").GetArrayLength()));
        Assert.Equal("Be kind.", (await ada.GetFromJsonAsync<JsonElement>($"{policies}/versions/2")).GetProperty("terms").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.PostAsJsonAsync($"{policies}/impact", new { allowedNetworks = new[] { "x" } })).StatusCode);
        foreach (var address in new[] { policies, $"{policies}/versions", $"{policies}/versions/2", $"{policies}/acceptances", $"/api/v1/environments/{Handle}/terms" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await sam.GetAsync(address)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await sam.PostAsJsonAsync($"{policies}/impact", new { mayUpload = true })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await sam.PostAsJsonAsync($"/api/v1/environments/{Handle}/terms/acceptance", new { version = 1 })).StatusCode);
    }

    [Fact]
    public async Task A_deleted_draft_takes_its_policies_along()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await SetAsync(world, new(Policies.Default with { MayUpload = true }, "One"))).MustBeOk();

        (await world.Portal.Do<Domain.Projects.EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(Handle, null, default))).MustBeOk();

        Assert.Equal(0, await world.Portal.Look(async db => await db.Set<PolicyVersion>().CountAsync() + await db.Set<TermsOfUse>().CountAsync()));
    }

    internal static Task<Result> SetAsync(AdminWorld world, PolicyDraft draft, long? version = null) =>
        world.Portal.Do<PolicyCommands, Result>(commands => commands.SetAsync(Handle, draft, version, default));

    private static async Task<Page<PolicyVersionDetails>?> VersionsAsync(AdminWorld world, string? cursor = null)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<IPolicyQueries, Page<PolicyVersionDetails>?>(queries => queries.VersionsAsync(Handle, reader, new PageRequest(200, Cursor.Parse(cursor)), default));
    }

    private static async Task<PolicyVersionDetails?> FindVersionAsync(AdminWorld world, int number)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<IPolicyQueries, PolicyVersionDetails?>(queries => queries.FindVersionAsync(Handle, number, reader, default));
    }
}
