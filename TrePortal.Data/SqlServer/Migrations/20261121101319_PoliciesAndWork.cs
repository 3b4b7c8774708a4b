using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class PoliciesAndWork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsFinal",
                table: "RequestDecisions",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Tier",
                table: "InventoryVersions",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "AccessTermDays",
                table: "Environments",
                type: "int",
                nullable: true);

            // Versions that were activated before keep the tier that the policies have now. In a batch of its own: the column is new.
            migrationBuilder.Sql("""
                EXEC(N'UPDATE v SET Tier = UPPER(LEFT(JSON_VALUE(e.Policies, ''$.tier''), 1)) + SUBSTRING(JSON_VALUE(e.Policies, ''$.tier''), 2, 31)
                    FROM InventoryVersions v JOIN Environments e ON e.Id = v.Environment WHERE v.State <> ''Pending''')
                """);

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Environment = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Before = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    After = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    Author = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TermsAcceptances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Environment = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Person = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TermsAcceptances", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TermsOfUse",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Environment = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Author = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TermsOfUse", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "WorkFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Project = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Environment = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Path = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    FoldedPath = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false),
                    Content = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Bytes = table.Column<long>(type: "bigint", nullable: false),
                    Sha256 = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    By = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkFiles", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Environments_AccessTermDays",
                table: "Environments",
                column: "AccessTermDays");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_Environment_Number",
                table: "PolicyVersions",
                columns: new[] { "Environment", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TermsAcceptances_Environment_Person_Number",
                table: "TermsAcceptances",
                columns: new[] { "Environment", "Person", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TermsOfUse_Environment_Number",
                table: "TermsOfUse",
                columns: new[] { "Environment", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WorkFiles_Project_FoldedPath",
                table: "WorkFiles",
                columns: new[] { "Project", "FoldedPath" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PolicyVersions");

            migrationBuilder.DropTable(
                name: "TermsAcceptances");

            migrationBuilder.DropTable(
                name: "TermsOfUse");

            migrationBuilder.DropTable(
                name: "WorkFiles");

            migrationBuilder.DropIndex(
                name: "IX_Environments_AccessTermDays",
                table: "Environments");

            migrationBuilder.DropColumn(
                name: "IsFinal",
                table: "RequestDecisions");

            migrationBuilder.DropColumn(
                name: "Tier",
                table: "InventoryVersions");

            migrationBuilder.DropColumn(
                name: "AccessTermDays",
                table: "Environments");
        }
    }
}
