using System.Reflection;
using System.Runtime.CompilerServices;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Architecture;

public sealed class TypeTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Domain = typeof(Actor).Assembly;
    private static readonly Assembly Data = typeof(PortalDbContext).Assembly;

    private static IEnumerable<Type> Aggregates => Domain.GetTypes().Where(type => type.IsSubclassOf(typeof(AggregateRoot)));

    [Fact]
    public void Aggregates_cannot_be_set_from_outside()
    {
        var open =
            from type in Aggregates
            from property in type.GetProperties()
            where property.SetMethod is { IsPublic: true }
            select $"{type.Name}.{property.Name}";

        Assert.Empty(open);
    }

    [Fact]
    public void Aggregates_are_made_by_their_own_factory_only()
    {
        var makeable =
            from type in Aggregates
            let constructors = type.GetConstructors(Instance)
            where !type.IsSealed || constructors.Length != 1 || constructors[0].GetParameters().Length != 0 || !constructors[0].IsPrivate
            select type.Name;

        Assert.Empty(makeable);
    }

    [Fact]
    public void Events_and_errors_are_sealed_records()
    {
        var other =
            from type in new[] { Domain, Data }.SelectMany(assembly => assembly.GetTypes())
            where type.IsSubclassOf(typeof(DomainEvent)) || type.IsSubclassOf(typeof(Error))
            where !type.IsAbstract && (!type.IsSealed || type.GetMethod("<Clone>$") is null)
            select type.Name;

        Assert.Empty(other);
    }

    [Fact]
    public void Every_asynchronous_method_takes_a_token()
    {
        var deaf =
            from type in Domain.GetTypes().Concat(Data.GetTypes())
            where !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.IsNestedPrivate && !type.Name.Contains('<', StringComparison.Ordinal) && !type.IsSubclassOf(typeof(Delegate))
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where IsAsynchronous(method.ReturnType) && !method.Name.Contains('<', StringComparison.Ordinal)
            where method.GetBaseDefinition().DeclaringType == type && !ImplementsForeign(type, method)
            where !method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken) || IsAsynchronous(parameter.ParameterType))
            select $"{type.Name}.{method.Name}";

        Assert.Empty(deaf);
    }

    private static bool IsAsynchronous(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    /// <summary>The framework's interface says what it takes.</summary>
    private static bool ImplementsForeign(Type type, MethodInfo method) =>
        !type.IsInterface && type.GetInterfaces()
            .Where(face => face.Assembly != Domain && face.Assembly != Data)
            .SelectMany(face => type.GetInterfaceMap(face).TargetMethods)
            .Contains(method);
}
