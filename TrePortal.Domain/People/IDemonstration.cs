using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>The invented people that a development portal offers on its sign-in page. Nobody, anywhere else.</summary>
public interface IDemonstration
{
    Task<IReadOnlyList<DemoPersona>> PersonasAsync(CancellationToken cancellation);
}

/// <param name="Role">What the person is: "TRE admin".</param>
/// <param name="Does">What one can do as this person.</param>
public sealed record DemoPersona(PersonId Id, string UserName, string DisplayName, string Role, string Does);
