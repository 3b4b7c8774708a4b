namespace TrePortal.Domain.Kernel;

/// <summary>
/// What rooms below the environments need to know of them: whom an environment's audit and jobs may be shown to.
/// The environments' own room answers.
/// </summary>
public interface IEnvironmentAdministration
{
    /// <summary>The environments that this person administers (TRE admin).</summary>
    Task<IReadOnlyList<EnvironmentId>> AdministeredByAsync(PersonId person, CancellationToken cancellation);

    /// <summary>The environment of a handle, whoever asks; null when there is none.</summary>
    Task<EnvironmentId?> FindAsync(string handle, CancellationToken cancellation);
}
