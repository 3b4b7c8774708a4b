using System.Data;
using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TrePortal.Data.AdminHome;
using TrePortal.Data.Cohorts;
using TrePortal.Data.CollectionsEditor;
using TrePortal.Data.Environments;
using TrePortal.Data.Inventory;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.InventoryBrowser;
using TrePortal.Data.Kernel;
using TrePortal.Data.People;
using TrePortal.Data.Projects;
using TrePortal.Data.Requests;
using TrePortal.Data.Reviews;
using TrePortal.Data.ShowcaseBuilder;
using TrePortal.Data.SqlServer;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Kernel;

/// <summary>
/// No SQL Server runs here, but what would be sent to it can be read: the main queries run against its provider with the
/// wire cut, and the statements are compared with committed ones. A change of a query shows in the diff as a change of SQL.
/// </summary>
public sealed class SqlServerQueryTests
{
    private static readonly Actor Reader = new(
        new PersonId(new Guid("01a00000-0000-7000-8000-000000000001")), "reader", IsPlatformAdmin: false,
        [new OrganizationStanding(new OrganizationId(new Guid("01a00000-0000-7000-8000-000000000002")), IsAdmin: false, MayManageEnvironments: true)]);

    private static readonly TestClock Clock = new();

    [Fact]
    public Task The_resource_center() => ExpectAsync("resource-center", async contexts =>
    {
        using var root = new TemporaryFolder();
        using var data = new DataRoot(root.Path, exclusive: false);
        using var datasets = new DatasetCache(Clock);
        await new DiscoveryQueries(contexts, datasets, data, Clock)
            .ListAsync(Reader, new DiscoveryFilter { Search = "liver", State = EnvironmentState.Active }, CancellationToken.None);
    });

    [Fact]
    public Task My_requests() => ExpectAsync("my-requests", contexts =>
        new AccessRequestQueries(contexts, Clock).ListAsync(Reader, RequestFilter.All with { State = RequestState.InReview }, CancellationToken.None));

    [Fact]
    public Task My_reviews() => ExpectAsync("my-reviews", contexts =>
        new ReviewQueries(contexts, Clock).ListAsync(Reader, ReviewFilter.Waiting, CancellationToken.None));

    [Fact]
    public Task The_count_beside_my_reviews() => ExpectAsync("review-count", contexts =>
        new ReviewQueries(contexts, Clock).CountWaitingAsync(Reader, CancellationToken.None));

    [Fact]
    public Task My_environments() => ExpectAsync("my-environments", contexts =>
        new EnvironmentAdminQueries(contexts, Clock).ListAsync(Reader, CancellationToken.None));

    [Fact]
    public Task The_overview_of_administration() => ExpectAsync("admin-home", contexts =>
        new AdminHomeQueries(contexts, Clock).ReadAsync(Reader, CancellationToken.None));

    [Fact]
    public Task Members_and_invitations_of_an_organization() => ExpectAsync("organization", async contexts =>
    {
        var admin = Reader with { IsPlatformAdmin = true };
        var page = new PageRequest(50, new Cursor("Test", "test"));
        await new PeopleQueries(contexts, Clock).FindOrganizationAsync(admin, "org-north", CancellationToken.None);
        await new PeopleQueries(contexts, Clock).ListMembersAsync(admin, "org-north", new MemberFilter("a", MemberLevel.Member, OnlyManagers: true), page, CancellationToken.None);
        await new InvitationQueries(contexts, Clock).ListMineAsync(admin.Id, CancellationToken.None);
    });

    [Fact]
    public Task The_authorized_users_of_an_environment() => ExpectAsync("authorized-users", contexts =>
        new MembershipQueries(contexts, Clock).AuthorizedAsync("tre-x", Reader, new AuthorizedView("ada", AuthorizedShow.Reviewers), PageRequest.First, CancellationToken.None));

    [Fact]
    public Task The_rights_of_a_person() => ExpectAsync("rights", async contexts =>
    {
        await using var db = await contexts.CreateDbContextAsync();
        await Rights.OfAsync(db, new Caller(Reader.Id, "page", "local"), CancellationToken.None);
    });

    [Fact]
    public Task Who_calls_the_api_with_a_token_and_the_environment_that_they_explore() => ExpectAsync("token-and-explored-place", async contexts =>
    {
        await new AccessTokenQueries(contexts, null!, Clock).UseAsync(TokenSecret.New(), CancellationToken.None);
        await using var db = await contexts.CreateDbContextAsync();
        await new ExploredPlaces(null!).FindAsync(db, "tre-north", Reader.Id, CancellationToken.None);
    });

