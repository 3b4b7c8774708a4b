using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// The rules for every project of it.
public sealed partial class ResearchEnvironment
{
    /// <summary>Kept beside <see cref="Policies"/> for the sweep that ends access.</summary>
    public int? AccessTermDays { get; private set; }

    public Result SetPolicies(Actor actor, Policies policies, DateTimeOffset now) => May(actor, EditPolicies, now).Then(() =>
    {
        var tidy = policies.Tidied();
        var problems = tidy.Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var before = Policies;
        var next = tidy with { Version = before.Version };
        if (next != before)
        {
            Policies = next with { Version = before.Version + 1 };
            AccessTermDays = Policies.AccessTermDays;
        }

        ArePoliciesConfirmed = true;
        return Changed(new PoliciesSet(Id, before, Policies), now);
    });
}
