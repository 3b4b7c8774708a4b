using Microsoft.Data.Sqlite;
using TrePortal.Data.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Invariants;

[Trait("Category", "Integration")]
public sealed class InvariantVerbTests
{
    [Fact]
    public async Task The_demonstration_keeps_every_invariant_until_one_is_broken()
    {
        await using var portal = await PortalProcess.StartAsync();
        var beside = await portal.RunVerbAsync("invariants", "check");
        portal.Kill();
        Assert.True(beside.Code == 0, beside.Output + beside.Errors);
        Assert.Contains("ok INV03 frozen versions are what was submitted", beside.Output, StringComparison.Ordinal);
        Assert.Equal(26, beside.Output.Split('\n').Length);

        var request = await SpoilAsync(portal.DataRoot);
        var broken = await portal.RunVerbAsync("invariants", "check");

        Assert.Equal((1, ""), (broken.Code, broken.Errors));
        Assert.Contains($"broken INV03 frozen versions are what was submitted\n  request {request}: version 1 ", broken.Output, StringComparison.Ordinal);
        Assert.Equal(25, broken.Output.Split('\n').Count(line => line.StartsWith("ok INV", StringComparison.Ordinal)));
    }

    private static async Task<Guid> SpoilAsync(string dataRoot)
    {
        using var root = new DataRoot(dataRoot, exclusive: false);
        await using var connection = new SqliteConnection($"Data Source={root.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE RequestVersions SET Hash = Hash || '0' WHERE rowid = (SELECT v.rowid FROM RequestVersions v WHERE v.Request NOT IN (SELECT Request FROM Projects) LIMIT 1) RETURNING Request";
        return Guid.Parse((string)(await command.ExecuteScalarAsync())!);
    }
}
