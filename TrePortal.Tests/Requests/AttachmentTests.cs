using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Requests;

[Trait("Category", "Integration")]
public sealed class AttachmentTests
{
    [Fact]
    public async Task What_is_attached_is_frozen_with_the_version_and_stays_readable_after_it_was_taken_off()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        var vote = RequestWorld.Ok(await AttachAsync(world, id, "vote.txt", "The committee agrees."));
        RequestWorld.Ok(await world.SubmitAsync(id));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics", DecisionOutcome.Reject));

        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.DetachAsync(id, vote, null, default)));

        var read = (await world.ReadAsync(id, "otto"))!;
        Assert.Empty(read.Content.Attached);
        Assert.Equal("vote.txt", Assert.Single(read.Latest!.Content.Attached).Name);
        Assert.Equal(1, await world.Portal.Look(db => db.Set<RequestAttachment>().CountAsync())); // its content is not swept
        await world.Portal.AllHoldAsync();
    }

    [Fact]
    public async Task Taken_off_a_draft_or_deleted_with_it_nothing_is_left()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        var one = RequestWorld.Ok(await AttachAsync(world, id, "one.txt", "One."));
        RequestWorld.Ok(await AttachAsync(world, id, "two.txt", "Two."));

        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.DetachAsync(id, one, null, default)));
        Assert.Equal("two.txt", Assert.Single((await world.ReadAsync(id, "otto"))!.Content.Attached).Name);
        RequestWorld.Ok(await world.As("otto").Portal.Do<AccessRequestCommands, Result>(commands => commands.DeleteAsync(id, null, default)));

        Assert.Equal(0, await world.Portal.Look(db => db.Set<RequestAttachment>().CountAsync()));
    }

    [Fact]
    public async Task An_edit_of_the_text_neither_adds_nor_takes_an_attachment()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        RequestWorld.Ok(await AttachAsync(world, id, "one.txt", "One."));

        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full with { Title = "New" }, null, default)));

        Assert.Equal(("New", 1), ((await world.ReadAsync(id, "otto"))!.Title, (await world.ReadAsync(id, "otto"))!.Content.Attached.Count));
    }

    [Fact]
    public async Task Too_many_and_the_same_twice_are_refused_and_change_nothing()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        for (var number = 0; number < RequestAttachment.Most; number++)
        {
            RequestWorld.Ok(await AttachAsync(world, id, $"file{number}.txt", $"Text {number}."));
        }

        Assert.Equal("too-many", Assert.IsType<Invalid>((await AttachAsync(world, id, "more.txt", "More.")).Error).Problems.Single().Code);
        var first = new AttachmentId((await world.ReadAsync(id, "otto"))!.Content.Attached[0].Id);
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.DetachAsync(id, first, null, default)));
        Assert.Equal("twice", Assert.IsType<Invalid>((await AttachAsync(world, id, "again.txt", "Text 5.")).Error).Problems.Single().Code);
        Assert.Equal(RequestAttachment.Most - 1, (await world.ReadAsync(id, "otto"))!.Content.Attached.Count);
    }

    [Fact]
    public async Task The_api_takes_and_sends_them_and_only_to_people_of_the_request()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        var (otto, rita, stan) = (await web.ApiAs("otto"), await web.ApiAs("rita"), await web.ApiAs("stan"));
        var place = $"/api/v1/requests/{id}/attachments";

        var created = await otto.PostAsync(new Uri($"{place}?fileName=protocol.txt", UriKind.Relative), Bytes("How we do it."));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var attachment = (await created.Content.ReadAsStringAsync()) is var json ? JsonDocument.Parse(json).RootElement.GetProperty("id").GetGuid() : default;
        var address = new Uri($"{place}/{attachment}", UriKind.Relative);

        Assert.Equal(HttpStatusCode.NotFound, (await stan.PostAsync(new Uri($"{place}?fileName=a.txt", UriKind.Relative), Bytes("No."))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rita.GetAsync(address)).StatusCode); // a draft is nobody else's
        RequestWorld.Ok(await world.SubmitAsync(id));
        var sent = await rita.GetAsync(address);
        Assert.Equal("How we do it.", await sent.Content.ReadAsStringAsync());
        Assert.Equal("attachment", sent.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", sent.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await otto.PostAsync(new Uri($"{place}?fileName=late.txt", UriKind.Relative), Bytes("Late."))).StatusCode);
        var seen = (await otto.GetAsync(new Uri($"/api/v1/requests/{id}", UriKind.Relative))).Headers.ETag!;
        using var late = new HttpRequestMessage(HttpMethod.Delete, address) { Headers = { IfMatch = { seen } } };
        Assert.Equal(HttpStatusCode.Conflict, (await otto.SendAsync(late)).StatusCode);
    }

    [Theory]
    [InlineData("empty.txt", "", "content")] // B101
    [InlineData("a.tsv.exe", "MZ", "file-type")] // B108
    [InlineData("vote.exe.pdf", "%PDF-1.7 %%EOF", "double-ending")]
    [InlineData("vote.pdf", "<html><script>alert(1)</script>", "content")] // B109
    [InlineData("drawing.svg", "<svg onload='x'/>", "file-type")] // B110
    [InlineData("page.txt", "<!doctype html><script>x</script>", "content")]
    [InlineData("letter.docx", "PK no archive", "content")] // B119
    [InlineData("locked.pdf", "%PDF-1.7 /Encrypt 5 0 R %%EOF", "content")] // B120
    public async Task What_is_not_what_its_name_says_is_refused_and_nothing_is_kept(string name, string content, string code)
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();

        Assert.Equal(code, Assert.IsType<Invalid>((await AttachAsync(world, id, name, content)).Error).Problems.Single().Code);

        Assert.Empty((await world.ReadAsync(id, "otto"))!.Content.Attached);
        Assert.Empty(new DirectoryInfo(Path.Combine(world.Portal.Folder, "documents")) is { Exists: true } kept ? kept.EnumerateFiles("*", SearchOption.AllDirectories) : []);
    }

    private static async Task<Result<AttachmentId>> AttachAsync(RequestWorld world, AccessRequestId id, string name, string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        var received = await world.Portal.Do<IDocumentStore, Result<DocumentFile>>(store => store.ReceiveAsync(name, stream, default));
        return received.IsOk ? await world.As("otto").Commands(commands => commands.AttachAsync(id, received.Value, default)) : received.Error;
    }

    private static ByteArrayContent Bytes(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }
}
