using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.Sqlite;

public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options);
