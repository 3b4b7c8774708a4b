using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Inventory;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory;

public sealed class UploadTests
{
    [Theory]
    [InlineData("tabular/data_dictionary.csv", InventoryAsset.Tabular)]
    [InlineData("participant.data.csv", InventoryAsset.Tabular)]
    [InlineData("showcase/codings.csv", InventoryAsset.Showcase)]
    [InlineData("file_inventory.tsv", InventoryAsset.Files)]
    [InlineData("data_collections.json", InventoryAsset.Collections)]
    public void A_file_of_a_release_is_told_by_its_name(string name, InventoryAsset asset) => Assert.Equal(asset, ReleasePlace.Of(name)!.Asset);

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("other/data_dictionary.csv")]
    [InlineData("files/a.txt")]
    public void Other_names_belong_to_no_asset(string name) => Assert.Null(ReleasePlace.Of(name));

    [Fact]
    public void One_folder_around_a_release_does_not_count() =>
        Assert.Equal([InventoryAsset.Tabular, InventoryAsset.Files], ReleasePlace.In(["v2/tabular/data_dictionary.csv", "v2/file_inventory.tsv", "v2/files/a.txt"]));

    [Fact]
    public async Task Several_files_become_one_source_for_each_asset()
    {
        using var place = new TemporaryPlace();
        await using var upload = place.Uploads().Begin();
        foreach (var name in new[] { "data_dictionary.csv", "person.data.csv", "data_collections.json" })
        {
            Assert.True((await upload.ReceiveAsync(name, null, Content(10), default)).IsOk);
        }

        var assets = upload.Assets(null).Value;

        Assert.Equal([InventoryAsset.Tabular, InventoryAsset.Collections], assets.Select(asset => asset.Asset));
        Assert.True(Directory.Exists(Path.Combine(place.Root, assets[0].Path)));
        Assert.True(File.Exists(Path.Combine(place.Root, assets[1].Path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("release-v2/")]
    public async Task A_folder_sent_file_by_file_works_as_its_archive_does(string around)
    {
        using var place = new TemporaryPlace();
        await using var upload = place.Uploads().Begin();
        foreach (var name in new[] { "files/a/one.txt", "files/scan.zip", "tabular/data_dictionary.csv", "showcase/codings.csv", "file_inventory.tsv", "data_collections.json" })
        {
            (await upload.ReceiveAsync(around + name, null, Content(10), default)).MustBeOk();
        }

        var assets = upload.Assets(null).Value;

        Assert.Equal([InventoryAsset.Tabular, InventoryAsset.Showcase, InventoryAsset.Files, InventoryAsset.Collections], assets.Select(asset => asset.Asset).Order());
        var inventory = Path.Combine(place.Root, assets.Single(asset => asset.Asset == InventoryAsset.Files).Path);
        Assert.Equal("file_inventory.tsv", Path.GetFileName(inventory));
        Assert.Equal(10, new FileInfo(Path.Combine(Path.GetDirectoryName(inventory)!, "files", "a", "one.txt")).Length);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(inventory)!, "files", "scan.zip")));
    }

    [Fact]
    public async Task Bytes_are_counted_as_they_come_and_nothing_stays_of_a_refused_upload()
    {
        using var place = new TemporaryPlace();
        await using (var upload = place.Uploads(new InventoryOptions { MaxUploadBytes = 1000 }).Begin())
        {
            Assert.True((await upload.ReceiveAsync("data_dictionary.csv", null, Content(900), default)).IsOk);

            Assert.Equal("too-large", (await upload.ReceiveAsync("person.data.csv", null, Content(200), default)).Error!.Code);
        }

        Assert.Empty(Directory.GetDirectories(Path.Combine(place.Root, "uploads")));
    }

    [Theory]
    [InlineData("../data_dictionary.csv")]
    [InlineData("tabular/../../data_dictionary.csv")]
    [InlineData("C:\\data_dictionary.csv")]
    [InlineData("tabular/con.data.csv")]
    public async Task A_name_that_leads_outside_is_refused(string name)
    {
        using var place = new TemporaryPlace();
        await using var upload = place.Uploads().Begin();

        Assert.Equal("file-name", Assert.IsType<Invalid>((await upload.ReceiveAsync(name, null, Content(1), default)).Error).Problems[0].Code);
    }

    [Fact]
    public async Task The_same_asset_twice_is_refused()
    {
        using var place = new TemporaryPlace();
        await using var upload = place.Uploads().Begin();
        var release = new SmallInventory().Zip("");
        await upload.ReceiveAsync("a.zip", null, new MemoryStream(release), default);
        await upload.ReceiveAsync("b.zip", null, new MemoryStream(release), default);

        Assert.Equal("asset-twice", Assert.IsType<Invalid>(upload.Assets(null).Error).Problems[0].Code);
    }

    [Fact]
    public void A_file_root_is_one_that_the_operator_allows_and_no_link_leads_out()
    {
        using var place = new TemporaryPlace();
        var allowed = Directory.CreateDirectory(Path.Combine(place.Root, "bulk", "release")).Parent!.FullName;
        var beside = Directory.CreateDirectory(Path.Combine(place.Root, "bulk-private")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(allowed, "out"), beside);
        var uploads = place.Uploads(new InventoryOptions { FileRoots = [allowed] });

        Assert.Equal(Path.Combine(allowed, "release"), uploads.ResolveFileRoot(allowed, "release").Value);
        Assert.False(uploads.ResolveFileRoot(allowed, "out").IsOk);
        Assert.False(uploads.ResolveFileRoot(allowed, "../bulk-private").IsOk);
        Assert.False(uploads.ResolveFileRoot(allowed, "nothing").IsOk);
        Assert.False(uploads.ResolveFileRoot(beside, "").IsOk);
        Assert.False(uploads.ResolveFileRoot("/", "etc").IsOk);
    }

    private static MemoryStream Content(int bytes) => new(new byte[bytes]);

    private sealed class TemporaryPlace : IDisposable
    {
        private readonly Data.Kernel.DataRoot _root = new(Directory.CreateTempSubdirectory("tre-uploads-").FullName, exclusive: false);

        public string Root => _root.Path;

        public Uploads Uploads(InventoryOptions? options = null) => new Uploads(_root, options ?? new InventoryOptions(), TimeProvider.System);

        public void Dispose()
        {
            Directory.Delete(Root, recursive: true);
            _root.Dispose();
        }
    }
}
