using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace TrePortal.Tests.Support;

/// <summary>
/// bUnit asks for an older AngleSharp.Diffing than the one that can be had; the runtime refuses the newer file for
/// the older name until it is answered here.
/// </summary>
internal static class DiffingAssembly
{
    [ModuleInitializer]
    internal static void Load() =>
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "AngleSharp.Diffing"
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
                : null;
}
