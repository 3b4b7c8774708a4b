using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <inheritdoc cref="IWriteFailures"/>
internal sealed class WriteFailures : IWriteFailures
{
    private const int NoRoomOnUnix = 28;

    private const int NoRoomOnWindows = unchecked((int)0x80070070);

    // Busy, locked, read-only, full. An input or output error may come after the commit, so it is none of these.
    private static readonly int[] OfSqlite = [5, 6, 8, 13];

    // Deadlock victim, lock not granted, file group full, log full.
    private static readonly int[] OfSqlServer = [1205, 1222, 1105, 9002];

    private static readonly Unavailable InAMoment = new(TimeSpan.FromSeconds(5));

    public Unavailable? Explain(Exception failure) => IsOne(failure) ? InAMoment : null;

    private static bool IsOne(Exception? failure) => failure switch
    {
        null => false,
        SqliteException sqlite => OfSqlite.Contains(sqlite.SqliteErrorCode),
        SqlException server => OfSqlServer.Contains(server.Number),
        NoTurnException => true,
        IOException { HResult: NoRoomOnUnix or NoRoomOnWindows } => true,
        _ => IsOne(failure.InnerException),
    };
}

/// <summary>Writers before took longer than anybody is made to wait.</summary>
internal sealed class NoTurnException() : TimeoutException("Other writers did not finish in time.");
