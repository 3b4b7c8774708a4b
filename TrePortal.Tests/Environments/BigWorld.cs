using System.Text;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>An environment after years: 1,000 authorized users, 100 admins, 500 versions, 5,000 fields.</summary>
internal static class BigWorld
{
    public const int Users = 1_000;
    public const int Admins = 100;
    public const int Versions = 500;
    public const int Fields = 5_000;

    public static async Task<AdminWorld> CreateAsync()
    {
        var world = await AdminWorld.ReadyAsync(release: WideInventory());
        await PeopleAsync(world.Portal);
        var lines = Enumerable.Range(0, Users).Select(at => new AuthorizationLine($"user{at:0000}")).ToList();
        Assert.All((await world.Members(commands => commands.AuthorizeAsync(AdminWorld.Handle, lines, default))).MustBeOk(), line => Assert.True(line.IsDone, line.Message));
        (await world.Members(commands => commands.AddAsync(AdminWorld.Handle, MemberKind.Admin, [.. lines.Take(Admins - 1)], default))).MustBeOk();
        (await world.Life(commands => commands.PublishAsync(AdminWorld.Handle, null, default))).MustBeOk();
        await VersionsAsync(world);
        return world;
    }

    private static Task<int> PeopleAsync(TestPortal portal) => portal.Look(async db =>
    {
        db.AddRange(Enumerable.Range(0, Users).Select(at =>
            Person.Create(new PersonDetails($"user{at:0000}", $"Person {at:0000}", $"user{at:0000}@example.org"), isPlatformAdmin: false, portal.Clock.GetUtcNow()).Value));
        return await db.SaveChangesAsync();
    });

    // The versions before the active one: as years of maintenance would have left them.
    private static Task<int> VersionsAsync(AdminWorld world) => world.Portal.Look(async db =>
    {
        var active = await db.Set<InventoryVersion>().AsNoTracking().SingleAsync();
        await db.Set<InventoryVersion>().ExecuteUpdateAsync(set => set.SetProperty(version => version.Number, Versions));
        for (var number = 1; number < Versions; number++)
        {
            var version = InventoryVersion.Start(active.Environment, number, active.Author, active.CreatedAt);
            version.Accept(active.Assets).MustBeOk();
            version.Activate(DisclosureTier.Standard, active.CreatedAt).MustBeOk();
            version.Supersede().MustBeOk();
            db.Add(version);
        }

        return await db.SaveChangesAsync();
    });

    private static SmallInventory WideInventory()
    {
        var dictionary = new StringBuilder("entity,name,type,primary_key_type,folder_path,title\nperson,id,string,global,People,Person\n");
        for (var at = 1; at < Fields; at++)
        {
            dictionary.Append(System.Globalization.CultureInfo.InvariantCulture, $"person,field_{at:0000},integer,,Folder {at / 500:00} > Part {at / 50 % 10},Field {at:0000}\n");
        }

        var data = new StringBuilder("id");
        for (var at = 1; at < Fields; at++)
        {
            data.Append(System.Globalization.CultureInfo.InvariantCulture, $",field_{at:0000}");
        }

        data.Append('\n');
        for (var person = 1; person <= 20; person++)
        {
            data.Append('P').Append(person);
            for (var at = 1; at < Fields; at++)
            {
                data.Append(',').Append((person * at) % 97);
            }

            data.Append('\n');
        }

        return new SmallInventory()
            .RemoveBelow("tabular").RemoveBelow("showcase").RemoveBelow("files").Remove("file_inventory.tsv")
            .Set("tabular/data_dictionary.csv", dictionary.ToString())
            .Set("tabular/person.data.csv", data.ToString())
            .Set("data_collections.json", """{ "version": "1.0", "collections": [ { "id": "all", "title": "All", "entities": ["person"] } ] }""");
    }
}
