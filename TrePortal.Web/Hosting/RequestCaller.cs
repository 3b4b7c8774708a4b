using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Web.Hosting;

/// <summary>Lets a static page go on as the person who has just proved who they are.</summary>
public sealed class RequestCaller(CallerHolder holder)
{
    public void Is(PersonId person) => holder.Caller = Caller with { Person = person, IsGuest = false };

    /// <summary>Nobody yet: whoever holds an invitation and is about to get an account.</summary>
    public void IsGuest() => holder.Caller = Caller with { Person = null, IsGuest = true };

    private Caller Caller => holder.Caller ?? throw new InvalidOperationException("Only an HTTP request has a caller to set.");
}

/// <summary>The one-time way in to a portal without anybody.</summary>
public interface IFirstStart
{
    bool IsOpen { get; }

    /// <summary>Makes the first platform admin and closes the way.</summary>
    Task<Result<PersonId>> UseAsync(string token, PersonDetails details, string password, CancellationToken cancellation);
}
