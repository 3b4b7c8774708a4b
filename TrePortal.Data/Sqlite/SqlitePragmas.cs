using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.Sqlite;

/// <summary>
/// On every connection: WAL (readers never wait for the writer), FULL (an acknowledged commit survives a power cut),
/// patience with other writers (<see cref="DatabaseOptions.PatienceSeconds"/>), foreign keys. The cache stays private: a
/// shared one turns waiting into errors that the busy handler never sees.
/// </summary>
internal sealed class SqlitePragmas(int patienceSeconds) : DbConnectionInterceptor
{
    private readonly string _pragmas = string.Create(
        CultureInfo.InvariantCulture, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout={patienceSeconds * 1000}; PRAGMA foreign_keys=ON;");

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        HavePatience(connection);
        using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        HavePatience(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = _pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The client library waits on its own, after the engine did: both wait equally long, so together not longer.
    private void HavePatience(DbConnection connection)
    {
        if (connection is SqliteConnection sqlite)
        {
            sqlite.DefaultTimeout = patienceSeconds;
        }
    }
}
