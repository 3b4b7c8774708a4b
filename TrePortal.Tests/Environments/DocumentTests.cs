using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrePortal.Data.Environments.Documents;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

[Trait("Category", "Integration")]
public sealed class DocumentTests
{
    private const string Handle = AdminWorld.Handle;

    /// <summary>File name, content, and the code of the refusal; null when it is taken. Cases B101 to B120 that concern single documents.</summary>
    public static TheoryData<string, byte[], string?> Files => new()
    {
        { "protocol.pdf", Pdf(""), null },
        { "notes.txt", "Grüße\r\n"u8.ToArray(), null },
        { "readme.md", "# Title"u8.ToArray(), null },
        { "codes.csv", "a,b\n1,2\n"u8.ToArray(), null },
        { "study.png", Png(10, 10), null },
        { "study.jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2], null },
        { "consent.docx", Zip("[Content_Types].xml", "word/document.xml"), null },
        { "codes.xlsx", Zip("[Content_Types].xml", "xl/workbook.xml"), null },
        { "consent.odt", Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")), null },
        { "empty.txt", [], "content" }, // B101
        { "large.txt", Encoding.ASCII.GetBytes(new string('x', 2_000_001)), "too-large" }, // B102
        { "protocol.pdf.exe", Pdf(""), "file-type" }, // B108
        { "protocol.exe.pdf", Pdf(""), "double-ending" },
        { "protocol.pdf\0.png", Pdf(""), "file-name" },
        { "protocol.pdf.", Pdf(""), "file-type" },
        { "noending", Pdf(""), "file-type" },
        { "picture.pdf", Png(10, 10), "content" }, // B109
        { "script.png", "<script>alert(1)</script>"u8.ToArray(), "content" },
        { "script.jpg", "#!/bin/sh"u8.ToArray(), "content" },
        { "page.txt", " <!DOCTYPE html><p>"u8.ToArray(), "content" },
        { "page.html", "<p>"u8.ToArray(), "file-type" },
        { "drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "file-type" }, // B110
        { "drawing.txt", "<svg onload='x'/>"u8.ToArray(), "content" },
        { "latin.txt", [(byte)'G', 0xFC, (byte)'n'], "content" },
        { "binary.csv", [1, 2, 0, 3], "content" },
        { "huge.png", Png(50_000, 50_000), "content" }, // B111
        { "cut.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], "content" },
        { "cut.pdf", "%PDF-1.7 and then nothing"u8.ToArray(), "content" },
        { "macro.docx", Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "content" }, // B119
        { "macro.xlsx", Zip(("[Content_Types].xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), ("xl/workbook.xml", "x")), "content" },
        { "old.xlsx", Zip("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "content" },
        { "macro.odt", Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x"), ("Basic/script-lc.xml", "x")), "content" },
        { "sheet.docx", Zip("[Content_Types].xml", "xl/workbook.xml"), "content" },
        { "archive.docx", "PK no zip"u8.ToArray(), "content" },
        { "locked.pdf", Pdf("/Encrypt 5 0 R"), "content" }, // B120
        { "locked.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "content" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_document_is_what_its_name_says_or_it_is_refused_and_nothing_is_kept(string name, byte[] content, string? code)
    {
        using var folder = new TemporaryFolder();
        using var root = new Data.Kernel.DataRoot(folder.Path, exclusive: false);
        var store = new DocumentStore(root, new DocumentOptions { MaxBytes = 2_000_000 }, TimeProvider.System);

        var received = await store.ReceiveAsync(name, new MemoryStream(content), default);

        Assert.Equal(code, received.Error is Invalid invalid ? invalid.Problems[0].Code : received.Error?.Code);
        Assert.Equal(code is null ? 1 : 0, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length);
        if (code is null)
        {
            await using var kept = store.Open(received.Value.Hash)!;
            Assert.Equal(content.Length, kept.Length);
        }
    }

    [Theory]
    [InlineData("C:\\fakepath\\My protocol.PDF", "My protocol.pdf")]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData("%2e%2e%2fx\r\n\"y\".md", "-2e-2e-2fx---y.md")] // B112
    [InlineData("CON.txt", "document-CON.txt")]
    [InlineData("...txt", "document.txt")]
    [InlineData("Größe 🧬.csv", "Größe 🧬.csv")]
    public void Names_become_safe_everywhere(string given, string tidy) => Assert.Equal(tidy, DocumentName.Of(given).MustBeOk().Name);

    [Fact]
    public void A_long_name_is_cut() => Assert.InRange(DocumentName.Of(new string('x', 300) + ".txt").MustBeOk().Name.Length, 100, 130);

    [Fact]
    public async Task Documents_are_added_renamed_ordered_and_deleted()
    {
        await using var world = await AdminWorld.CreateAsync();
        var one = await AddAsync(world, "one.txt");
        var two = await AddAsync(world, "two.md");
        var three = await AddAsync(world, "three.csv");

        (await Do(world, commands => commands.OrderAsync(Handle, [three, one, two], default))).MustBeOk();
        var first = (await ListAsync(world))![0];
        (await Do(world, commands => commands.RenameAsync(Handle, three, "Codes", first.Version, default))).MustBeOk();
        (await Do(world, commands => commands.RenameAsync(Handle, three, "Late", first.Version, default))).MustRefuse<Stale>();
        (await Do(world, commands => commands.DeleteAsync(Handle, one, null, default))).MustBeOk();

        Assert.Equal(["Codes", "two"], (await ListAsync(world))!.Select(document => document.Title));
        (await Do(world, commands => commands.OrderAsync(Handle, [three, one], default))).MustRefuse<Invalid>();
        (await Do(world, commands => commands.RenameAsync(Handle, two, " ", null, default))).MustRefuse<Invalid>();
    }

    [Fact]
    public async Task The_same_file_is_not_added_twice_and_there_is_an_end_to_many()
    {
        await using var world = await AdminWorld.CreateAsync();
        await AddAsync(world, "one.txt");
        var twice = await Do(world, async commands => (await commands.AddAsync(Handle, await ReceiveAsync(world, "again.txt", "one.txt"), "", default)).ToResult());
        Assert.Equal("twice", twice.MustRefuse<Invalid>().Problems[0].Code);

        for (var number = 2; number <= EnvironmentDocument.Most; number++)
        {
            await AddAsync(world, $"{number}.txt");
        }

        var tooMany = await Do(world, async commands => (await commands.AddAsync(Handle, await ReceiveAsync(world, "more.txt", "more"), "", default)).ToResult());
        Assert.Equal("too-many", tooMany.MustRefuse<Invalid>().Problems[0].Code);
        var reader = await world.Portal.ActorAsync();
        Assert.Equal(1, await RoundTrips.OfAsync(() => world.Portal.Do<IDocumentQueries, IReadOnlyList<DocumentRow>?>(queries => queries.ListAsync(Handle, reader, default))));
    }

    [Fact]
    public async Task Whoever_may_discover_the_environment_reads_them_and_nobody_else()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        var document = await AddAsync(world, "one.txt");
        foreach (var (person, sees) in new[] { (world.Admin, true), (world.Researcher, true), (world.OrgAdmin, false), (world.Stranger, false) })
        {
            world.Portal.As(person);
            var reader = await world.Portal.ActorAsync();
            Assert.Equal(sees, await ListAsync(world) is not null);
            Assert.Equal(sees, await world.Portal.Do<IDocumentQueries, DocumentRow?>(queries => queries.FindAsync(Handle, document, reader, default)) is not null);
            Assert.Equal(sees ? "North" : null, (await world.Portal.Do<IDocumentQueries, DocumentDetails?>(queries => queries.OpenAsync(Handle, document, reader, default)))?.Environment);
        }

        world.Portal.As(world.Researcher);
        (await Do(world, commands => commands.DeleteAsync(Handle, document, null, default))).MustRefuse<Forbidden>();
        world.Portal.As(world.Stranger);
        (await Do(world, commands => commands.DeleteAsync(Handle, document, null, default))).MustRefuse<NotFound>();
    }

    [Fact]
    public async Task The_next_start_removes_what_no_document_refers_to_and_keeps_the_rest()
    {
        await using var world = await AdminWorld.CreateAsync();
        await AddAsync(world, "kept.txt");
        var deleted = await AddAsync(world, "deleted.txt");
        var orphan = await ReceiveAsync(world, "orphan.txt", "orphan"); // a crash before the row
        var half = Path.Combine(world.Portal.Folder, "staging", "document-half");
        await File.WriteAllTextAsync(half, "half"); // a crash while it was received
        (await Do(world, commands => commands.DeleteAsync(Handle, deleted, null, default))).MustBeOk();
        world.Portal.Clock.Set(TimeProvider.System.GetUtcNow().AddHours(1)); // the files have the times of the real clock

        await world.Portal.Services.GetServices<IHostedService>().OfType<DocumentSweep>().Single().StartAsync(default);

        Assert.Equal([(await ListAsync(world))!.Single().Hash], Directory.GetFiles(Path.Combine(world.Portal.Folder, "documents"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.False(File.Exists(half));
        Assert.NotNull(orphan);
    }

    [Fact]
    public async Task An_environment_under_maintenance_goes_with_everything_once_nothing_depends_on_it()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Maintenance);
        await AddAsync(world, "one.txt");
        var reader = await world.Portal.ActorAsync();
        var removal = await world.Portal.Do<IEnvironmentRemovalQueries, EnvironmentRemoval?>(queries => queries.FindAsync(Handle, reader, default));
        Assert.Equal((null, false, 1, 1), (removal!.Refusal, removal.Obstacles.Any, removal.Versions, removal.Documents));

        (await world.Portal.Do<EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(Handle, null, default))).MustBeOk();

        Assert.Null(await world.FindAsync());
        Assert.Equal(0, await world.Portal.Look(db => Task.FromResult(db.Set<EnvironmentDocument>().Count())));
    }

    private static async Task<DocumentId> AddAsync(AdminWorld world, string name)
    {
        var file = await ReceiveAsync(world, name, name);
        return await world.Portal.Do<DocumentCommands, DocumentId>(async commands => (await commands.AddAsync(Handle, file, "", default)).MustBeOk());
    }

    private static async Task<DocumentFile> ReceiveAsync(AdminWorld world, string name, string content) =>
        (await world.Portal.Services.GetRequiredService<IDocumentStore>().ReceiveAsync(name, new MemoryStream(Encoding.UTF8.GetBytes(content)), default)).MustBeOk();

    private static Task<Result> Do(AdminWorld world, Func<DocumentCommands, Task<Result>> work) => world.Portal.Do(work);

    private static async Task<IReadOnlyList<DocumentRow>?> ListAsync(AdminWorld world)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<IDocumentQueries, IReadOnlyList<DocumentRow>?>(queries => queries.ListAsync(Handle, reader, default));
    }

    private static byte[] Pdf(string more) => Encoding.ASCII.GetBytes($"%PDF-1.7\n1 0 obj <<{more}>> endobj\ntrailer\n%%EOF\n");

    private static byte[] Png(int width, int height)
    {
        var png = new byte[40];
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52 }.CopyTo(png, 0);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    private static byte[] Zip(params string[] parts) => Zip([.. parts.Select(part => (part, "x"))]);

    private static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }
}
