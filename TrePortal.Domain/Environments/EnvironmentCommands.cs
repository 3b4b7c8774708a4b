using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>
/// Everything an admin can do to an environment. Rules live on the aggregate. <c>version</c> is the one the page or the
/// client read (null when it does not matter): another one now answers <see cref="Stale"/>.
/// </summary>
public sealed class EnvironmentCommands(IWriteDoor door)
{
    public Task<Result<string>> CreateAsync(NewEnvironment asked, CancellationToken cancellation) =>
        door.RunAsync<string>("environment.create", async (session, token) =>
        {
            var created = await CreateAsync(session, asked, token);
            return created.IsOk ? created.Value.Handle : created.Error;
        }, cancellation);

    public Task<Result> DescribeAsync(string handle, EnvironmentDetails details, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.describe", handle, version, (environment, session) => environment.Describe(session.Actor, details, session.Now), cancellation);

    /// <summary>Changes some of the details; what they are is read in the same transaction.</summary>
    public Task<Result> AmendAsync(string handle, Func<EnvironmentDetails, EnvironmentDetails> amend, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.describe", handle, version, (environment, session) => environment.Describe(session.Actor, amend(environment.Details), session.Now), cancellation);

    public Task<Result> MoveAsync(string handle, string region, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.move", handle, version, (environment, session) => environment.Move(session.Actor, region, session.Now), cancellation);

    /// <summary>Gives a draft to another organization for which the actor may manage environments.</summary>
    public Task<Result> TransferAsync(string handle, string organization, long? version, CancellationToken cancellation) =>
        door.RunAsync("environment.transfer", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var next = await session.FirstAsync<Organization>(item => item.Handle == organization, token);
            return found.Value.Transfer(session.As("tre admin").Actor, next?.Id, session.Now);
        }, cancellation);

    public Task<Result> ShowAsync(string handle, Visibility visibility, long? version, CancellationToken cancellation) =>
        door.RunAsync("environment.visibility", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var eligible = await EligibleReviewers.OfAsync(session, found.Value, visibility, token);
            return found.Value.Show(session.As("tre admin").Actor, visibility, eligible, session.Now);
        }, cancellation);

    /// <summary>Policies without a word about terms and reasons: see <see cref="PolicyCommands"/>.</summary>
    public Task<Result> SetPoliciesAsync(string handle, Policies policies, long? version, CancellationToken cancellation) =>
        new PolicyCommands(door).SetAsync(handle, new PolicyDraft(policies), version, cancellation);

    public Task<Result> ChooseShowcaseAsync(string handle, ShowcaseMode mode, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.showcase", handle, version, (environment, session) => environment.ChooseShowcase(session.Actor, mode, session.Now), cancellation);

    /// <param name="handle">Of the environment.</param>
    /// <param name="tiles">As <see cref="TileBoard"/> spells them; null to let the portal choose.</param>
    /// <param name="version">The one that was read.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> ChooseDefaultTilesAsync(string handle, IReadOnlyList<string>? tiles, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.default-tiles", handle, version, (environment, session) => environment.ChooseDefaultTiles(session.Actor, tiles, session.Now), cancellation);

    public Task<Result> AddStepAsync(string handle, StepDraft step, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.add-step", handle, version, (environment, session) => environment.AddStep(session.Actor, step, session.Now), cancellation);

    public Task<Result> RemoveStepAsync(string handle, string step, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.remove-step", handle, version, (environment, session) => environment.RemoveStep(session.Actor, step, session.Now), cancellation);

    public Task<Result> DescribeStepAsync(string handle, string step, string name, string description, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.describe-step", handle, version, (environment, session) => environment.DescribeStep(session.Actor, step, name, description, session.Now), cancellation);

    public Task<Result> SetQuorumAsync(string handle, string step, int quorum, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.quorum", handle, version, (environment, session) => environment.SetQuorum(session.Actor, step, quorum, session.Now), cancellation);

    /// <param name="days">1 to 365; null for no reminder.</param>
    public Task<Result> RemindAfterAsync(string handle, string step, int? days, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.step-reminder", handle, version, (environment, session) => environment.RemindAfter(session.Actor, step, days, session.Now), cancellation);

    public Task<Result> SetReviewModeAsync(string handle, ReviewMode mode, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.review-mode", handle, version, (environment, session) => environment.SetReviewMode(session.Actor, mode, session.Now), cancellation);

    public Task<Result> OrderStepsAsync(string handle, IReadOnlyList<string> order, long? version, CancellationToken cancellation) =>
        ChangeAsync("environment.order-steps", handle, version, (environment, session) => environment.OrderSteps(session.Actor, order, session.Now), cancellation);

    /// <summary>A new draft, within a command.</summary>
    internal static async Task<Result<ResearchEnvironment>> CreateAsync(IWriteSession session, NewEnvironment asked, CancellationToken cancellation)
    {
        var created = ResearchEnvironment.Create(session.Actor, asked, session.Now);
        if (!created.IsOk)
        {
            return created.Error;
        }

        if (await session.AnyAsync<ResearchEnvironment>(environment => environment.Handle == asked.Handle, cancellation))
        {
            return new Invalid(nameof(asked.Handle), "taken", "This handle is taken. Choose another one.");
        }

        session.As("tre admin").Add(created.Value);
        return created.Value;
    }

    /// <summary>Changes one environment, found by its handle, in one transaction.</summary>
    internal Task<Result> ChangeAsync(
        string command, string handle, long? version, Func<ResearchEnvironment, IWriteSession, Result> change, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            return found.IsOk ? change(found.Value, session.As("tre admin")) : found.Error;
        }, cancellation);
}

/// <summary>Small words for commands.</summary>
public static class SessionWords
{
    /// <summary>Notes the role in which the command is done, for the audit log.</summary>
    public static IWriteSession As(this IWriteSession session, string role)
    {
        session.ActingAs = role;
        return session;
    }
}
