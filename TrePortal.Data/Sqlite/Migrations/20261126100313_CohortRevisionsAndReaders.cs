using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CohortRevisionsAndReaders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Revision",
                table: "SavedCohorts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "SavedCohortReaders",
                columns: table => new
                {
                    Person = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cohort = table.Column<Guid>(type: "TEXT", nullable: false),
                    SharedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedCohortReaders", x => new { x.Cohort, x.Person });
                    table.ForeignKey(
                        name: "FK_SavedCohortReaders_SavedCohorts_Cohort",
                        column: x => x.Cohort,
                        principalTable: "SavedCohorts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SavedCohortRevisions",
                columns: table => new
                {
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Cohort = table.Column<Guid>(type: "TEXT", nullable: false),
                    Expression = table.Column<string>(type: "TEXT", nullable: false),
                    ExpressionHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Words = table.Column<string>(type: "TEXT", nullable: false),
                    InventoryVersion = table.Column<Guid>(type: "TEXT", nullable: false),
                    PublishedSize = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SavedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedCohortRevisions", x => new { x.Cohort, x.Number });
                    table.ForeignKey(
                        name: "FK_SavedCohortRevisions_SavedCohorts_Cohort",
                        column: x => x.Cohort,
                        principalTable: "SavedCohorts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SavedCohortReaders_Person",
                table: "SavedCohortReaders",
                column: "Person");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SavedCohortReaders");

            migrationBuilder.DropTable(
                name: "SavedCohortRevisions");

            migrationBuilder.DropColumn(
                name: "Revision",
                table: "SavedCohorts");
        }
    }
}
