using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace TrePortal.Data.Kernel;

/// <summary>
/// A query that every request asks: made into SQL once for each model (of SQLite, of SQL Server), since finding the SQL of
/// an ordinary one again takes longer than the database needs to answer it.
/// </summary>
/// <param name="make">Compiles it.</param>
/// <typeparam name="TQuery">Takes the context first.</typeparam>
internal sealed class FrequentQuery<TQuery>(Func<TQuery> make)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _made = [];

    public TQuery In(PortalDbContext db) => _made.GetValue(db.Model, _ => make());
}
