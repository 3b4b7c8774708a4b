using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Dispensal;

namespace TrePortal.Tests.Invariants;

/// <summary>Each invariant of projects and dispensals, with what breaks it and nothing else.</summary>
[Trait("Category", "Integration")]
public sealed class DispensalInvariantTests
{
    [Fact]
    public async Task INV14_a_dispensal_of_another_request_version()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (_, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE Dispensals SET RequestHash = '0' WHERE Id = {dispensal.Id.Value}");

        await world.Portal.OnlyBreaksAsync("INV14", "dispensal", dispensal.Id.Value);
    }

    [Fact]
    public async Task INV15_a_delivery_to_somebody_whose_account_was_disabled()
    {
        await using var world = await DispensalWorld.SmallAsync();
        world.Portal.AsOperator();
        DispensalWorld.Ok(await world.Portal.Do<PeopleCommands, Result>(commands => commands.SetEnabledAsync(world["stan"], isEnabled: false, null, CancellationToken.None)));
        var (_, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE AuditEvents SET SubjectId = {world["carl"].Value} WHERE Action = 'person-enabled'");

        await world.Portal.OnlyBreaksAsync("INV15", "dispensal", dispensal.Id.Value);
    }

    [Fact]
    public async Task INV16_a_delivered_file_that_was_changed()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();
        var file = Path.Combine(world.FolderOf(project, dispensal.Id), "person.data.csv");

        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file);
        SetMode(file, mode | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(file, "A9\n");
        SetMode(file, mode);

        await world.Portal.OnlyBreaksAsync("INV16", "dispensal", dispensal.Id.Value);
    }

    [Fact]
    public async Task INV17_a_plan_that_does_not_follow_from_the_request()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (_, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE Dispensals SET Plan = json_set(Plan, '$.people', 99) WHERE Id = {dispensal.Id.Value}");

        await world.Portal.OnlyBreaksAsync("INV17", "dispensal", dispensal.Id.Value);
    }

    [Fact]
    public async Task INV18_a_folder_of_a_dispensal_that_nobody_knows()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();
        var unknown = new Guid("11111111-2222-7333-8444-555555555555");

        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(world.FolderOf(project, dispensal.Id))!, unknown.ToString()));

        await world.Portal.OnlyBreaksAsync("INV18", "dispensal", unknown);
    }

    [Fact]
    public async Task INV19_a_fence_that_no_claim_raised()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (_, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE Jobs SET Fence = Fence + 1 WHERE Id = {dispensal.Job.Value}");

        await world.Portal.OnlyBreaksAsync("INV19", "job", dispensal.Job.Value);
    }

    [Fact]
    public async Task INV20_a_dispensal_that_its_job_left_behind()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        var dispensal = (await world.ReadAsync(project))!.Dispensals[0];
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE Jobs SET State = 'Failed' WHERE Id = {dispensal.Job.Value}");

        await world.Portal.OnlyBreaksAsync("INV20", "dispensal", dispensal.Id.Value);
    }

    [Fact]
    public async Task INV20_a_job_that_nobody_holds()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        var job = (await world.ReadAsync(project))!.Dispensals[0].Job;
        await world.Portal.SpoilAsync($"UPDATE Jobs SET State = 'Running', Fence = 1, Attempts = 1, LeaseUntil = {world.Portal.Clock.GetUtcNow().UtcDateTime.AddMinutes(-4)} WHERE Id = {job.Value}");
        await world.Portal.AllHoldAsync();

        world.Portal.Clock.Advance(TimeSpan.FromMinutes(2));

        await world.Portal.OnlyBreaksAsync("INV20", "job", job.Value);
    }

    [Fact]
    public async Task INV21_a_delivery_after_access_had_ended()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (_, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.WriteEventAsync("request", world.Request.Value, "request-expired", "{}");
        await world.Portal.MoveToEndAsync("dispensal-delivered");
        await world.Portal.WriteEventAsync("request", world.Request.Value, "request-resumed", "{}");

        await world.Portal.OnlyBreaksAsync("INV21", "dispensal", dispensal.Id.Value);
    }

    [Fact]
    public async Task INV22_a_dispensed_file_that_can_be_written_to()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there are no such rights
        }

        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        SetMode(Path.Combine(world.FolderOf(project, dispensal.Id), "person.data.csv"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await world.Portal.OnlyBreaksAsync("INV22", "project", project.Value);
    }

    [Fact]
    public async Task INV22_a_link_out_of_a_project()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();
        var work = Directory.CreateDirectory(Path.Combine(world.Portal.Folder, "projects", project.ToString(), "work"));

        File.CreateSymbolicLink(Path.Combine(work.FullName, "elsewhere"), new DataRoot(world.Portal.Folder, exclusive: false).DatabaseFile);

        await world.Portal.OnlyBreaksAsync("INV22", "project", project.Value);
    }

    [Fact]
    public async Task INV30_a_member_whom_the_request_does_not_name()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"INSERT INTO ProjectMembers (Project, Person) VALUES ({project.Value}, {world["stan"].Value})");

        await world.Portal.OnlyBreaksAsync("INV30", "project", project.Value);
    }

    [Fact]
    public async Task INV36_two_current_releases()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.DispensedAsync();
        await world.NextVersionAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE InventoryVersions SET State = 'Active' WHERE Id = {world.Version.Value}");

        await world.Portal.OnlyBreaksAsync("INV36", "environment", world.Environment.Value);
    }

    private static void SetMode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }
}
