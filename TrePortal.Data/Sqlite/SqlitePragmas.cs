using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace TrePortal.Data.Sqlite;

/// <summary>
/// On every connection: WAL (readers never wait for the writer), FULL (an acknowledged commit survives a power cut),
/// ten seconds of patience, foreign keys. The cache stays private: a shared one turns waiting into errors that the busy
/// handler never sees.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
