using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Seed;

/// <summary>Calls commands as one of the demonstration's people, or as the operator.</summary>
public sealed class DemoActors(IServiceScopeFactory scopes, IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>A scope in which the named person acts; dispose it.</summary>
    public async Task<AsyncServiceScope> AsAsync(string userName, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var person = await db.Set<Person>().Where(row => row.UserName == userName).Select(row => row.Id).SingleAsync(cancellation);
        return Scope(new Caller(person, "demo", "local"));
    }

    public AsyncServiceScope AsOperator() => Scope(Caller.Operator("demo"));

    /// <summary>The value of a result that must be ok: a demonstration that is refused is a fault of the demonstration.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public static T Must<T>(Result<T> result) =>
        result.IsOk ? result.Value : throw new InvalidOperationException($"The demonstration was refused: {result.Error.Code}, {result.Error.Message}");

    /// <inheritdoc cref="Must{T}"/>
    public static void Must(Result result)
    {
        if (!result.IsOk)
        {
            throw new InvalidOperationException($"The demonstration was refused: {result.Error.Code}, {result.Error.Message}");
        }
    }

    private AsyncServiceScope Scope(Caller caller)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = caller;
        return scope;
    }
}
