using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.SqlServer;

public sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options) : PortalDbContext(options);