    [Fact]
    public Task The_showcase_builder() => ExpectAsync("showcase-builder", async contexts =>
    {
        using var root = new TemporaryFolder();
        using var data = new DataRoot(root.Path, exclusive: false);
        using var datasets = new DatasetCache(Clock);
        await new ShowcaseBuilderQueries(contexts, datasets, data, new RecipeSuggestions()).FindAsync("tre-north", null, Reader, CancellationToken.None);
    });

    [Fact]
    public Task The_policies_of_an_environment_and_their_history() => ExpectAsync("policies", async contexts =>
    {
        var queries = new PolicyQueries(contexts, Clock);
        await queries.FindAsync("tre-north", Reader, CancellationToken.None);
        await queries.VersionsAsync("tre-north", Reader, PageRequest.First, CancellationToken.None);
        await queries.TermsAsync("tre-north", Reader, CancellationToken.None);
    });

    [Fact]
    public Task The_versions_of_an_inventory() => ExpectAsync("inventory-versions", async contexts =>
    {
        var queries = new VersionQueries(contexts, null!, null!); // nothing is found, so nothing is compared
        await queries.ListAsync("tre-north", PageRequest.First, Reader, CancellationToken.None);
        await queries.FindAsync("tre-north", 2, Reader, CancellationToken.None);
        await new InventoryQueries(contexts).FindAsync("tre-north", Reader, CancellationToken.None);
    });

    [Fact]
    public Task The_inventory_browser() => ExpectAsync("inventory-browser", async contexts =>
    {
        using var root = new TemporaryFolder();
        using var data = new DataRoot(root.Path, exclusive: false);
        using var datasets = new DatasetCache(Clock);
        await new InventoryBrowserQueries(contexts, null!, datasets, data).FindAsync("tre-north", 1, Reader, CancellationToken.None);
        await new CollectionsEditing(contexts, null!, null!, datasets, data).OpenAsync("tre-north", 1, Reader, CancellationToken.None);
    });

    [Fact]
    public Task My_projects_and_one_of_them() => ExpectAsync("projects", async contexts =>
    {
        var queries = new ProjectQueries(contexts, null!, null!, Clock); // no file is read
        await queries.ListAsync(Reader, PageRequest.First, CancellationToken.None);
        await queries.FindAsync(new(new Guid("01a00000-0000-7000-8000-000000000003")), Reader, CancellationToken.None);
    });

    private static async Task ExpectAsync(string name, Func<IDbContextFactory<PortalDbContext>, Task> query)
    {
        var wire = new CutWire();

        await query(new Contexts(wire));

        var file = Path.Combine(Repository.Root, "TrePortal.Tests", "Kernel", "SqlServer", name + ".sql");
        var expected = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        if (expected != wire.Statements)
        {
            await File.WriteAllTextAsync(file, wire.Statements);
            Assert.Fail($"The SQL of {name} is not the committed one. It was written to {name}.sql: read the difference, then commit it.");
        }

        Assert.Contains("SELECT", wire.Statements, StringComparison.Ordinal);
    }

    private sealed class Contexts(CutWire wire) : IDbContextFactory<PortalDbContext>
    {
        public PortalDbContext CreateDbContext()
        {
            var options = new DbContextOptionsBuilder<SqlServerPortalDbContext>();
            DatabaseOptions.SqlServer(options, "Server=nowhere;Database=none");
            return new SqlServerPortalDbContext(options.AddInterceptors(wire, wire.Connection).Options);
        }
    }

    /// <summary>Keeps every statement and answers with no rows (or a count of 0), so that nothing is ever sent.</summary>
    private sealed class CutWire : DbCommandInterceptor
    {
        private readonly StringBuilder _statements = new();

        public NoConnection Connection { get; } = new();

        public string Statements => _statements.ToString().ReplaceLineEndings("\n");

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            _statements.AppendLine(command.CommandText).AppendLine("GO");
            var answer = new DataTable();
            if (command.CommandText.StartsWith("SELECT COUNT(*)", StringComparison.Ordinal))
            {
                answer.Columns.Add("count", typeof(int));
                answer.Rows.Add(0);
            }
            else
            {
                // EF Core buffers and wants as many columns as it asked for; without rows, their kind is never looked at.
                answer.Columns.AddRange([.. Enumerable.Range(0, 64).Select(index => new DataColumn($"c{index}", typeof(string)))]);
            }

            return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(answer.CreateDataReader()));
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());

        public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }
}
