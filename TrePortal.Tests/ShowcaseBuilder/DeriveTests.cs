using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.ShowcaseBuilder;

[Trait("Category", "Integration")]
public sealed class DeriveTests
{
    [Fact]
    public async Task A_showcase_is_made_by_its_recipe_and_becomes_the_versions()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();

        var import = await world.MakeShowcaseAsync();

        Assert.True(import.State == ImportState.Accepted, string.Join("; ", import.Outcome.Problems.Select(problem => $"{problem.File} {problem.Code} {problem.Message} {problem.Value}")) + import.Outcome.Failure);
        var people = await world.RowsAsync("person");
        Assert.Equal(["id", "sex", "age_band", "weight_rounded", "born_year", "seen_quarter", "illness"], people.Fields.Select(field => field.Name));
        Assert.Equal(RecipeOracle.Bag(
        [
            "F ; 40.. ; 60 ; 1980 ; 2021-Q1 ; heart|lung",
            "M ; ..-1 ; -1 ; 1980 ; 2021-Q1 ; heart",
            " ;  ;  ;  ;  ; ",
            "F ; 40.. ; 0 ; 1980 ; 2021-Q1 ; heart|lung",
            "M ; 0..39 ; -2 ; 2001 ;  ; heart", // -2.0 is the special code -2
        ]), people.Bag("sex", "age_band", "weight_rounded", "born_year", "seen_quarter", "illness"));
        var visits = await world.RowsAsync("visit");
        Assert.Equal(RecipeOracle.Bag(["", "-1", "2020-01", "2020-02"]), visits.Bag("day_month"));
        var scans = await world.RowsAsync("scan");
        Assert.Equal(RecipeOracle.Bag(["-5", "0.5"]), scans.Bag("score_limited"));
        Assert.Empty(world.FoldersIn("staging"));
        await TestPortal.Until(() => Task.FromResult(world.FoldersIn("uploads").Length == 0));
    }

    [Fact]
    public async Task Rows_keep_their_people_under_numbers_that_are_theirs_in_every_release()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();

        await world.MakeShowcaseAsync();
        var (firstPeople, firstVisits) = (await world.RowsAsync("person"), await world.RowsAsync("visit"));
        await world.MakeShowcaseAsync();
        var (secondPeople, secondVisits) = (await world.RowsAsync("person"), await world.RowsAsync("visit"));

        // A2 (male, below zero) has the visits of January and February, A1 the one that was not recorded, A5 the empty one.
        static IReadOnlyList<string> Together(ShowcaseRows people, ShowcaseRows visits) => RecipeOracle.Bag(
            visits.Values("person_id").Zip(visits.Values("day_month"), (person, day) => $"{people.Values("age_band")[people.Values("id").ToList().IndexOf(person)]} {day}"));
        Assert.Equal(RecipeOracle.Bag(["..-1 2020-01", "..-1 2020-02", "40.. -1", "0..39 "]), Together(firstPeople, firstVisits));
        Assert.Equal(Together(firstPeople, firstVisits), Together(secondPeople, secondVisits));
        Assert.Equal(firstPeople.Values("id"), secondPeople.Values("id")); // answers carry over from release to release
        Assert.Empty(firstVisits.Values("visit_id").Intersect(secondVisits.Values("visit_id")));
        Assert.All(firstPeople.Values("id"), id => Assert.Matches("^[0-9a-f]{16}$", id));
    }

    [Fact]
    public async Task Nothing_outside_the_recipe_is_in_any_file()
    {
        await using var world = await AdminWorld.ReadyAsync();
        await world.ImportAsync(1, new SmallInventory()
            .Replace("tabular/person.data.csv", "=1+1", "canary-note").Replace("tabular/person.data.csv", "61.50", "61.4937")
            .RemoveBelow("showcase").RemoveBelow("files").Remove("file_inventory.tsv").Remove("data_collections.json"));
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();

        await world.MakeShowcaseAsync();

        var folder = Path.Combine(world.Portal.Folder, (await world.FindInventoryAsync())!.Versions[0].Assets.Showcase!.Folder);
        var content = string.Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        foreach (var secret in (string[])["canary-note", "61.4937", "1980-02", "A1", "A2", "A3", "A4", "A5", "angina", "note"])
        {
            Assert.DoesNotContain(secret + "\"", content, StringComparison.Ordinal);
            Assert.False(secret.Length > 2 && content.Contains(secret, StringComparison.Ordinal), secret);
        }

        Assert.DoesNotContain(System.Text.Encoding.Latin1.GetString(BitConverter.GetBytes(61.4937)), content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_takes_so_many_people_and_only_their_rows()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe with { SamplePercent = 40 })).MustBeOk();

        await world.MakeShowcaseAsync();

        var (people, visits) = (await world.RowsAsync("person"), await world.RowsAsync("visit"));
        Assert.Equal(2, people.Rows.Count);
        Assert.Subset(people.Values("id").ToHashSet(), visits.Values("person_id").ToHashSet());
    }

    [Fact]
    public async Task What_is_coarser_cannot_be_taken_for_the_field_of_the_inventory()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        await world.MakeShowcaseAsync();
        (await world.Environments(commands => commands.ChooseShowcaseAsync(AdminWorld.Handle, ShowcaseMode.Curated, null, default))).MustBeOk();
        await world.AcknowledgeAsync(1);
        (await world.Life(commands => commands.PublishAsync(AdminWorld.Handle, null, default))).MustBeOk();

        world.Portal.As(world.Researcher);
        var reader = await world.Portal.ActorAsync();
        var view = (await world.Portal.Do<Domain.Cohorts.IShowcase, Result<Domain.Cohorts.ShowcaseView>>(showcase => showcase.GetAsync(AdminWorld.Handle, reader, default))).MustBeOk();

        Assert.Equal(
            ["person.sex", "person.illness"],
            view.Fields.Where(field => !field.IsExploreOnly).Select(field => field.Address));
        Assert.Equal(8, view.Fields.Count);
    }

    [Fact]
    public async Task A_waiting_making_can_be_cancelled_and_changes_nothing()
    {
        await using var ready = await AdminWorld.ReadyAsync();
        (await ready.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        var before = (await ready.FindInventoryAsync())!.Versions[0].Assets.Showcase;
        await ready.Portal.StopWorkersAsync();
        var ticket = (await ready.AskForShowcaseAsync()).MustBeOk();

        (await ready.Inventory(commands => commands.CancelImportAsync(AdminWorld.Handle, ticket.Import, default))).MustBeOk();
        await ready.Portal.StartWorkersAsync();
        await ready.EndOf(ticket.Import);

        Assert.Equal(ImportState.Cancelled, (await ready.ImportOf(ticket.Import))!.State);
        Assert.Equal(before!.ContentHash, (await ready.FindInventoryAsync())!.Versions[0].Assets.Showcase!.ContentHash);
        await TestPortal.Until(() => Task.FromResult(ready.FoldersIn("uploads").Length == 0));
    }

    [Fact]
    public async Task What_a_dead_attempt_left_is_made_anew()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        await world.Portal.StopWorkersAsync();
        var ticket = (await world.AskForShowcaseAsync()).MustBeOk();
        var place = await world.Portal.Look(db => db.Set<InventoryImport>().Where(import => import.Id == ticket.Import).Select(import => import.Uploads).SingleAsync());
        var target = Path.Combine(world.Portal.Folder, place[0].Path);
        Directory.CreateDirectory(target);
        await File.WriteAllTextAsync(Path.Combine(target, "data_dictionary.csv"), "half of it");
        Directory.CreateDirectory($"{target}-1");
        await world.Portal.Look(db => db.Jobs.Where(job => job.Id == ticket.Job).ExecuteUpdateAsync(set => set.SetProperty(job => job.Fence, 1)));

        await world.Portal.StartWorkersAsync();
        await world.EndOf(ticket.Import);

        Assert.Equal(ImportState.Accepted, (await world.ImportOf(ticket.Import))!.State);
        Assert.Equal(5, (await world.RowsAsync("person")).Rows.Count);
    }

    [Fact]
    public async Task The_audit_says_which_recipe_made_it_and_names_nobody()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        await world.MakeShowcaseAsync();

        var events = await world.Portal.Look(db => db.AuditEvents.Where(item => item.Action.StartsWith("showcase-")).OrderBy(item => item.Sequence).ToListAsync());

        Assert.Equal(["showcase-recipe-written", "showcase-making"], events.Where(item => item.Action != "showcase-chosen").Select(item => item.Action));
        Assert.All(events.Where(item => item.Action != "showcase-chosen"), item => Assert.Contains(ShowcaseBuilderWorld.SmallRecipe.ToHash(), item.Content, StringComparison.Ordinal));
    }
}
