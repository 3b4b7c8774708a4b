using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Seed;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Seed;

/// <summary>The demonstration shows everything that there is to see.</summary>
[Trait("Category", "Integration")]
public sealed class DemonstrationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task It_has_requests_in_every_state_a_staged_release_a_document_and_policies_with_a_history()
    {
        await using var portal = await TestPortal.CreateAsync(services => services.AddDemonstration());
        portal.Clock.Set(TimeProvider.System.GetUtcNow());
        var clock = Stopwatch.StartNew();

        await portal.Do<Demonstration, bool>(async demonstration =>
        {
            await demonstration.SeedAsync(default);
            return true;
        });

        output.WriteLine($"Made in {clock.Elapsed.TotalSeconds:N1} s");
        var states = await portal.Look(db => db.Set<AccessRequest>().Select(request => request.State).Distinct().ToListAsync());
        Assert.Equal(Enum.GetValues<RequestState>(), states.Order());
        var environments = await portal.Look(db => db.Set<ResearchEnvironment>().Select(environment => environment.State).ToListAsync());
        Assert.Equal([EnvironmentState.Draft, EnvironmentState.Active, EnvironmentState.Maintenance], environments.Order());

        var staged = await portal.Look(db => db.Set<ResearchEnvironment>().Where(environment => environment.State == EnvironmentState.Maintenance)
            .Select(environment => new { environment.Handle, environment.PendingVersion, environment.Policies }).SingleAsync());
        Assert.NotNull(staged.PendingVersion);
        Assert.Equal((4, 365, true), (staged.Policies.Version, staged.Policies.AccessTermDays, staged.Policies.FinalRejectionAllowed));
        portal.As(await portal.Look(db => db.Set<Domain.People.Person>().Where(person => person.UserName == "treadmin").Select(person => person.Id).SingleAsync()));
        var reader = await portal.ActorAsync();
        var diff = (await portal.Do<IVersionQueries, InventoryDiff?>(queries => queries.DiffAsync(staged.Handle, null, 2, reader, default)))!;
        Assert.Equal((2400, 2900), (diff.Participants!.Before, diff.Participants.After));
        Assert.Equal(["laboratory", "social"], diff.Collections.Select(change => change.Id).Order());
        var impact = (await portal.Do<IVersionQueries, ReleaseImpact?>(queries => queries.ImpactAsync(staged.Handle, 2, reader, default)))!;
        Assert.Contains(impact.Items, item => item.Losses.Contains(new InventoryLoss(LossKind.CollectionField, "social", "participant.education")));

        Assert.Equal(1, await portal.Look(db => db.Set<EnvironmentDocument>().CountAsync()));
        Assert.Equal(0, await portal.Look(db => db.Set<TermsOfUse>().CountAsync())); // journeys walk into projects without a gate
    }
}
