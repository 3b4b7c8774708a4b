using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
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
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Tier",
                table: "InventoryVersions",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "AccessTermDays",
                table: "Environments",
                type: "INTEGER",
                nullable: true);

            // Versions that were activated before keep the tier that the policies have now.
            migrationBuilder.Sql("""
                UPDATE InventoryVersions SET Tier = (
                    SELECT upper(substr(json_extract(e.Policies, '$.tier'), 1, 1)) || substr(json_extract(e.Policies, '$.tier'), 2)
                    FROM Environments e WHERE e.Id = InventoryVersions.Environment)
                WHERE State <> 'Pending'
                """);

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Before = table.Column<string>(type: "TEXT", nullable: false),
                    After = table.Column<string>(type: "TEXT", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Author = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TermsAcceptances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    Person = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TermsAcceptances", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TermsOfUse",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Author = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TermsOfUse", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "WorkFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Project = table.Column<Guid>(type: "TEXT", nullable: false),
                    Environment = table.Column<Guid>(type: "TEXT", nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    FoldedPath = table.Column<string>(type: "TEXT", maxLength: 800, nullable: false),
                    Content = table.Column<Guid>(type: "TEXT", nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
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
