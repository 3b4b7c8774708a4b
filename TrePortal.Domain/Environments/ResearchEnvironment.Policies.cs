using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// The rules for every project of it.
public sealed partial class ResearchEnvironment
{
    public Result SetPolicies(Actor actor, Policies policies, DateTimeOffset now) => May(actor, EditPolicies, now).Then(() =>
    {
        var problems = policies.Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var before = Policies;
        var next = policies with { Version = before.Version };
        if (next != before)
        {
            Policies = next with { Version = before.Version + 1 };
        }

        ArePoliciesConfirmed = true;
        return Changed(new PoliciesSet(Id, before, Policies), now);
    });
}
