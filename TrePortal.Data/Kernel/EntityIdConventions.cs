using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>Stores every typed id as the UUID that it wraps.</summary>
internal static class EntityIdConventions
{
    public static void Apply(ModelConfigurationBuilder configuration, Assembly domain)
    {
        foreach (var id in domain.GetTypes().Where(IsId))
        {
            configuration.Properties(id).HaveConversion(typeof(EntityIdConverter<>).MakeGenericType(id));
        }
    }

    private static bool IsId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEntityId<>));
}

#pragma warning disable CA1812 // made by EF Core from the convention above
internal sealed class EntityIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => EntityId.From<TId>(value))
    where TId : struct, IEntityId<TId>;

internal sealed class UtcInstantConverter() : ValueConverter<DateTimeOffset, DateTime>(
    instant => instant.UtcDateTime,
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
#pragma warning restore CA1812
