using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TrePortal.Tests.Support;

/// <summary>
/// Lets SQLite leave its writes to the operating system: no test within this process loses power, and waiting for the disk
/// is most of what a commit costs. Portals in processes of their own, which fault tests kill, keep the portal's setting.
/// </summary>
internal sealed class NoPowerCuts : DbConnectionInterceptor
{
    private NoPowerCuts()
    {
    }

    public static NoPowerCuts Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Relax(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Relax(connection); // answered from memory
        return Task.CompletedTask;
    }

    private static void Relax(DbConnection connection)
    {
        if (connection is not Microsoft.Data.Sqlite.SqliteConnection)
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=OFF;";
        command.ExecuteNonQuery();
    }
}
