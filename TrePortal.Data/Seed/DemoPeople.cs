using Bogus;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using Person = TrePortal.Domain.People.Person;

namespace TrePortal.Data.Seed;

/// <summary>The demonstration's people and their two organizations. All invented.</summary>
internal sealed class DemoPeople(IDbContextFactory<PortalDbContext> contexts) : IDemoStep, IDemonstration
{
    public const string Provider = "org-northfield";

    public const string University = "org-brae-university";

    private static readonly Cast[] Everybody =
    [
        new("treadmin", "TRE admin", "Sets up, publishes and maintains environments", Provider, MemberLevel.Member, MayManage: true),
        new("reviewer1", "Reviewer", "Reviews requests in the governance step", Provider),
        new("reviewer2", "Reviewer", "Reviews requests in the scientific step", Provider),
        new("reviewer3", "Reviewer", "Stands in for both steps", Provider),
        new("researcher1", "Researcher", "Explores data, asks for it, works with it", University, MemberLevel.Admin),
        new("researcher2", "Researcher", "Has requests and projects of an own group", University),
        new("collaborator1", "Collaborator", "Works in projects of others; changes nothing in their requests", University),
        new("orgadmin", "Organization admin", "Looks after the institute's members", Provider, MemberLevel.Admin),
        new("platform", "Platform admin", "Looks after users, organizations and the audit log; sees no data", null, IsPlatformAdmin: true),
    ];

    public int Order => 100;

    public async Task RunAsync(DemoActors actors, CancellationToken cancellation)
    {
        await using var scope = actors.AsOperator();
        var people = scope.ServiceProvider.GetRequiredService<PeopleCommands>();
        var organizations = scope.ServiceProvider.GetRequiredService<OrganizationCommands>();
        var names = new Faker("en") { Random = new Randomizer(20260302) };
        foreach (var person in Everybody)
        {
            var details = new PersonDetails(person.UserName, names.Name.FullName(), person.UserName + "@example.org");
            DemoActors.Must(await people.CreateAsync(details, person.IsPlatformAdmin, membership: null, cancellation));
        }

        DemoActors.Must(await organizations.CreateAsync(Provider, "Northfield Liver Institute", "orgadmin", cancellation));
        DemoActors.Must(await organizations.CreateAsync(University, "Brae University School of Medicine", "researcher1", cancellation));
        foreach (var person in Everybody.Where(person => person is { Organization: not null, UserName: not ("orgadmin" or "researcher1") }))
        {
            DemoActors.Must(await organizations.SetMemberAsync(person.Organization!, person.UserName, person.Level, person.MayManage, version: null, cancellation));
        }

        await InviteAsync(actors, cancellation);
    }

    /// <summary>Somebody who has not come yet, so that the list of invitations is not empty.</summary>
    private static async Task InviteAsync(DemoActors actors, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync("orgadmin", cancellation);
        var invited = new InvitationDraft("h.lindqvist@example.org", MemberLevel.Member, MayManageEnvironments: false, "Welcome to the governance group.");
        DemoActors.Must(await scope.ServiceProvider.GetRequiredService<InvitationCommands>().SendAsync(Provider, [invited], cancellation));
    }

    public async Task<IReadOnlyList<DemoPersona>> PersonasAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var userNames = Everybody.Select(person => person.UserName).ToList();
        var found = await db.Set<Person>().Where(row => userNames.Contains(row.UserName) && row.IsEnabled)
            .Select(row => new { row.Id, row.UserName, row.DisplayName })
            .ToListAsync(cancellation);
        return
        [
            .. from person in Everybody
               join row in found on person.UserName equals row.UserName
               select new DemoPersona(row.Id, row.UserName, row.DisplayName, person.Role, person.Does),
        ];
    }

    private sealed record Cast(
        string UserName, string Role, string Does, string? Organization, MemberLevel Level = MemberLevel.Member, bool MayManage = false, bool IsPlatformAdmin = false);
}
